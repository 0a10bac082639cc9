import { DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { decimal, minor, money } from '../../api/money';
import type { PriceTiers } from '../../api/model';
import { useMay } from '../../api/session';
import { useLanguage, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { useOffers, useRemove } from './parts';
import { priceWords } from './words';

export function Tiers() {
  const t = useWords({ ...common, ...priceWords });
  const { language } = useLanguage();
  const write = useMay()('catalog:write');
  const offers = useOffers();
  const remove = useRemove('price-tiers');
  const [editing, setEditing] = useState<PriceTiers | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-tiers">{t('new_tiers')}</Button>;
  const currency = (of: PriceTiers) => offers.one(of.offer)?.price.currency ?? offers.currency;
  const line = (of: PriceTiers) => of.tiers.map((tier) => t('tier_line', { n: tier.from, price: money({ amount: tier.unit_price, currency: currency(of) }, language) })).join(' · ');
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<PriceTiers>
        name="price-tiers"
        label={t('t_tiers')}
        load={() => ok(api.GET('/v1/merchant/pricing/tiers'))}
        rowId={(of) => of.offer}
        columns={[
          { key: 'offer', title: t('offer'), main: true, render: (of) => offers.name(of.offer) },
          { key: 'base', title: t('base'), align: 'right', render: (of) => <Money of={offers.one(of.offer)?.price} /> },
          { key: 'tiers', title: t('t_tiers'), render: line },
        ]}
        acts={write ? (of) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(of)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(offers.name(of.offer), () => ok(api.DELETE('/v1/merchant/pricing/tiers/{offer}', { params: { path: { offer: of.offer } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('tiers_empty'), text: t('tiers_empty_text'), action: make }}
      />
      {editing && <TiersForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values {
  offer: string;
  tiers: { from?: number; price?: string }[];
}

function TiersForm({ of, close }: { of?: PriceTiers; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const offers = useOffers();
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch('offer', form) ?? of?.offer;
  const currency = offers.one(chosen)?.price.currency ?? offers.currency;
  const need = { required: true, message: t('required') };
  const { submit, busy, trouble } = useSubmit<Values>(form, async ({ offer, tiers }) => {
    const body = { offer, tiers: tiers.map((tier) => ({ from: tier.from ?? 0, unit_price: minor(tier.price ?? '', currency) ?? 0 })) };
    await ok(api.PUT('/v1/merchant/pricing/tiers', { body }));
    await queries.invalidateQueries({ queryKey: ['price-tiers'] });
    close();
  }, t('saved'));
  const known = of?.tiers.map((tier) => ({ from: tier.from, price: decimal({ amount: tier.unit_price, currency }) }));
  return (
    <Modal open title={of ? t('edit') : t('new_tiers')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="tiers" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ offer: of?.offer, tiers: known ?? [{}] }}>
        {trouble}
        <Form.Item name="offer" label={t('offer')} rules={[need]}><Select disabled={Boolean(of)} showSearch={{ optionFilterProp: 'label' }} options={offers.options} /></Form.Item>
        <Form.List name="tiers">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <div key={key} className="row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
                  <Form.Item name={[name, 'from']} label={t('tier_from')} rules={[need]}><InputNumber min={2} max={1000} precision={0} /></Form.Item>
                  <div className="grow"><MoneyField name={[name, 'price']} label={t('tier_price')} currency={currency} required /></div>
                  {fields.length > 1 && <Button style={{ marginTop: 30 }} icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => remove(name)} />}
                </div>
              ))}
              {fields.length < 10 && <Button onClick={() => add({})}>{t('add_tier')}</Button>}
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}
