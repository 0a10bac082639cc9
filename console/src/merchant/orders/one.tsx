import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { Link } from 'react-router';
import { api, ok, quietly } from '../../api/client';
import type { Order } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Id, Money, State, When } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { OrderMoneyPart } from '../../parts/order_money';
import { orderState } from '../../parts/states';
import { Timeline } from '../../parts/timeline';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { useSkuNames } from '../batches/skus';
import { Steps } from '../prices/steps';
import { supplyRead } from '../suppliers/scopes';
import { Margin } from './margin';
import { resend } from './parts';
import { isFulfilled } from '../products/every';
import { orderWords } from './words';

/** One order with everything that happened to it. */
export default function OneOrder({ id }: { id: string }) {
  const t = useWords({ ...common, ...orderWords });
  const may = useMay();
  const ask = useAsk();
  const path = { id };
  const order = useQuery({ queryKey: ['order', id], queryFn: () => ok(api.GET('/v1/merchant/orders/{id}', { params: { path } })) });
  const timeline = useQuery({ queryKey: ['order', id, 'timeline'], queryFn: () => ok(api.GET('/v1/merchant/orders/{id}/timeline', { params: { path } })) });
  if (order.isError) return <Trouble error={order.error} again={() => void order.refetch()} />;
  if (!order.data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <div className="stack">
      <div className="row between">
        <Id id={id} />
        <State of={orderState(order.data.state)} />
      </div>
      <Facts order={order.data} />
      <Lines order={order.data} />
      {order.data.price && <Price of={order.data} />}
      <Margin order={order.data} />
      <ToFulfilment order={order.data} />
      {may('orders:note') && order.data.state === 'delivered' && (
        <div><Button onClick={() => ask({ title: t('resend'), text: t('resend_text'), act: t('resend'), done: t('resent'), run: () => resend(id) })}>{t('resend')}</Button></div>
      )}
      {order.data.state === 'delivered' && <OrderMoneyPart id={id} side="merchant" />}
      <h2 style={{ fontSize: 15 }}>{t('timeline')}</h2>
      {timeline.isError && <Trouble error={timeline.error} />}
      {timeline.data && <Timeline items={timeline.data.items} />}
      {may('orders:note') && <Note id={id} />}
    </div>
  );
}

function Facts({ order }: { order: Order }) {
  const t = useWords(orderWords);
  const code = useCodes(orderWords);
  return (
    <dl className="facts">
      <dt>{t('time')}</dt><dd><When at={order.created_at} /></dd>
      {order.paid_at && <><dt>{t('paid_at')}</dt><dd><When at={order.paid_at} /></dd></>}
      {order.state === 'pending' && <><dt>{t('expires_at')}</dt><dd><When at={order.expires_at} /></dd></>}
      {order.contact && <><dt>{t('contact')}</dt><dd>{order.contact}</dd></>}
      <dt>{t('pay')}</dt><dd>{code(order.pay)}</dd>
      <dt>{t('origin')}</dt><dd>{code(order.origin)}</dd>
      <dt>{t('total')}</dt><dd><strong><Money of={order.total} /></strong></dd>
      <dt>{t('fee')}</dt><dd><Money of={order.fee} /></dd>
      {order.metadata && <><dt>{t('metadata')}</dt><dd className="code pre">{JSON.stringify(order.metadata, null, 1)}</dd></>}
    </dl>
  );
}

function Lines({ order }: { order: Order }) {
  const say = useSay();
  const nameOf = useSkuNames();
  return (
    <div className="card">
      {order.lines.map((line) => (
        <div key={line.offer} className="row between" style={{ padding: '10px 14px' }}>
          <span>{order.lines.length === 1 ? say(order.title) || nameOf(line.sku) : nameOf(line.sku)}</span>
          <span className="number">{line.quantity} × <Money of={line.unit_price} /></span>
        </div>
      ))}
    </div>
  );
}

/** How its prices were made, where they are not the offers' own. */
function Price({ of }: { of: Order }) {
  const t = useWords(orderWords);
  return <section className="stack" aria-label={t('price_made')}><h2 style={{ fontSize: 15 }}>{t('price_made')}</h2><Steps made={of.price} currency={of.total.currency} /></section>;
}

/** How it is credited, where it is of goods that are: their SKU says so. */
function ToFulfilment({ order }: { order: Order }) {
  const t = useWords(orderWords);
  const may = useMay();
  const paid = ['fulfilling', 'delivered', 'failed'].includes(order.state);
  const sku = order.lines[0]?.sku ?? '';
  const sure = paid && order.state !== 'delivered';
  const known = useQuery({
    queryKey: ['sku', sku],
    queryFn: () => ok(api.GET('/v1/skus/{sku}', { params: { path: { sku } }, ...quietly })),
    enabled: order.state === 'delivered' && Boolean(sku) && may('catalog:read') && may(supplyRead),
    staleTime: Infinity,
    retry: false,
  });
  if (!may(supplyRead) || !(sure || (paid && isFulfilled(known.data?.kind)))) return null;
  return <div><Link to={`/fulfilments/${order.id}`}><Button data-test="to-fulfilment">{t('fulfilment')}</Button></Link></div>;
}

function Note({ id }: { id: string }) {
  const t = useWords({ ...common, ...orderWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ text: string }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ text }: { text: string }) => {
    await ok(api.POST('/v1/merchant/orders/{id}/notes', { params: { path: { id } }, body: { text: text.trim() } }));
    form.resetFields();
    await queries.invalidateQueries({ queryKey: ['order', id] });
  }, t('noted'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {trouble}
      <Form.Item name="text" label={t('note')} extra={t('note_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Button htmlType="submit" loading={busy}>{t('note')}</Button>
    </Form>
  );
}
