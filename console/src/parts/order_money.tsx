import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../api/client';
import { minor, money as worth } from '../api/money';
import type { OrderMoney } from '../api/model';
import { useMay } from '../api/session';
import { useCodes, useLanguage, useWords } from '../i18n';
import { common } from '../words';
import { useAsk } from './ask';
import { Money, shortId, State, When } from './bits';
import { MoneyField, useSubmit } from './form';
import { orderMoneyWords } from './order_money_words';
import { Trouble } from './trouble';

type Side = 'merchant' | 'operator';

/** Where the money of a delivered order is, what of it went back, and what can be done about it. */
export function OrderMoneyPart({ id, side }: { id: string; side: Side }) {
  const t = useWords({ ...common, ...orderMoneyWords });
  const code = useCodes(orderMoneyWords);
  const may = useMay();
  const [refunding, setRefunding] = useState(false);
  const path = { id };
  const asked = useQuery({
    queryKey: ['order', id, 'money'],
    queryFn: () => ok(side === 'merchant' ? api.GET('/v1/merchant/orders/{id}/money', { params: { path } }) : api.GET('/v1/platform/orders/{id}/money', { params: { path } })),
  });
  if (asked.isError) return <Trouble error={asked.error} />;
  if (!asked.data) return null;
  const of: OrderMoney = asked.data;
  const left = of.total.amount - of.refunded.amount;
  return (
    <section className="stack" aria-label={t('money')}>
      <h2 style={{ fontSize: 15 }}>{t('money')}</h2>
      <dl className="facts">
        <dt>{t('standing')}</dt><dd><State of={of.standing} /></dd>
        {of.at && <><dt>{of.standing === 'waits' ? t('until') : t('since')}</dt><dd><When at={of.at} /></dd></>}
        {of.why && <><dt>{t('why')}</dt><dd>{of.standing === 'released' ? code(of.why) : <Why text={of.why} side={side} />}</dd></>}
        {of.tax && of.tax.amount > 0 && <><dt>{t('tax')}</dt><dd><Money of={of.tax} /></dd></>}
        {of.refunded.amount > 0 && <><dt>{t('refunded')}</dt><dd><Money of={of.refunded} /></dd></>}
        {of.tax_back && of.tax_back.amount > 0 && <><dt>{t('tax_back')}</dt><dd><Money of={of.tax_back} /></dd></>}
      </dl>
      {of.refunds.map((one) => (
        <div key={one.id} className="row between">
          <span><Why text={one.reason} side={side} /> <span className="soft">· {one.side === 'merchant' ? t('by_merchant') : t('by_operator')} · {one.way === 'wallet' ? t('wallet') : t('origin')}</span></span>
          <span className="number"><Money of={one.amount} /> {one.way === 'chargeback' ? <span className="tag">{t(one.state === 'returned' ? 'taken_returned' : 'taken')}</span> : one.state !== 'done' && <State of={one.state === 'failed' ? 'refund_failed' : 'refunding'} />}</span>
        </div>
      ))}
      <div className="row">
        {left > 0 && may(side === 'merchant' ? 'refunds:write' : 'platform:refund') && <Button onClick={() => setRefunding(true)}>{t('refund')}</Button>}
        {side === 'operator' && may('platform:refund') && <Hold id={id} standing={of.standing} />}
      </div>
      {refunding && <RefundForm id={id} side={side} left={{ amount: left, currency: of.total.currency }} close={() => setRefunding(false)} />}
    </section>
  );
}

/** What a dispute did says so by its number: here it leads there. */
export function Why({ text, side }: { text: string; side: Side }) {
  const t = useWords(orderMoneyWords);
  const dispute = /\bdsp_\w+/.exec(text)?.[0];
  if (!dispute) return text;
  return <Link to={side === 'merchant' ? `/disputes/${dispute}` : `/platform/disputes/${dispute}`}>{t('dispute', { id: shortId(dispute) })}</Link>;
}

function Hold({ id, standing }: { id: string; standing: string }) {
  const t = useWords({ ...common, ...orderMoneyWords });
  const ask = useAsk();
  const queries = useQueryClient();
  const params = { path: { id } };
  const again = () => queries.invalidateQueries({ queryKey: ['order', id] });
  const freeze = () => ask({
    title: t('freeze'), text: t('freeze_text'), act: t('freeze'), danger: true, reason: true,
    run: async (reason) => { await ok(api.POST('/v1/platform/orders/{id}/freeze', { params, body: { reason } })); await again(); },
  });
  const thaw = () => ask({
    title: t('thaw'), text: t('thaw_text'), act: t('thaw'), reason: true,
    run: async (reason) => { await ok(api.POST('/v1/platform/orders/{id}/thaw', { params, body: { reason } })); await again(); },
  });
  if (standing === 'waits') return <Button danger onClick={freeze}>{t('freeze')}</Button>;
  return standing === 'frozen' ? <Button onClick={thaw}>{t('thaw')}</Button> : null;
}

interface Values {
  amount?: string;
  way: 'wallet' | 'origin';
  reason: string;
  from_bond?: boolean;
}

function RefundForm({ id, side, left, close }: { id: string; side: Side; left: OrderMoney['total']; close: () => void }) {
  const t = useWords({ ...common, ...orderMoneyWords });
  const { language } = useLanguage();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit(form, async (values: Values) => {
    const amount = values.amount?.trim() ? minor(values.amount, left.currency) : undefined;
    const body = { ...(amount === undefined ? {} : { amount }), way: values.way, reason: values.reason, from_bond: values.from_bond ?? false };
    const params = { path: { id } };
    await ok(side === 'merchant' ? api.POST('/v1/merchant/orders/{id}/refunds', { params, body }) : api.POST('/v1/platform/orders/{id}/refunds', { params, body }));
    await queries.invalidateQueries({ queryKey: ['order', id] });
    close();
  }, t('refund_sent'));
  return (
    <Modal open title={t('refund')} okText={t('refund')} okButtonProps={{ danger: true }} onCancel={close} onOk={form.submit} confirmLoading={busy} zIndex={1100}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ way: 'wallet' }}>
        {trouble}
        <p className="soft small">{t('refund_lead')}</p>
        <MoneyField name="amount" label={t('amount')} currency={left.currency} extra={t('amount_hint', { left: worth(left, language) })} />
        <Form.Item name="way" label={t('way')}><Segmented options={[{ value: 'wallet', label: t('wallet') }, { value: 'origin', label: t('origin') }]} /></Form.Item>
        <Form.Item name="reason" label={t('reason_text')} extra={t('reason_note')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>
        {side === 'operator' && <Form.Item name="from_bond" valuePropName="checked"><Checkbox>{t('bond')}</Checkbox></Form.Item>}
      </Form>
    </Modal>
  );
}
