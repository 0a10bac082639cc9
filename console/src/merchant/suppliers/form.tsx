import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select } from 'antd';
import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import type { Supplier, SupplierKind } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { DateField } from '../../parts/date/field';
import { endOf } from '../../parts/days';
import { useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Fields, firstSettings, sentSettings } from '../../parts/settings/fields';
import { Notify } from '../../parts/settings/notify';
import { common } from '../../words';
import { DescriptionCheck } from './description/check';
import { DryRun } from './description/dry_run';
import { lastDay } from './figures';
import { SupplierTrial } from './trial';
import { supplierWords } from './words';

interface Values {
  name: string;
  currency: string;
  contract: string;
  contract_until: string;
  settings: Record<string, string | undefined>;
  forget: string[];
}

/** A new supplier of a kind, or a known one. */
export function SupplierForm({ kind, supplier }: { kind: SupplierKind; supplier?: Supplier }) {
  const t = useWords({ ...common, ...supplierWords });
  const say = useSay();
  const go = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const body = { name: values.name.trim(), contract: values.contract.trim(), contract_until: endOf(values.contract_until), settings: sentSettings(kind.fields, values.settings) };
    const kept = supplier
      ? await ok(api.PUT('/v1/suppliers/{id}', { params: { path: { id: supplier.id } }, body: { ...body, version: supplier.version, forget: values.forget } }))
      : await ok(api.POST('/v1/suppliers', { body: { ...body, kind: kind.code, currency: values.currency } }));
    await Promise.all(['suppliers', 'supplier'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    await go(`/suppliers/${kept.id}`);
  }, supplier ? t('saved') : t('saved_new'));
  const need = { required: true, whitespace: true, message: t('required') };
  const currencies = kind.currencies.length > 0 ? kind.currencies : ['CNY', 'USD', 'HKD', 'EUR'];
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={first(kind, supplier)} scrollToFirstError={{ block: 'center' }}>
      <div className="stack">
        {supplier?.faults.map((fault) => <Alert key={fault.field} type="error" showIcon title={t('broken')} description={say(fault)} />)}
        <Card title={t('basics')}>
          <dl className="facts" style={{ marginBottom: 16 }}><dt>{t('kind')}</dt><dd>{say(kind.name)}</dd></dl>
          <Form.Item name="name" label={t('name')} extra={t('name_hint')} rules={[need]}><Input maxLength={40} autoComplete="off" /></Form.Item>
          <Form.Item name="currency" label={t('currency')} extra={t('currency_hint')} rules={[need]}>
            <Select disabled={Boolean(supplier)} options={currencies.map((value) => ({ value, label: value }))} />
          </Form.Item>
          <div className="two">
            <Form.Item name="contract" label={t('contract')} extra={t('contract_hint')} rules={[need]}><Input maxLength={120} autoComplete="off" /></Form.Item>
            <Form.Item name="contract_until" label={t('contract_until')} extra={t('contract_until_hint')} rules={[need]}><DateField /></Form.Item>
          </div>
        </Card>
        <Card title={t('keys')}>
          <p className="soft" style={{ marginBottom: 16 }}>{t('keys_lead')}</p>
          <Form.Item name="forget" hidden><Select mode="multiple" /></Form.Item>
          <Fields
            fields={kind.fields}
            kept={supplier?.secrets ?? []}
            form={form}
            long={kind.described ? { name: kind.described, below: <DescriptionCheck kind={kind.code} field={kind.described} form={form} /> } : undefined}
          />
          {supplier ? <Notify address={supplier.notify_url} label={t('notify')} hint={t('notify_hint')} /> : <p className="soft">{t('notify_later')}</p>}
        </Card>
        {kind.described && <DryRun kind={kind} supplier={supplier} form={form} />}
        <SupplierTrial kind={kind.code} supplier={supplier} form={form} />
        <Card>
          {trouble}
          <Button type="primary" htmlType="submit" loading={busy} data-test="save-supplier">{t('save')}</Button>
        </Card>
      </div>
    </Form>
  );
}

/** Everything has a value from the first, so that a refusal of the server finds its field. */
function first(kind: SupplierKind, supplier?: Supplier): Values {
  return {
    name: supplier?.name ?? '',
    currency: supplier?.currency ?? kind.currencies[0] ?? 'CNY',
    contract: supplier?.contract ?? '',
    contract_until: supplier ? lastDay(supplier.contract_until) : '',
    settings: firstSettings(kind.fields, supplier?.settings),
    forget: [],
  };
}
