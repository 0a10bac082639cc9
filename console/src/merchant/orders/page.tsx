import { Tooltip } from 'antd';
import { lazy } from 'react';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Order } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { Money, shortId, State, When } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { OrderDrawer } from '../../parts/order_drawer';
import { Page } from '../../parts/page';
import { orderState, useStates } from '../../parts/states';
import { Goods, orderStates, resend } from './parts';
import { orderWords } from './words';

const One = lazy(() => import('./one'));

export default function OrdersPage() {
  const t = useWords(orderWords);
  const code = useCodes(orderWords);
  const say = useStates();
  const may = useMay();
  const files = useFiles();
  const { fresh } = useLive();
  const [opened, open] = useOpened();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Order>
        name="merchant-orders"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/merchant/orders', { params: { query } }))}
        rowId={(order) => order.id}
        onOpen={(order) => open(order.id)}
        fresh={fresh}
        filters={[
          { key: 'q', label: t('search'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: orderStates.map((value) => ({ value, label: say(orderState(value)) })) },
          { key: 'dates', label: t('time'), kind: 'dates' },
        ]}
        presets={[
          { name: { zh: '待付款', en: 'Awaiting payment' }, filters: { state: 'pending' } },
          { name: { zh: '充值中', en: 'Being credited' }, filters: { state: 'fulfilling' } },
        ]}
        exports={files('/v1/merchant/orders/export', may('orders:export'))}
        bulk={may('orders:note') ? [{ key: 'resend', label: t('bulk_resend'), fits: (order) => order.state === 'delivered', run: (order) => resend(order.id) }] : []}
        columns={[
          { key: 'id', title: t('order'), main: true, render: (order) => <OrderName order={order} /> },
          { key: 'goods', title: t('goods'), render: (order) => <Goods order={order} /> },
          { key: 'state', title: t('state'), render: (order) => <State of={orderState(order.state)} /> },
          { key: 'total', title: t('total'), align: 'right', render: (order) => <Money of={order.total} /> },
          { key: 'contact', title: t('contact'), extra: true, render: (order) => order.contact ?? '–' },
          { key: 'fee', title: t('fee'), align: 'right', extra: true, render: (order) => <Money of={order.fee} /> },
          { key: 'pay', title: t('pay'), render: (order) => code(order.pay) },
          { key: 'origin', title: t('origin'), extra: true, render: (order) => code(order.origin) },
          { key: 'time', title: t('time'), render: (order) => <When at={order.created_at} /> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
      <OrderDrawer id={opened} close={() => open()} one={One} />
    </Page>
  );
}

function OrderName({ order }: { order: Order }) {
  return <Tooltip title={order.id}><span className="code">{shortId(order.id)}</span></Tooltip>;
}
