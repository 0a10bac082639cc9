import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Quote } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { common } from '../../words';
import { useLevels } from './members';
import { useOffers } from './parts';
import { Steps } from './steps';
import { priceWords } from './words';

interface Values {
  offer: string;
  quantity: number;
  channel: string;
  buyer: 'guest' | 'level' | 'list' | 'email';
  level?: string;
  price_list?: string;
  email?: string;
  coupon?: string;
}

/** What would somebody pay now, and why? */
export function Explain() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const offers = useOffers();
  const levels = useLevels();
  const lists = useQuery({ queryKey: ['price-lists', 'every'], queryFn: () => ok(api.GET('/v1/merchant/pricing/price-lists')) });
  const [told, setTold] = useState<Quote>();
  const [form] = Form.useForm<Values>();
  const buyer = Form.useWatch('buyer', form);
  const need = { required: true, whitespace: true, message: t('required') };
  const { submit, busy, trouble } = useSubmit<Values>(form, async ({ offer, quantity, channel, coupon, ...who }) => {
    setTold(undefined);
    const of = { level: who.buyer === 'level' ? who.level : undefined, price_list: who.buyer === 'list' ? who.price_list : undefined, email: who.buyer === 'email' ? who.email?.trim() : undefined };
    setTold(await ok(api.POST('/v1/merchant/pricing/explain', { body: { lines: [{ offer, quantity }], channel, coupon: coupon?.trim() || undefined, ...of } })) as Quote);
  });
  return (
    <div className="wide-left">
      <Card title={t('t_explain')}>
        <p className="soft">{t('explain_lead')}</p>
        <Form form={form} name="explain" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ quantity: 1, channel: 'store', buyer: 'guest' }}>
          {trouble}
          <Form.Item name="offer" label={t('offer')} rules={[need]}><Select showSearch={{ optionFilterProp: 'label' }} options={offers.options} /></Form.Item>
          <Form.Item name="quantity" label={t('quantity')} rules={[{ required: true, message: t('required') }]}><InputNumber min={1} max={1000} precision={0} /></Form.Item>
          <Form.Item name="buyer" label={t('buyer')}><Radio.Group options={(['guest', 'level', 'list', 'email'] as const).map((value) => ({ value, label: t(`b_${value}`) }))} /></Form.Item>
          {buyer === 'level' && <Form.Item name="level" label={t('level')} rules={[need]}><Select options={levels.data?.items.map((one) => ({ value: one.code, label: say(one.name) }))} notFoundContent={t('levels_empty')} /></Form.Item>}
          {buyer === 'list' && <Form.Item name="price_list" label={t('t_lists')} rules={[need]}><Select options={lists.data?.items.map((one) => ({ value: one.code, label: one.name }))} notFoundContent={t('lists_empty')} /></Form.Item>}
          {buyer === 'email' && <Form.Item name="email" label={t('who')} rules={[need]}><Input inputMode="email" maxLength={254} autoComplete="off" /></Form.Item>}
          <Form.Item name="channel" label={t('channel')}><Radio.Group options={(['store', 'api'] as const).map((value) => ({ value, label: t(`c_${value}`) }))} /></Form.Item>
          <Form.Item name="coupon" label={`${t('t_coupons')} (${t('optional')})`}><Input maxLength={40} autoComplete="off" className="code" /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} data-test="explain">{t('explain')}</Button>
        </Form>
      </Card>
      {told && (
        <Card title={t('total')}>
          <p className="number" style={{ fontSize: 24 }} data-test="explained"><Money of={told.total} /></p>
          <Steps made={told.price} currency={told.total.currency} />
        </Card>
      )}
    </div>
  );
}
