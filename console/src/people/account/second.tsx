import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { peopleWords } from '../words';
import { RecoveryCodes, SetUp } from './setup';

export function Second() {
  const t = useWords({ ...common, ...peopleWords });
  const queries = useQueryClient();
  const ask = useAsk();
  const [setting, setSetting] = useState(false);
  const [codes, setCodes] = useState<string[]>();
  const { data, isError, error } = useQuery({ queryKey: ['second-factor'], queryFn: () => ok(api.GET('/v1/account/second-factor')) });
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ['second-factor'] });
    await queries.invalidateQueries({ queryKey: ['session'] });
  };
  if (isError) return <Card title={t('second')}><Trouble error={error} /></Card>;
  if (!data) return <Card title={t('second')}><Skeleton active /></Card>;
  return (
    <Card title={t('second')} extra={<span className={data.totp ? 'tag good' : 'tag wait'}>{data.totp ? t('on') : t('off')}</span>}>
      <div className="stack">
        <p>{data.totp ? t('second_on') : t('second_off')}</p>
        {data.totp ? (
          <div className="row">
            <span className="soft grow">{t('recovery_left', { n: data.recovery_codes_left })}</span>
            <Button
              onClick={() => ask({
                title: t('recovery_new'),
                text: t('recovery_new_text'),
                act: t('recovery_new'),
                run: async () => setCodes((await ok(api.POST('/v1/account/recovery-codes'))).recovery_codes),
              })}
            >
              {t('recovery_new')}
            </Button>
            <Button
              danger
              onClick={() => ask({ title: t('turn_off_title'), text: t('turn_off_text'), act: t('turn_off'), danger: true, run: async () => {
                await ok(api.DELETE('/v1/account/totp'));
                await again();
              } })}
            >
              {t('turn_off')}
            </Button>
          </div>
        ) : setting ? (
          <SetUp done={() => {
            setSetting(false);
            void again();
          }} />
        ) : (
          <div><Button type="primary" onClick={() => setSetting(true)}>{t('set_up')}</Button></div>
        )}
      </div>
      <Modal open={Boolean(codes)} title={t('recovery')} footer={null} closable={false}>
        {codes && <RecoveryCodes codes={codes} done={() => {
          setCodes(undefined);
          void again();
        }} />}
      </Modal>
    </Card>
  );
}
