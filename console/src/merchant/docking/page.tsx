import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Radio, Skeleton } from 'antd';
import { api, ok } from '../../api/client';
import type { DockingPartner } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useCopy, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { supplyWrite } from '../suppliers/scopes';
import { dockingWords } from './words';

const modes = ['off', 'asked', 'on'] as const;
type Mode = (typeof modes)[number];
const load = () => ok(api.GET('/v1/merchant/docking'));

/** Whom this merchant lets dock, and their keys. */
export default function DockingPage() {
  const t = useWords({ ...common, ...dockingWords });
  const write = useMay()(supplyWrite);
  const ask = useAsk();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['docking'] });
  const turn = async (key: DockingPartner, to: 'on' | 'off') => {
    await ok(api.POST('/v1/merchant/docking/keys/{id}/switch', { params: { path: { id: key.id } }, body: { to } }));
    await again();
  };
  const stop = (key: DockingPartner) => ask({ title: t('stop_title', { name: key.name }), text: t('stop_text'), act: t('stop'), danger: true, run: () => turn(key, 'off') });
  const resume = (key: DockingPartner) => ask({ title: key.name, act: t(key.state === 'asked' ? 'agree' : 'resume'), run: () => turn(key, 'on') });
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Doors />
      <div style={{ height: 16 }} />
      <DataList<DockingPartner>
        name="docking"
        label={t('partners')}
        load={({ q, state, ...query }) => sift<DockingPartner>(
          async () => ({ items: (await load()).partners }),
          (key) => (!state || key.state === state) && holds([key.partner, key.name, key.app_id], q),
          query,
        )}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: (['asked', 'on', 'off'] as const).map((value) => ({ value, label: t(`s_${value}`) })) },
        ]}
        rowId={(key) => key.id}
        columns={[
          { key: 'partner', title: t('partner'), main: true, render: (key) => key.partner },
          { key: 'name', title: t('name'), render: (key) => key.name },
          { key: 'app_id', title: t('app_id'), render: (key) => <span className="code">{key.app_id}</span> },
          { key: 'state', title: t('state'), render: (key) => <span className={key.state === 'on' ? 'tag good' : key.state === 'asked' ? 'tag wait' : 'tag'}>{t(`s_${key.state as 'asked' | 'on' | 'off'}`)}</span> },
          { key: 'used', title: t('used'), render: (key) => (key.last_used_at ? <When at={key.last_used_at} ago /> : <span className="soft">{t('never')}</span>) },
          { key: 'created', title: t('created'), render: (key) => <When at={key.created_at} /> },
        ]}
        acts={write ? (key) => (key.state === 'on'
          ? <Button size="small" danger onClick={() => stop(key)}>{t('stop')}</Button>
          : <Button size="small" onClick={() => resume(key)}>{t(key.state === 'asked' ? 'agree' : 'resume')}</Button>) : undefined}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}

/** Who may dock, and where. */
function Doors() {
  const t = useWords({ ...common, ...dockingWords });
  const write = useMay()(supplyWrite);
  const copy = useCopy();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data, isPending, error, refetch } = useQuery({ queryKey: ['docking', 'mode'], queryFn: load });
  const set = (mode: Mode) => ask({ title: t(mode), text: t(`${mode}_hint`), act: t('save'), danger: mode === 'off', run: async () => {
    await ok(api.PUT('/v1/merchant/docking', { body: { mode } }));
    await queries.invalidateQueries({ queryKey: ['docking'] });
  } });
  return (
    <Card title={t('mode')}>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {isPending && <Skeleton active />}
      {data && (
        <div className="stack">
          <Radio.Group value={data.mode} disabled={!write} onChange={(event) => set(event.target.value as Mode)} optionType="button" options={modes.map((value) => ({ value, label: t(value) }))} />
          <p className="soft">{t(`${data.mode as Mode}_hint`)}</p>
          <p>{t('address')} <span className="code">{data.base_url}</span> <Button size="small" type="text" onClick={() => void copy(data.base_url)}>{t('copy')}</Button></p>
          <p className="soft">{t('address_hint')}</p>
          <p>{t('keys_page')} <a className="code" href="/me/docking" target="_blank" rel="noreferrer">{data.base_url}/me/docking</a></p>
        </div>
      )}
    </Card>
  );
}
