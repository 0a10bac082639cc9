import { Tooltip } from 'antd';
import { lazy } from 'react';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { PlatformOrder } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { Goods, orderStates } from '../../merchant/orders/parts';
import { orderWords } from '../../merchant/orders/words';
import { Money, shortId, State, When } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { OrderDrawer } from '../../parts/order_drawer';
import { Page } from '../../parts/page';
import { orderState, useStates } from '../../parts/states';
import { common } from '../../words';
import { operatorWords } from '../words';

const One = lazy(() => import('./one'));

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
          { key: 'state', label: t('state'), kind: 'choice', options: orderStates.map((value) => ({ value, label: state(orderState(value)) })) },
          { key: 'dates', label: t('placed'), kind: 'dates' },
        ]}
        columns={[
          { key: 'id', title: t('order'), main: true, render: (order) => <Tooltip title={order.id}><span className="code">{shortId(order.id)}</span></Tooltip> },
          { key: 'merchant', title: t('merchant'), render: (order) => say(order.merchant.name) },
          { key: 'goods', title: t('goods'), render: (order) => <Goods order={order} /> },
          { key: 'state', title: t('state'), render: (order) => <State of={orderState(order.state)} /> },
          { key: 'total', title: t('total'), align: 'right', render: (order) => <Money of={order.total} /> },
          { key: 'fee', title: t('fee'), align: 'right', extra: true, render: (order) => <Money of={order.fee} /> },
          { key: 'pay', title: t('pay'), render: (order) => code(order.pay) },
          { key: 'time', title: t('placed'), render: (order) => <When at={order.created_at} /> },
        ]}
        empty={{ title: t('orders_empty') }}
      />
      <OrderDrawer id={opened} close={() => open()} one={One} />
    </Page>
  );
}
