import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Skeleton } from 'antd';
import { useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, newKey, ok } from '../../api/client';
import { minor } from '../../api/money';
import type { Product } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { MoneyField, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { common } from '../../words';
import { ProductFields, wordsOf, type ProductValues } from './parts';
import { skuBody } from './sku_body';
import { SkuFields, type SkuValues } from './sku_fields';
import { isFulfilled } from './every';
import { productWords } from './words';

interface Values extends ProductValues {
  sku: SkuValues;
  price: string;
  list_price?: string;
}

const currency = 'CNY';

/** Product, SKU and offer in one form. Each step has a key of its own, so that after a refusal only the rest is done again. */
export default function NewProductPage() {
  const [search] = useSearchParams();
  const like = search.get('like');
  const { data, isLoading } = useQuery({
    queryKey: ['product', like],
    queryFn: () => ok(api.GET('/v1/products/{id}', { params: { path: { id: like ?? '' } } })),
    enabled: Boolean(like),
  });
  const t = useWords(productWords);
  const say = useSay();
  return (
    <Page title={t('new')} lead={data ? t('clone_of', { name: say(data.title) }) : t('new_lead')} narrow>
      {isLoading ? <Skeleton active /> : <NewForm like={data} />}
    </Page>
  );
}

function NewForm({ like }: { like?: Product }) {
  const t = useWords({ ...common, ...productWords });
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const done = useRef<{ product?: string; sku?: string; keys: string[] }>({ keys: [newKey(), newKey(), newKey()] });
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const step = done.current;
    const fresh = (at: number) => {
      step.keys[at] = newKey();
    };
    const header = (at: number) => ({ headers: { 'Idempotency-Key': step.keys[at] } });
    try {
      step.product ??= (await ok(api.POST('/v1/products', { body: { slug: values.slug, ...wordsOf(values) }, ...header(0) }))).id;
      step.sku ??= (await ok(api.POST('/v1/skus', { body: skuBody(step.product, values.sku), ...header(1) }))).id;
      const amount = (text: string) => ({ amount: minor(text, currency) ?? 0, currency });
      const offer = { sku: step.sku, price: amount(values.price), ...(values.list_price ? { list_price: amount(values.list_price) } : {}) };
      await ok(api.POST('/v1/offers', { body: offer, ...header(2) }));
    } catch (error) {
      // What was refused may be mended and is then another request.
      [0, 1, 2].forEach(fresh);
      throw error;
    }
    await queries.invalidateQueries({ queryKey: ['products'] });
    const credited = isFulfilled(values.sku.kind);
    message.success(`${t('made')} ${t(credited ? 'next_routes' : 'next_keys')}`, 5);
    void go(credited ? `/products/skus/${step.sku}` : `/products/${step.product}`);
  });
  const first: Partial<Values> = like
    ? { category: like.category, brand: like.brand, picture: like.picture, title: like.title, summary: like.summary, guide: like.guide, terms: like.terms, sku: { code: '', name: { zh: '', en: '' }, kind: 'one_time' } }
    : { sku: { code: '', name: { zh: '', en: '' }, kind: 'one_time' } };
  return (
    <Form form={form} layout="vertical" initialValues={first} onFinish={submit} scrollToFirstError={{ block: 'center' }} requiredMark={false}>
      <div className="stack">
        {trouble}
        <Card title={t('words_of')}><ProductFields withSlug /></Card>
        <Card title={t('skus')}>
          <SkuFields prefix={['sku']} />
          <div className="two">
            <MoneyField name="price" label={t('price')} currency={currency} required />
            <MoneyField name="list_price" label={`${t('list_price')} (${t('optional')})`} currency={currency} />
          </div>
        </Card>
        <div className="row">
          <Button type="primary" htmlType="submit" size="large" loading={busy} data-test="create-product">{t('create')}</Button>
          <Button size="large" onClick={() => void go('/products')}>{t('cancel')}</Button>
        </div>
      </div>
    </Form>
  );
}
