import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Dropdown, Skeleton } from 'antd';
import { api, ok, quietly } from '../../api/client';
import type { Merchant, MerchantDetail } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { percent } from '../../api/money';
import { Id, State, When, Yes } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { History } from '../history';
import { operatorWords } from '../words';

export default function MerchantsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const state = useStates();
  const may = useMay();
  const files = useFiles();
  const [opened, open] = useOpened();
  return (
    <Page title={t('merchants')} lead={t('merchants_lead')}>
      <DataList<Merchant>
        name="merchants"
        label={t('merchants')}
        load={(query) => ok(api.GET('/v1/platform/merchants', { params: { query } }))}
        rowId={(merchant) => merchant.id}
        onOpen={(merchant) => open(merchant.id)}
        exports={files('/v1/platform/merchants/export', may('platform:export'))}
        presets={[{ name: { zh: '已暂停', en: 'Suspended' }, filters: { state: 'suspended' } }]}
        filters={[
          { key: 'q', label: t('search_merchants'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: ['active', 'suspended', 'closed'].map((value) => ({ value, label: state(value) })) },
        ]}
        columns={[
          { key: 'name', title: t('merchant'), main: true, render: (merchant) => say(merchant.name) },
          { key: 'state', title: t('state'), render: (merchant) => <State of={merchant.state} /> },
          { key: 'fee', title: t('fee'), align: 'right', render: (merchant) => percent(merchant.fee_bps) },
          { key: 'plan', title: t('plan'), render: (merchant) => merchant.plan || '–' },
          { key: 'trusted', title: t('trusted'), render: (merchant) => <Yes when={merchant.trusted} /> },
          { key: 'created', title: t('created'), render: (merchant) => <When at={merchant.created_at} /> },
        ]}
        empty={{ title: t('merchants_empty'), text: t('merchants_empty_text') }}
      />
      <Drawer open={Boolean(opened)} onClose={() => open()} size={520} title={t('merchant')} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
        {opened && <One id={opened} />}
      </Drawer>
    </Page>
  );
}

function One({ id }: { id: string }) {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data, isError, error } = useQuery({ queryKey: ['merchant', id], queryFn: () => ok(api.GET('/v1/platform/merchants/{id}', { params: { path: { id } } })) });
  if (isError) return <Trouble error={error} />;
  if (!data) return <Skeleton active />;
  const name = say(data.name);
  const act = (verb: 'suspend' | 'resume' | 'close', title: string, text?: string) => ask({
    title, text, act: verb === 'suspend' ? t('suspend') : verb === 'resume' ? t('resume') : t('close_merchant'), danger: verb !== 'resume', reason: true,
    run: async (reason) => {
      await ok(api.POST(`/v1/platform/merchants/{id}/${verb}`, { params: { path: { id } }, body: { reason } }));
      await Promise.all([queries.invalidateQueries({ queryKey: ['merchant', id] }), queries.invalidateQueries({ queryKey: ['merchants'] })]);
    },
  });
  const trust = () => ask({
    title: data.trusted ? t('distrust') : t('trust'), text: data.trusted ? t('distrust_text') : t('trust_text'), act: t('confirm'), reason: true,
    run: async (reason) => {
      await ok(api.POST('/v1/platform/merchants/{id}/trust', { params: { path: { id } }, body: { trusted: !data.trusted, reason } }));
      await queries.invalidateQueries({ queryKey: ['merchant', id] });
    },
  });
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('name')}</dt><dd><strong>{name}</strong> <State of={data.state} /></dd>
        <dt>{t('id')}</dt><dd><Id id={data.id} /></dd>
        <dt>{t('slug')}</dt><dd>{data.stores.map((slug) => <a key={slug} href={`/s/${slug}`}>/s/{slug} </a>)}</dd>
        <dt>{t('fee')}</dt><dd>{percent(data.fee_bps)}</dd>
        <dt>{t('plan')}</dt><dd>{data.plan || '–'}</dd>
        <dt>{t('trusted')}</dt><dd><Yes when={data.trusted} /></dd>
      </dl>
      {may('merchants:suspend') && (
        <div className="row">
          {data.state === 'active' && <Button danger onClick={() => act('suspend', t('suspend_title', { name }), t('suspend_text'))}>{t('suspend')}</Button>}
          {data.state === 'suspended' && <Button type="primary" onClick={() => act('resume', t('resume_title', { name }))}>{t('resume')}</Button>}
          {data.state !== 'closed' && <Button danger type="text" onClick={() => act('close', t('close_title', { name }), t('close_text'))}>{t('close_merchant')}</Button>}
        </div>
      )}
      <div className="row">
        {may('merchants:review') && data.state !== 'closed' && <Button onClick={trust}>{data.trusted ? t('distrust') : t('trust')}</Button>}
        {may('plans:write') && <PlanChoice merchant={data} />}
      </div>
      {data.timeline.length > 0 && <><h2 style={{ fontSize: 15 }}>{t('timeline')}</h2><History items={data.timeline} /></>}
    </div>
  );
}

function PlanChoice({ merchant }: { merchant: MerchantDetail }) {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data } = useQuery({ queryKey: ['plans', 'all'], queryFn: () => ok(api.GET('/v1/platform/plans', quietly)), retry: false });
  const choose = (plan: string, name: string) => ask({
    title: t('choose_plan', { name }), act: t('confirm'), reason: true,
    run: async (reason) => {
      await ok(api.POST('/v1/platform/merchants/{id}/plan', { params: { path: { id: merchant.id } }, body: { plan, reason } }));
      await Promise.all([queries.invalidateQueries({ queryKey: ['merchant', merchant.id] }), queries.invalidateQueries({ queryKey: ['merchants'] })]);
    },
  });
  const plans = [{ code: '', name: t('no_plan') }, ...(data?.items ?? []).map((plan) => ({ code: plan.code, name: say(plan.name) }))];
  if (plans.length === 1) return null;
  return (
    <Dropdown trigger={['click']} menu={{ items: plans.filter((plan) => plan.code !== merchant.plan).map((plan) => ({ key: plan.code || 'none', label: plan.name, onClick: () => choose(plan.code, plan.name) })) }}>
      <Button>{t('plan')}</Button>
    </Dropdown>
  );
}
