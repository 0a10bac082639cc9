import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { decimal, minor } from '../../api/money';
import type { Plan } from '../../api/model';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { Money, useCount } from '../../parts/bits';
import { BilingualField, MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { operatorWords } from '../words';

const limits = ['products', 'orders_month', 'staff', 'api_calls', 'api_calls_month'] as const;
const currency = 'CNY';

export default function PlansPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const count = useCount();
  const [editing, setEditing] = useState<Plan | 'new'>();
  const add = <Button type="primary" onClick={() => setEditing('new')}>{t('plan_new')}</Button>;
  return (
    <Page title={t('plans')} lead={t('plans_lead')} acts={add}>
      <DataList<Plan>
        name="plans"
        label={t('plans')}
        load={({ q, own, ...query }) => sift<Plan>(
          () => ok(api.GET('/v1/platform/plans')),
          (plan) => (!own || plan.own_domain === (own === 'yes')) && holds([plan.code, plan.name.zh, plan.name.en], q),
          query,
        )}
        filters={[
          { key: 'q', label: t('search_plans'), kind: 'search' },
          { key: 'own', label: t('l_own_domain'), kind: 'choice', options: [{ value: 'yes', label: t('yes') }, { value: 'no', label: t('no') }] },
        ]}
        rowId={(plan) => plan.code}
        columns={[
          { key: 'name', title: t('plan'), main: true, render: (plan) => say(plan.name) },
          ...limits.map((key) => ({ key, title: t(`l_${key}`), align: 'right' as const, render: (plan: Plan) => { const most = plan.limits[key]; return most === null || most === undefined ? <span className="soft">{t('unlimited')}</span> : count(most); } })),
          { key: 'monthly', title: t('monthly'), align: 'right', render: (plan) => <Money of={plan.fee} /> },
        ]}
        acts={(plan) => <Button size="small" onClick={() => setEditing(plan)}>{t('edit')}</Button>}
        empty={{ title: t('plans_empty'), text: t('plans_empty_text'), action: add }}
      />
      {editing && <Edit plan={editing} close={() => setEditing(undefined)} />}
    </Page>
  );
}

interface Values {
  code: string;
  name: Bilingual;
  limits: Plan['limits'];
  own_domain: boolean;
  month: string;
  sort: number;
}

function Edit({ plan, close }: { plan: Plan | 'new'; close: () => void }) {
  const t = useWords({ ...common, ...operatorWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const body = {
      code: values.code,
      name: { zh: values.name.zh ?? '', en: values.name.en ?? '' },
      limits: {
        products: values.limits.products ?? null,
        orders_month: values.limits.orders_month ?? null,
        staff: values.limits.staff ?? null,
        api_calls: values.limits.api_calls ?? null,
        api_calls_month: values.limits.api_calls_month ?? null,
      },
      own_domain: values.own_domain,
      fee: { amount: minor(values.month, currency) ?? 0, currency },
      sort: values.sort,
    };
    await ok(api.PUT('/v1/platform/plans', { body }));
    await queries.invalidateQueries({ queryKey: ['plans'] });
    close();
  }, t('saved'));
  const first = plan === 'new' ? { own_domain: false, month: '0', sort: 100, limits: {} } : { ...plan, month: decimal(plan.fee) };
  return (
    <Modal open title={plan === 'new' ? t('plan_new') : t('plan_edit')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={first}>
        {trouble}
        <Form.Item name="code" label={t('code')} extra={t('code_hint')} rules={[{ required: true, pattern: /^[a-z0-9_-]{1,32}$/, message: t('code_hint') }]}><Input disabled={plan !== 'new'} /></Form.Item>
        <BilingualField name="name" label={t('name')} required max={60} />
        <div className="two">{limits.map((key) => <Form.Item key={key} name={['limits', key]} label={t(`l_${key}`)}><InputNumber min={0} precision={0} placeholder={t('unlimited')} style={{ width: '100%' }} /></Form.Item>)}</div>
        <div className="two">
          <MoneyField name="month" label={t('monthly')} currency={currency} required />
          <Form.Item name="sort" label={t('sort')}><InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="own_domain" valuePropName="checked"><Checkbox>{t('l_own_domain')}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}
