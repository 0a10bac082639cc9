import { useQueryClient } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { useWords } from '../../i18n';
import { useCopy } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { peopleWords } from '../words';

/** From the picture to the first code to the recovery codes. */
export function SetUp({ done }: { done: () => void }) {
  const t = useWords({ ...common, ...peopleWords });
  const queries = useQueryClient();
  const copy = useCopy();
  const [form] = Form.useForm<{ code: string }>();
  const [codes, setCodes] = useState<string[]>();
  // Asked once: every answer is a new secret.
  const made = useQuery({ queryKey: ['totp', 'new'], queryFn: () => ok(api.POST('/v1/account/totp')), staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false });
  const { submit, busy, trouble } = useSubmit(form, async ({ code }: { code: string }) => {
    const answer = await ok(api.POST('/v1/account/totp/confirm', { body: { code: code.replaceAll(' ', '') } }));
    setCodes(answer.recovery_codes);
  });
  if (codes) {
    return (
      <RecoveryCodes
        codes={codes}
        done={() => {
          void queries.invalidateQueries({ queryKey: ['second-factor'] });
          void queries.invalidateQueries({ queryKey: ['session'] });
          done();
        }}
      />
    );
  }
  if (made.isError) return <Trouble error={made.error} again={() => void made.refetch()} />;
  if (!made.data) return <Skeleton active />;
  return (
    <div className="stack">
      <p>1. {t('step_scan')}</p>
      <div className="row" style={{ gap: 16 }}>
        <Qr svg={made.data.qr_svg} />
        <div className="stack" style={{ gap: 4, flex: 1, minWidth: 180 }}>
          <span className="soft small">{t('secret')}</span>
          <span className="code" data-test="totp-secret">{made.data.secret}</span>
          <span><Button size="small" onClick={() => void copy(made.data.secret)}>{t('copy')}</Button></span>
        </div>
      </div>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {trouble}
        <Form.Item name="code" label={`2. ${t('step_code')}`} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={8} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t('turn_on')}</Button>
      </Form>
    </div>
  );
}

/** As a picture, in which no script can run. */
function Qr({ svg }: { svg: string }) {
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return <img className="qr" src={address} alt="" width={176} height={176} style={{ background: '#fff', borderRadius: 8, padding: 8 }} />;
}

export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const t = useWords(peopleWords);
  const copy = useCopy();
  return (
    <div className="stack">
      <p>{t('recovery_text')}</p>
      <ul className="codes code" data-test="recovery-codes">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <div className="row">
        <Button onClick={() => void copy(codes.join('\n'))}>{t('copy_all')}</Button>
        <Button type="primary" onClick={done} data-test="recovery-kept">{t('recovery_copied')}</Button>
      </div>
    </div>
  );
}
