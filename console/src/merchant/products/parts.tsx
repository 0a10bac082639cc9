import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Form, Input, Select } from 'antd';
import { useMemo } from 'react';
import { api, ok } from '../../api/client';
import type { Brand } from '../../api/model';
import { useSession } from '../../api/session';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { shortId } from '../../parts/bits';
import { BilingualField } from '../../parts/form';
import { common } from '../../words';
import { productWords } from './words';

export function useCategories(): Map<string, Bilingual> {
  const { data } = useQuery({ queryKey: ['categories'], queryFn: () => ok(api.GET('/v1/categories')), staleTime: 300_000 });
  return useMemo(() => new Map(data?.items.map((one) => [one.code, one.name])), [data]);
}

export function useBrands() {
  const { role } = useSession();
  const path = role === 'operator' ? '/v1/platform/brands' : '/v1/brands';
  const { data } = useQuery({ queryKey: ['brands', path], queryFn: () => ok(api.GET(path)), staleTime: 60_000, retry: false });
  return data?.items ?? [];
}

export interface ProductValues {
  slug: string;
  category: string;
  brand: Bilingual;
  picture: string;
  title: Bilingual;
  summary: Bilingual;
  guide: Bilingual;
  terms: Bilingual;
}

/** What a product says. Every text goes out whole, so that what was deleted is gone. */
export function wordsOf(values: ProductValues) {
  const text = (pair?: Partial<Bilingual>) => ({ zh: pair?.zh ?? '', en: pair?.en ?? '' });
  return {
    category: values.category,
    brand: text(values.brand),
    picture: values.picture ?? '',
    title: text(values.title),
    summary: text(values.summary),
    guide: text(values.guide),
    terms: text(values.terms),
  };
}

/** The fields of a product's page. */
export function ProductFields({ withSlug }: { withSlug?: boolean }) {
  const t = useWords({ ...common, ...productWords });
  const say = useSay();
  const categories = useCategories();
  const named = useBrands();
  const label = (brand: Brand) => (brand.authorised_only ? t('brand_needs', { name: say(brand.name) }) : say(brand.name));
  const need = { required: true, whitespace: true, message: t('required') };
  return (
    <>
      <BilingualField name="title" label={t('name')} required max={80} />
      <Form.Item name="category" label={t('category')} rules={[need]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={[...categories].map(([value, name]) => ({ value, label: say(name) }))} />
      </Form.Item>
      {withSlug && (
        <Form.Item name="slug" label={t('slug')} extra={t('slug_hint')} rules={[need, { pattern: /^[a-z0-9-]{1,64}$/, message: t('slug_bad') }]}>
          <Input prefix={<span className="soft">/p/</span>} maxLength={64} autoComplete="off" />
        </Form.Item>
      )}
      <div className="two">
        <Form.Item name={['brand', 'zh']} label={`${t('brand')} (${t('chinese')})`} extra={t('brand_hint')}><AutoComplete options={named.map((brand) => ({ value: brand.name.zh, label: label(brand) }))} showSearch={{ filterOption: true }} /></Form.Item>
        <Form.Item name={['brand', 'en']} label={`${t('brand')} (${t('english')})`}><Input maxLength={60} /></Form.Item>
      </div>
      <BilingualField name="summary" label={t('summary')} max={300} rows={2} />
      <BilingualField name="guide" label={t('guide')} max={5000} rows={5} extra={t('guide_hint')} />
      <BilingualField name="terms" label={t('terms')} max={5000} rows={4} />
      <Form.Item name="picture" label={`${t('picture')} (${t('optional')})`} extra={t('picture_hint')}>
        <Input maxLength={120} autoComplete="off" />
      </Form.Item>
    </>
  );
}

/** What brands are called, for lists that only know their ids. */
export function useBrandNames(): (id: string) => string {
  const brands = useBrands();
  const say = useSay();
  return (id) => say(brands.find((brand) => brand.id === id)?.name) || shortId(id);
}
