import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { PriceRule, Sku } from '../../api/model';
import { basisPoints, decimal, minor } from '../../api/money';
import { useSay, useWords } from '../../i18n';
import { MoneyField, useSubmit } from '../../parts/form';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { every } from '../products/every';
import { PreviewOf } from './preview';
import { priceWords } from './words';

interface Values {
  name: string;
  scope: 'all' | 'category' | 'sku';
  target?: string;
  currency: string;
  add_bps: string;
  add_minor: string;
  source: string;
  band_bps: string;
  rounding: string;
  floor: string;
  ceiling: string;
  margin_bps: string;
  jump_bps: string;
  by_hand: boolean;
  on: boolean;
}

/** 150 → "1.5", as people type a rate. */
const rate = (bps: number | null | undefined) => (bps === null || bps === undefined ? '' : decimal({ amount: bps, currency: 'CNY' }).replace(/\.?0+$/, ''));
const amount = (value: number | null | undefined, currency: string) => (value === null || value === undefined ? '' : decimal({ amount: value, currency }));

const first = (rule?: PriceRule): Values => {
  const currency = rule?.currency ?? 'CNY';
  return {
    name: rule?.name ?? '',
    scope: (rule?.scope as Values['scope'] | undefined) ?? 'all',
    target: rule?.target || undefined,
    currency,
    add_bps: rate(rule?.add_bps ?? 1_000),
    add_minor: rule?.add_minor ? amount(rule.add_minor, currency) : '',
    source: rule?.band?.source ?? '',
    band_bps: rate(rule?.band?.bps ?? 500),
    rounding: rule?.rounding ?? 'none',
    floor: amount(rule?.floor, currency),
    ceiling: amount(rule?.ceiling, currency),
    margin_bps: rate(rule?.margin_bps ?? 0),
    jump_bps: rule ? rate(rule.jump_bps) : '20',
    by_hand: rule?.by_hand ?? false,
    on: rule?.on ?? true,
  };
};

export const bodyOf = (values: Values, rule?: PriceRule) => ({
  name: values.name.trim(),
  scope: values.scope,
  target: values.scope === 'all' ? '' : (values.target ?? ''),
  currency: values.currency,
  add_bps: basisPoints(values.add_bps || '0') ?? 0,
  add_minor: minor(values.add_minor || '0', values.currency) ?? 0,
  band: values.source.trim() ? { source: values.source.trim(), bps: basisPoints(values.band_bps || '0') ?? 0, minor: rule?.band?.minor ?? 0 } : null,
  rounding: values.rounding,
  floor: values.floor ? (minor(values.floor, values.currency) ?? null) : null,
  ceiling: values.ceiling ? (minor(values.ceiling, values.currency) ?? null) : null,
  margin_bps: basisPoints(values.margin_bps || '0') ?? 0,
  jump_bps: values.jump_bps ? (basisPoints(values.jump_bps) ?? null) : null,
  by_hand: values.by_hand,
  on: values.on,
  version: rule?.version ?? 0,
});

type Body = ReturnType<typeof bodyOf>;

/** A rule to be filled in; what it would change is seen before it is kept. */
export function RuleForm({ rule, close }: { rule?: PriceRule; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const scope = Form.useWatch('scope', form) ?? rule?.scope ?? 'all';
  const currency = Form.useWatch('currency', form) ?? rule?.currency ?? 'CNY';
  const source = Form.useWatch('source', form) ?? '';
  const [asked, setAsked] = useState<Body>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const body = bodyOf(values, rule);
    if (rule) await ok(api.PUT('/v1/merchant/price-rules/{id}', { params: { path: { id: rule.id } }, body }));
    else await ok(api.POST('/v1/merchant/price-rules', { body }));
    await Promise.all(['price-rules', 'price-changes', 'price-stop', 'offers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('kept'));
  const look = async () => setAsked(bodyOf(await form.validateFields(), rule));
  const need = { required: true, whitespace: true, message: t('required') };
  const ends = (['none', 'nine', 'ninety_nine', 'whole'] as const).map((value) => ({ value, label: t(`r_${value}`) }));
  return (
    <Modal open width={720} title={rule ? t('edit_rule') : t('new_rule')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="price_rule" layout="vertical" onFinish={submit} requiredMark={false} initialValues={first(rule)}>
        {trouble}
        <Form.Item name="name" label={t('name')} rules={[need]}><Input maxLength={60} /></Form.Item>
        <div className="two">
          <Form.Item name="scope" label={t('scope')}><Select options={(['all', 'category', 'sku'] as const).map((value) => ({ value, label: t(`s_${value}`) }))} /></Form.Item>
          {scope === 'category' && <Categories />}
          {scope === 'sku' && <Skus />}
        </div>
        <div className="two">
          <Rate name="add_bps" label={t('add_bps')} />
          <MoneyField name="add_minor" label={t('add_minor')} currency={currency} />
        </div>
        <div className="two">
          <Form.Item name="source" label={t('band_source')} extra={t('band_hint')}><Input maxLength={40} /></Form.Item>
          {source.trim() !== '' && <Rate name="band_bps" label={t('band_bps')} />}
        </div>
        <div className="two">
          <Form.Item name="rounding" label={t('rounding')}><Select options={ends} /></Form.Item>
          <Rate name="margin_bps" label={t('margin_bps')} />
        </div>
        <div className="two">
          <MoneyField name="floor" label={t('floor')} currency={currency} />
          <MoneyField name="ceiling" label={t('ceiling')} currency={currency} />
        </div>
        <div className="two">
          <Rate name="jump_bps" label={t('jump_bps')} extra={t('jump_hint')} />
          <Form.Item name="currency" label={t('currency')} rules={[need]}><Input maxLength={3} disabled={Boolean(rule)} /></Form.Item>
        </div>
        <Form.Item name="by_hand" valuePropName="checked"><Checkbox>{t('by_hand')}</Checkbox></Form.Item>
        <Form.Item name="on" valuePropName="checked"><Checkbox>{t('on')}</Checkbox></Form.Item>
      </Form>
      <Button onClick={() => void look().catch(() => undefined)} data-test="preview-price-rule">{t('preview')}</Button>
      {asked && <PreviewOf body={asked} />}
    </Modal>
  );
}

function Rate({ name, label, extra }: { name: string; label: string; extra?: string }) {
  const t = useWords(common);
  const check = async (_: unknown, value?: string) => {
    if (value?.trim() && basisPoints(value) === undefined) throw new Error(t('amount_bad'));
  };
  return <Form.Item name={name} label={label} extra={extra} rules={[{ validator: check }]}><Input inputMode="decimal" suffix={<span className="soft">%</span>} autoComplete="off" /></Form.Item>;
}

function Categories() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const { data, error } = useQuery({ queryKey: ['categories'], queryFn: () => ok(api.GET('/v1/categories')) });
  if (error) return <Trouble error={error} />;
  const options = data?.items.map((one) => ({ value: one.code, label: say(one.name) }));
  return <Form.Item name="target" label={t('target')} rules={[{ required: true, message: t('required') }]}><Select loading={!data} options={options} /></Form.Item>;
}

function Skus() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const { data, error } = useQuery({ queryKey: ['skus', 'every'], queryFn: () => every<Sku>('/v1/skus', () => true) });
  if (error) return <Trouble error={error} />;
  const options = data?.map((one) => ({ value: one.id, label: `${say(one.name)} (${one.code})` }));
  return <Form.Item name="target" label={t('target')} rules={[{ required: true, message: t('required') }]}><Select showSearch={{ optionFilterProp: 'label' }} loading={!data} options={options} /></Form.Item>;
}
