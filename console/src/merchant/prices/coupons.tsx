import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { decimal, minor } from '../../api/money';
import type { PriceCoupon } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Money, useCount } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { CodeField, DayFields, Goods, Holds, Off, OffFields, OffersField, Standing, days, offOf, offValues, useOffers, useRemove, window, type DayValues, type OffValues } from './parts';
import { priceWords } from './words';

/** Codes that take something off. */
export function Coupons() {
  const t = useWords({ ...common, ...priceWords });
  const count = useCount();
  const write = useMay()('catalog:write');
  const remove = useRemove('price-coupons');
  const [editing, setEditing] = useState<PriceCoupon | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-coupon">{t('new_coupon')}</Button>;
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<PriceCoupon>
        name="price-coupons"
        label={t('t_coupons')}
        load={() => ok(api.GET('/v1/merchant/pricing/coupons'))}
        rowId={(one) => one.code}
        columns={[
          { key: 'code', title: t('t_coupons'), main: true, render: (one) => <span className="code">{one.code}</span> },
          { key: 'off', title: t('off'), align: 'right', render: (one) => <Off of={one.off} /> },
          { key: 'least', title: t('least'), align: 'right', render: (one) => <Money of={one.least} /> },
          { key: 'used', title: t('used'), align: 'right', render: (one) => <span className="number">{one.uses_most ? t('used_of', { n: count(one.used), most: count(one.uses_most) }) : count(one.used)}</span> },
          { key: 'offers', title: t('offers'), extra: true, render: (one) => <Goods of={one.offers} /> },
          { key: 'holds', title: t('holds'), render: (one) => <Holds of={one} /> },
          { key: 'state', title: t('state'), render: (one) => <Standing of={one} /> },
        ]}
        acts={write ? (one) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(one)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(one.code, () => ok(api.DELETE('/v1/merchant/pricing/coupons/{code}', { params: { path: { code: one.code } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('coupons_empty'), text: t('coupons_empty_text'), action: make }}
      />
      {editing && <CouponForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values extends DayValues, OffValues {
  code: string;
  least?: string;
  uses_most?: number | null;
  uses_each?: number | null;
  offers?: string[];
  on: boolean;
}

function CouponForm({ of, close }: { of?: PriceCoupon; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const offers = useOffers();
  const [form] = Form.useForm<Values>();
  const currency = of?.off.amount?.currency ?? of?.least?.currency ?? offers.currency;
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const least = values.least?.trim() ? { amount: minor(values.least, currency) ?? 0, currency } : undefined;
    const body = { code: values.code.trim(), off: offOf(values, currency), least, offers: values.offers ?? [], uses_most: values.uses_most ?? undefined, uses_each: values.uses_each ?? undefined, on: values.on, ...window(values) };
    await ok(api.PUT('/v1/merchant/pricing/coupons', { body }));
    await queries.invalidateQueries({ queryKey: ['price-coupons'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={of ? of.code : t('new_coupon')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="coupon" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ code: of?.code ?? '', least: of?.least ? decimal(of.least) : '', uses_most: of?.uses_most, uses_each: of?.uses_each, offers: of?.offers ?? [], on: of?.on ?? true, ...offValues(of?.off), ...days(of) }}>
        {trouble}
        <CodeField fixed={Boolean(of)} hint={t('coupon_hint')} name={t('t_coupons')} />
        <OffFields currency={currency} hint={t('amount_order')} />
        <MoneyField name="least" label={`${t('least')} (${t('optional')})`} currency={currency} />
        <div className="two">
          <Form.Item name="uses_most" label={t('uses_most')} extra={t('no_limit')}><InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="uses_each" label={t('uses_each')} extra={t('no_limit')}><InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
        </div>
        <OffersField of={offers} />
        <DayFields />
        <Form.Item name="on" valuePropName="checked"><Checkbox>{t('turn_on')}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}
