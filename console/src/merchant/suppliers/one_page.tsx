import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Supplier } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Day } from '../../parts/bits';
import { Card, Page } from '../../parts/page';
import { Notify } from '../../parts/settings/notify';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { Catalogue } from './catalogue';
import { Deposits } from './deposits';
import { contractDays, lastMoment } from './figures';
import { ContractTag, HealthTag, Score, StateTag, useKinds, type SupplierState } from './parts';
import { RoutesOfSupplier } from './routes';
import { supplyWrite } from './scopes';
import { statementWords } from './statement_words';
import { supplierWords } from './words';

/** One supplier: its deposit, what it credits, and how it does. */
export default function SupplierPage() {
  const { id = '' } = useParams();
  const t = useWords({ ...common, ...supplierWords });
  const say = useSay();
  const write = useMay()(supplyWrite);
  const kinds = useKinds();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['supplier', id], queryFn: () => ok(api.GET('/v1/suppliers/{id}', { params: { path: { id } } })), refetchInterval: 30_000 });
  if (isError && !data) return <Page title={t('supplier')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('supplier')}><Skeleton active /></Page>;
  const kind = kinds.data?.items.find((one) => one.code === data.kind);
  return (
    <Page
      title={data.name}
      lead={<span className="row" style={{ gap: 6 }}><StateTag of={data.state} /> <HealthTag of={data} /> <span>{say(kind?.name) || data.kind} · {data.currency}</span></span>}
      acts={write && <><Turns of={data} />{data.state !== 'retired' && <Link to={`/suppliers/edit?id=${data.id}`}><Button>{t('edit')}</Button></Link>}</>}
    >
      <div className="stack">
        {data.faults.map((fault) => <Alert key={fault.field} type="error" showIcon title={t('broken')} description={say(fault)} />)}
        {contractDays(data.contract_until, Date.now()) === undefined && <Alert type="warning" showIcon title={t('contract_ended')} description={t('contract_ended_text')} />}
        <div className="wide-left">
          <div className="stack">
            <Deposits of={data} tells={kind?.has_balance ?? false} />
            <RoutesOfSupplier supplier={data.id} />
            {kind?.has_catalogue && data.state !== 'retired' && <Catalogue of={data} />}
          </div>
          <div className="stack">
            <Card title={t('score')}><Score of={data} whole /></Card>
            <Card title={t('contract')}>
              <dl className="facts">
                <dt>{t('contract')}</dt><dd>{data.contract}</dd>
                <dt>{t('contract_until')}</dt><dd><span className="row" style={{ gap: 6 }}><Day at={lastMoment(data.contract_until)} /><ContractTag until={data.contract_until} /></span></dd>
              </dl>
            </Card>
            <Statements of={data} />
            <Card><Notify address={data.notify_url} label={t('notify')} hint={t('notify_hint')} /></Card>
          </div>
        </div>
      </div>
    </Page>
  );
}

/** Whether the supplier's statements and the books agree. */
function Statements({ of }: { of: Supplier }) {
  const t = useWords(statementWords);
  const { data } = useQuery({ queryKey: ['supplier-waits', of.id], queryFn: () => ok(api.GET('/v1/supplier-differences', { params: { query: { supplier: of.id, waits: true, limit: 100 } } })), retry: false });
  const open = data?.items.length ?? 0;
  return (
    <Card title={t('title')} extra={<Link to={`/suppliers/${of.id}/statements`} data-test="statements">{t('see')}</Link>}>
      <p className="soft">{t('card_text')}</p>
      {open > 0 && <span className="tag wait">{t('open_n', { n: data?.next ? `${open}+` : open })}</span>}
    </Card>
  );
}

function Turns({ of }: { of: Supplier }) {
  const t = useWords({ ...common, ...supplierWords });
  const ask = useAsk();
  const queries = useQueryClient();
  const turn = (to: SupplierState, act: 'on' | 'off' | 'retire' | 'bring_back') => ask({
    title: t(`${act}_title`, { name: of.name }), text: act === 'bring_back' ? undefined : t(`${act}_text`), act: t(act), danger: act === 'off' || act === 'retire',
    run: async () => {
      await ok(api.POST('/v1/suppliers/{id}/switch', { params: { path: { id: of.id } }, body: { to } }));
      await Promise.all(['suppliers', 'supplier', 'routes'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  if (of.state === 'retired') return <Button onClick={() => turn('off', 'bring_back')}>{t('bring_back')}</Button>;
  if (of.state === 'on') return <Button danger onClick={() => turn('off', 'off')}>{t('off')}</Button>;
  return (
    <>
      <Button danger onClick={() => turn('retired', 'retire')}>{t('retire')}</Button>
      <Button type="primary" disabled={of.faults.length > 0} onClick={() => turn('on', 'on')} data-test="switch-on">{t('on')}</Button>
    </>
  );
}
