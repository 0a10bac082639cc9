import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Skeleton } from 'antd';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Product } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { State } from '../../parts/bits';
import { FormNote, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { ProductFields, wordsOf, type ProductValues } from './parts';
import { Skus } from './skus';
import { productWords } from './words';

export default function ProductPage() {
  const { id = '' } = useParams();
  const t = useWords({ ...common, ...productWords });
  const say = useSay();
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['product', id], queryFn: () => ok(api.GET('/v1/products/{id}', { params: { path: { id } } })) });
  if (isError) return <Page title={t('one')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('one')}><Skeleton active /></Page>;
  const write = may('catalog:write');
  const turn = async (what: 'list' | 'hide') => {
    await ok(api.POST(`/v1/products/{id}/${what}`, { params: { path: { id } } }));
    await Promise.all([refetch(), queries.invalidateQueries({ queryKey: ['products'] })]);
  };
  const hide = () => ask({ title: t('hide_title', { name: say(data.title) }), text: t('hide_text'), act: t('hide'), danger: true, run: () => turn('hide') });
  const reason = (data as { review_reason?: string | null }).review_reason;
  return (
    <Page
      title={say(data.title)}
      lead={<><State of={data.state} /> <span className="soft">{t('revision', { n: data.revision })}</span></>}
      acts={
        <>
          {data.state === 'listed' && <Button href={`/p/${data.slug}`}>{t('open_shop')}</Button>}
          {write && <Link to={`/products/new?like=${id}`}><Button>{t('clone')}</Button></Link>}
          {write && data.state === 'listed' && <Button danger onClick={hide}>{t('hide')}</Button>}
          {write && data.state === 'hidden' && <Button type="primary" onClick={() => ask({ title: t('list'), act: t('list'), run: () => turn('list') })}>{t('list')}</Button>}
        </>
      }
    >
      <div className="stack">
        {data.state === 'in_review' && <Alert type="info" showIcon title={t('review_note')} />}
        {data.state === 'rejected' && <Alert type="warning" showIcon title={t('rejected_note', { reason: reason ?? '–' })} />}
        <Skus product={id} write={write} />
        <Words product={data} write={write} />
      </div>
    </Page>
  );
}

function Words({ product, write }: { product: Product; write: boolean }) {
  const t = useWords({ ...common, ...productWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<ProductValues>();
  useEffect(() => { form.setFieldsValue(product as never); }, [form, product]);
  const { submit, busy, trouble } = useSubmit<ProductValues>(form, async (values) => {
    await ok(api.POST('/v1/products/{id}/revisions', { params: { path: { id: product.id } }, body: { based_on: product.revision, ...wordsOf(values) } }));
    await Promise.all([queries.invalidateQueries({ queryKey: ['product', product.id] }), queries.invalidateQueries({ queryKey: ['products'] })]);
  }, t('changed_rev'));
  return (
    <Card title={t('words_of')}>
      <FormNote>{t('revisions_note')}</FormNote>
      <Form form={form} layout="vertical" onFinish={submit} disabled={!write} requiredMark={false} scrollToFirstError={{ block: 'center' }}>
        {trouble}
        <ProductFields />
        {write && <Button type="primary" htmlType="submit" loading={busy}>{t('save')}</Button>}
      </Form>
    </Card>
  );
}
