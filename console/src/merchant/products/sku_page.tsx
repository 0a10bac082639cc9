import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Sku } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { FormNote, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { PriceHistory } from '../price_watch/history';
import { RoutesOfSku } from '../suppliers/routes';
import { supplyRead } from '../suppliers/scopes';
import { accountFormWords } from './account_form_words';
import { draftsOf, sentFields, type FieldDraft } from './account_presets';
import { isFulfilled, useOffersOf } from './every';
import { productWords } from './words';

/** Comes after the routes, which are what people look for. */
const AccountFields = lazy(() => import('./account_form'));

/** A SKU: what it costs and is sold for over time; where suppliers are asked for it, by whom, and what its buyers fill in. */
export default function SkuPage() {
  const { id = '' } = useParams();
  const t = useWords(productWords);
  const say = useSay();
  const code = useCodes(productWords);
  const may = useMay();
  const sku = useQuery({ queryKey: ['sku', id], queryFn: () => ok(api.GET('/v1/skus/{sku}', { params: { path: { sku: id } } })) });
  const offers = useOffersOf(sku.data?.product ?? '');
  if (sku.isError) return <Page title={t('one_sku')}><Trouble error={sku.error} again={() => void sku.refetch()} /></Page>;
  if (!sku.data) return <Page title={t('one_sku')}><Skeleton active /></Page>;
  const one = sku.data;
  const product = <Link to={`/products/${one.product}`}><Button>{t('to_product')}</Button></Link>;
  return (
    <Page title={say(one.name)} lead={<>{code(one.kind)} <span className="code">{one.code}</span></>} acts={product}>
      <div className="stack">
        {isFulfilled(one.kind) && may(supplyRead) && <RoutesOfSku sku={id} offers={offers.data ?? []} />}
        {offers.data && <PriceHistory sku={id} offers={offers.data} />}
        {isFulfilled(one.kind) && <FormOf sku={one} write={may('catalog:write')} />}
      </div>
    </Page>
  );
}

interface Values {
  form: FieldDraft[];
}

function FormOf({ sku, write }: { sku: Sku; write: boolean }) {
  const t = useWords({ ...common, ...accountFormWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    await ok(api.PUT('/v1/skus/{sku}/form', { params: { path: { sku: sku.id } }, body: { fields: sentFields(values.form) } }));
    await Promise.all(['sku', 'skus', 'offers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }, t('saved'));
  return (
    <Card title={t('title')}>
      <FormNote>{t('later')}</FormNote>
      <Form form={form} layout="vertical" onFinish={submit} disabled={!write} requiredMark={false} initialValues={{ form: draftsOf(sku.form?.fields ?? []) }} scrollToFirstError={{ block: 'center' }}>
        {trouble}
        <Suspense fallback={<Skeleton active />}><AccountFields name={['form']} /></Suspense>
        {write && <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 16 }} data-test="save-form">{t('save')}</Button>}
      </Form>
    </Card>
  );
}
