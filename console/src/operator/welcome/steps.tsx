import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { api, newKey, ok } from '../../api/client';
import { minor } from '../../api/money';
import type { Category, List } from '../../api/model';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { BilingualField, MoneyField, useSubmit } from '../../parts/form';
import { common } from '../../words';
import { houseWords } from '../house_words';

interface Step {
  after: () => Promise<unknown>;
}

const slug = /^[a-z0-9-]{1,64}$/;
const currency = 'CNY';
const both = (text: Partial<Bilingual>): Bilingual => ({ zh: text.zh ?? '', en: text.en ?? '' });

export function MerchantStep({ after }: Step) {
  const t = useWords({ ...common, ...houseWords });
  const [form] = Form.useForm<{ name: Bilingual; slug: string; email: string; password: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { name: Bilingual; slug: string; email: string; password: string }) => {
    await ok(api.POST('/v1/platform/first-run/merchant', { body: { ...values, name: both(values.name) } }));
    await after();
  }, t('saved'));
  const need = { required: true, whitespace: true, message: t('required') };
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {trouble}
      <BilingualField name="name" label={t('store_name')} required max={60} />
      <Form.Item name="slug" label={t('store_slug')} rules={[{ ...need, pattern: slug }]}><Input prefix={<span className="soft">/s/</span>} autoComplete="off" /></Form.Item>
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
  const say = useSay();
  const { data } = useQuery({ queryKey: ['platform-categories'], queryFn: () => ok<List<Category>>(api.GET('/v1/platform/categories')), retry: false });
  const [form] = Form.useForm<{ title: Bilingual; sku: Bilingual; category: string; price: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { title: Bilingual; sku: Bilingual; category: string; price: string }) => {
    const price = { amount: minor(values.price, currency) ?? 0, currency };
    await ok(api.POST('/v1/platform/first-run/product', { body: { title: both(values.title), sku_name: both(values.sku), category: values.category, price } }));
    await after();
  }, t('saved'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ price: '9.90' }}>
      {trouble}
      <BilingualField name="title" label={t('product_title')} required max={80} />
      <BilingualField name="sku" label={t('sku_name')} required max={60} />
      <div className="two">
        <Form.Item name="category" label={t('category')} rules={[{ required: true, message: t('required') }]}><Select options={data?.items.map((one) => ({ value: one.code, label: say(one.name) }))} /></Form.Item>
        <MoneyField name="price" label={t('price')} currency={currency} required />
      </div>
      <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('next')}</Button>
    </Form>
  );
}

export function KeysStep({ after }: Step) {
  const t = useWords({ ...common, ...houseWords });
  const [form] = Form.useForm<{ keys: string }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ keys }: { keys: string }) => {
    await ok(api.POST('/v1/platform/first-run/keys', { body: { keys: keys.split('\n').map((line) => line.trim()).filter(Boolean) } }));
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
