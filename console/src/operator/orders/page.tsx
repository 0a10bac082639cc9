import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Tooltip } from 'antd';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { PlatformOrder } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { Goods, orderStates } from '../../merchant/orders/page';
import { orderWords } from '../../merchant/orders/words';
import { Id, Money, shortId, State, When } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { DocumentLinks } from '../../parts/documents';
import { OrderMoneyPart } from '../../parts/order_money';
import { Timeline } from '../../parts/timeline';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { RecordChargeback } from '../disputes/record';
import { operatorWords } from '../words';


export default function PlatformOrdersPage() {
  const t = useWords({ ...common, ...orderWords, ...operatorWords });
  const code = useCodes(orderWords);
  const say = useSay();
  const state = useStates();
  const may = useMay();
  const files = useFiles();
  const { fresh } = useLive();
  const [opened, open] = useOpened();
  return (
    <Page title={t('orders')} lead={t('orders_lead')}>
      <DataList<PlatformOrder>
        name="platform-orders"
        label={t('orders')}
        load={(query) => ok(api.GET('/v1/platform/orders', { params: { query } }))}
        rowId={(order) => order.id}
        fresh={fresh}
        onOpen={(order) => open(order.id)}
        exports={files('/v1/platform/orders/export', may('platform:export'))}
        presets={[{ name: { zh: '待付款', en: 'Awaiting payment' }, filters: { state: 'pending' } }]}
        filters={[
          { key: 'q', label: t('search_orders'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: orderStates.map((value) => ({ value, label: state(value) })) },
          { key: 'dates', label: t('placed'), kind: 'dates' },
        ]}
        columns={[
          { key: 'id', title: t('order'), main: true, render: (order) => <Tooltip title={order.id}><span className="code">{shortId(order.id)}</span></Tooltip> },
          { key: 'merchant', title: t('merchant'), render: (order) => say(order.merchant.name) },
          { key: 'goods', title: t('goods'), render: (order) => <Goods order={order} /> },
          { key: 'state', title: t('state'), render: (order) => <State of={order.state} /> },
          { key: 'total', title: t('total'), align: 'right', render: (order) => <Money of={order.total} /> },
          { key: 'fee', title: t('fee'), align: 'right', extra: true, render: (order) => <Money of={order.fee} /> },
          { key: 'pay', title: t('pay'), render: (order) => code(order.pay) },
          { key: 'time', title: t('placed'), render: (order) => <When at={order.created_at} /> },
        ]}
        empty={{ title: t('orders_empty') }}
      />
      <Drawer open={Boolean(opened)} onClose={() => open()} size={560} title={t('order')} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
        {opened && <One id={opened} />}
      </Drawer>
    </Page>
  );
}

function One({ id }: { id: string }) {
  const t = useWords({ ...orderWords, ...operatorWords });
  const code = useCodes(orderWords);
  const say = useSay();
  const path = { id };
  const order = useQuery({ queryKey: ['order', id], queryFn: () => ok(api.GET('/v1/platform/orders/{id}', { params: { path } })) });
  const timeline = useQuery({ queryKey: ['order', id, 'timeline'], queryFn: () => ok(api.GET('/v1/platform/orders/{id}/timeline', { params: { path } })), retry: false });
  const papers = useQuery({ queryKey: ['order', id, 'papers'], queryFn: () => ok(api.GET('/v1/platform/orders/{id}/papers', { params: { path } })), retry: false });
  if (order.isError) return <Trouble error={order.error} again={() => void order.refetch()} />;
  if (!order.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const one = order.data;
  return (
    <div className="stack">
      <div className="row between"><Id id={id} /><State of={one.state} /></div>
      <dl className="facts">
        <dt>{t('merchant')}</dt><dd>{say(one.merchant.name)}</dd>
        <dt>{t('placed')}</dt><dd><When at={one.created_at} /></dd>
        {one.contact && <><dt>{t('contact')}</dt><dd>{one.contact}</dd></>}
        <dt>{t('goods')}</dt><dd><Goods order={one} /></dd>
        <dt>{t('total')}</dt><dd><strong><Money of={one.total} /></strong></dd>
        <dt>{t('fee')}</dt><dd><Money of={one.fee} /></dd>
        <dt>{t('pay')}</dt><dd>{code(one.pay)}</dd>
      </dl>
      {papers.data && papers.data.items.length > 0 && (
        <section aria-label={t('papers_title')}>
          <h3>{t('papers_title')}</h3>
          {papers.data.items.map(({ line, batch }) => (
            <dl className="facts" key={`${line} ${batch.id}`}>
              <dt>{t('papers_batch')}</dt><dd><Id id={batch.id} /></dd>
              <dt>{t('papers_supplier')}</dt><dd>{batch.supplier} <span className="soft">{batch.reference}</span></dd>
              <dt>{t('papers_authorisation')}</dt><dd>{batch.authorisation ? <Id id={batch.authorisation} /> : '–'}</dd>
              <dt>{t('papers_contract')}</dt><dd>{batch.contract ? <>{batch.contract.contract} <span className="soft">{batch.contract.signed_on}</span>{batch.contract.document && <DocumentLinks ids={[batch.contract.document]} />}</> : '–'}</dd>
            </dl>
          ))}
        </section>
      )}
      {one.state === 'delivered' && <OrderMoneyPart id={id} side="operator" />}
      {one.state === 'delivered' && one.pay !== 'wallet' && <div><RecordChargeback order={id} total={one.total} /></div>}
      {timeline.data && <Timeline items={timeline.data.items} />}
    </div>
  );
}
