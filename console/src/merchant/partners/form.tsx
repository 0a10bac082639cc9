import { DeleteOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { api, ok } from '../../api/client';
import type { PartnerDetails, Sku } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { DateField } from '../../parts/date/field';
import { useSubmit } from '../../parts/form';
import { common } from '../../words';
import { useSkus } from '../batches/skus';
import { days, window, type DayValues } from '../prices/parts';
import { every } from '../products/every';
import { partnerWords } from './words';

type Does = 'none' | 'alarm' | 'freeze' | 'both';
const does: Does[] = ['none', 'alarm', 'freeze', 'both'];

interface Row extends DayValues {
  code: string;
  /** `sku …` or `product …`, followed by the id. */
  goods: string;
  period: string;
  units: number;
}

interface Values {
  label: string;
  stops: string;
  on_case: string;
  case_nth: number;
  case_days: number;
  on_pattern: string;
  on_tries: string;
  tries_most: number;
  allocations: Row[];
}

/** As the server takes it. */
export function bodyOf({ label, allocations, ...clauses }: Values) {
  const allocation = ({ code, goods, period, units, ...dates }: Row) => {
    const [kind, id] = goods.split(' ');
    return { code: code.trim(), ...(kind === 'product' ? { product: id } : { sku: id }), period, units, ...window(dates) };
  };
  return { label: label.trim(), clauses, allocations: allocations.map(allocation) };
}

const initial = { stops: 'all', on_case: 'none', case_nth: 1, case_days: 90, on_pattern: 'none', on_tries: 'none', tries_most: 5 };

export const valuesOf = (of: PartnerDetails): Values => ({
  label: of.partner.label,
  ...(of.clauses ?? initial),
  allocations: of.partner.allocations.map((one) => ({ code: one.code, goods: `${one.kind} ${one.goods}`, period: one.period, units: one.units, ...days(one) })),
});

/** All that is agreed with a partner beside prices; it is written whole. */
export function AgreementForm({ of, close }: { of: PartnerDetails; close: () => void }) {
  const t = useWords({ ...common, ...partnerWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    await ok(api.PUT('/v1/merchant/partners/{user}', { params: { path: { user: of.partner.user } }, body: bodyOf(values) }));
    await queries.invalidateQueries({ queryKey: ['partners'] });
    close();
  }, t('saved'));
  return (
    <Modal open width={720} title={of.partner.label || of.partner.name} okText={t('save')} cancelText={t('cancel')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="agreement" layout="vertical" onFinish={submit} requiredMark={false} initialValues={valuesOf(of)}>
        {trouble}
        <Form.Item name="label" label={t('label')} extra={t('label_hint')}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <h3>{t('allocations')}</h3>
        <Allocations />
        <h3>{t('clauses')}</h3>
        <p className="soft">{t('clauses_lead')}</p>
        <ClauseField name="on_case" label={t('on_case')}>
          <Whole name="case_nth" label={t('case_nth')} most={100} />
          <Whole name="case_days" label={t('case_days')} most={730} />
        </ClauseField>
        <ClauseField name="on_pattern" label={t('on_pattern')} />
        <ClauseField name="on_tries" label={t('on_tries')}><Whole name="tries_most" label={t('tries_most')} most={10_000} /></ClauseField>
        <Form.Item name="stops" label={t('stops')}>
          <Radio.Group options={(['all', 'allocated'] as const).map((value) => ({ value, label: t(`stops_${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Whole({ name, label, most }: { name: string; label: string; most: number }) {
  const t = useWords(common);
  return <Form.Item name={name} label={label} rules={[{ required: true, message: t('required') }]}><InputNumber min={1} max={most} precision={0} style={{ width: '100%' }} /></Form.Item>;
}

/** What happens; how often it takes is asked only where something does. */
function ClauseField({ name, label, children }: { name: 'on_case' | 'on_pattern' | 'on_tries'; label: string; children?: ReactNode }) {
  const t = useWords(partnerWords);
  const chosen = Form.useWatch<Does | undefined>(name);
  return (
    <>
      <Form.Item name={name} label={label}>
        <Radio.Group options={does.map((value) => ({ value, label: t(`d_${value}`) }))} />
      </Form.Item>
      {children && <div className="two" style={{ display: !chosen || chosen === 'none' ? 'none' : undefined }}>{children}</div>}
    </>
  );
}

function Allocations() {
  const t = useWords({ ...common, ...partnerWords });
  const goods = useGoods();
  const need = { required: true, whitespace: true, message: t('required') };
  const periods = (['day', 'month', 'all'] as const).map((value) => ({ value, label: t(`per_${value}`) }));
  return (
    <Form.List name="allocations">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <section key={key} className="card" style={{ padding: 12, marginBottom: 12 }}>
              <Form.Item name={[name, 'goods']} label={t('goods')} extra={t('goods_hint')} rules={[need]}><Select showSearch={{ optionFilterProp: 'label' }} options={goods} /></Form.Item>
              <div className="two">
                <Form.Item name={[name, 'period']} label={t('period')} rules={[need]}><Select options={periods} /></Form.Item>
                <Form.Item name={[name, 'units']} label={t('units')} rules={[{ required: true, message: t('required') }]}><InputNumber min={0} max={1_000_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
              </div>
              <div className="two">
                <Form.Item name={[name, 'first_day']} label={t('first_day')}><DateField /></Form.Item>
                <Form.Item name={[name, 'last_day']} label={t('last_day')} extra={t('days_hint')}><DateField /></Form.Item>
              </div>
              <Form.Item name={[name, 'code']} label={t('code')} extra={t('code_hint')} rules={[need, { pattern: /^[a-z0-9-]+$/, message: t('code_bad') }]}><Input className="code" maxLength={40} autoComplete="off" /></Form.Item>
              <Button icon={<DeleteOutlined />} onClick={() => remove(name)}>{t('drop')}</Button>
            </section>
          ))}
          {fields.length < 20 && <Button onClick={() => add({ code: `a${fields.length + 1}`, period: 'month' })} data-test="add-allocation">{t('add_allocation')}</Button>}
        </>
      )}
    </Form.List>
  );
}

/** Products and SKUs of the merchant, by what people call them. */
function useGoods() {
  const t = useWords(partnerWords);
  const say = useSay();
  const levels = useSkus();
  const { data } = useQuery({ queryKey: ['skus', 'every'], queryFn: () => every<Sku>('/v1/skus', () => true) });
  const titles = new Map(levels.map((level) => [level.sku, say(level.product_title)]));
  const products = new Map((data ?? []).map((sku) => [sku.product, titles.get(sku.id) ?? sku.code]));
  return [
    { label: t('group_products'), options: [...products].map(([id, label]) => ({ value: `product ${id}`, label })) },
    { label: t('group_skus'), options: (data ?? []).map((sku) => ({ value: `sku ${sku.id}`, label: [titles.get(sku.id), say(sku.name), `(${sku.code})`].filter(Boolean).join(' ') })) },
  ];
}
