import { Button, Form, Input } from 'antd';
import { api, newKey, ok } from '../../api/client';
import { minor } from '../../api/money';
import { useWords, type Bilingual } from '../../i18n';
import { BilingualField, MoneyField, useSubmit } from '../../parts/form';
import { common } from '../../words';
import { houseWords } from '../house_words';

interface Step {
  after: () => Promise<unknown>;
}

const currency = 'CNY';
const both = (text: Partial<Bilingual>): Bilingual => ({ zh: text.zh ?? '', en: text.en ?? '' });

export function MerchantStep({ after }: Step) {
  const t = useWords({ ...common, ...houseWords });
  const [form] = Form.useForm<{ name: Bilingual; email: string; password: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { name: Bilingual; email: string; password: string }) => {
    await ok(api.POST('/v1/platform/first-run/merchant', { body: { ...values, name: both(values.name) } }));
    await after();
  }, t('saved'));
  const need = { required: true, whitespace: true, message: t('required') };
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {trouble}
      <BilingualField name="name" label={t('store_name')} required max={60} />
      <div className="two">
        <Form.Item name="email" label={t('owner_email')} extra={t('owner_hint')} rules={[need]}><Input type="email" autoComplete="off" /></Form.Item>
        <Form.Item name="password" label={t('owner_password')} rules={[{ required: true, min: 10, message: t('password_short') }]}><Input.Password autoComplete="new-password" /></Form.Item>
      </div>
      <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('next')}</Button>
    </Form>
  );
}

export function ProductStep({ after }: Step) {
  const t = useWords({ ...common, ...houseWords });
  const [form] = Form.useForm<{ title: Bilingual; price: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { title: Bilingual; price: string }) => {
    const price = { amount: minor(values.price, currency) ?? 0, currency };
    await ok(api.POST('/v1/platform/first-run/product', { body: { title: both(values.title), price } }));
    await after();
  }, t('saved'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ price: '9.90' }}>
      {trouble}
      <BilingualField name="title" label={t('product_title')} required max={80} />
      <MoneyField name="price" label={t('price')} currency={currency} required />
      <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('next')}</Button>
    </Form>
  );
}

export function KeysStep({ after }: Step) {
  const t = useWords({ ...common, ...houseWords });
  const [form] = Form.useForm<{ keys: string }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ keys }: { keys: string }) => {
    await ok(api.POST('/v1/platform/first-run/keys', { body: { keys } }));
    form.resetFields();
    await after();
  }, t('saved'));
  const examples = () => form.setFieldValue('keys', Array.from({ length: 5 }, () => newKey().slice(0, 16).toUpperCase().replace(/(.{4})(?=.)/g, '$1-')).join('\n'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {trouble}
      <Form.Item name="keys" label={t('keys')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input.TextArea rows={6} className="code" autoComplete="off" spellCheck={false} /></Form.Item>
      <div className="row">
        <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('next')}</Button>
        <Button size="large" onClick={examples}>{t('keys_make')}</Button>
      </div>
    </Form>
  );
}
