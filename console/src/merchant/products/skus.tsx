import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { minor } from '../../api/money';
import type { Sku } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money, State, useCount } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { supplyRead } from '../suppliers/scopes';
import { isFulfilled, useOffersOf, useSkusOf } from './every';
import { skuBody } from './sku_body';
import { SkuFields, type SkuValues } from './sku_fields';
import { productWords } from './words';

/** The SKUs of a product, each with its offers. */
export function Skus({ product, write }: { product: string; write: boolean }) {
  const t = useWords({ ...common, ...productWords });
  const say = useSay();
  const code = useCodes(productWords);
  const count = useCount();
  const may = useMay();
  const skus = useSkusOf(product);
  const offers = useOffersOf(product);
  const [adding, setAdding] = useState(false);
  const [pricing, setPricing] = useState<Sku>();
  return (
    <Card title={t('skus')} extra={write && <Button size="small" onClick={() => setAdding(true)}>{t('new_sku')}</Button>}>
      {skus.isError && <Trouble error={skus.error} />}
      {skus.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {skus.data?.length === 0 && <p className="soft">{t('skus_empty')}</p>}
      <div className="stack" style={{ gap: 0 }}>
        {skus.data?.map((sku) => {
          const own = offers.data?.filter((offer) => offer.sku === sku.id) ?? [];
          return (
            <div key={sku.id} className="row between" style={{ padding: '10px 0', borderBottom: '1px solid var(--line)' }}>
              <div>
                <strong>{say(sku.name)}</strong> <span className="code soft">{sku.code}</span>
                <div className="soft small">{code(sku.kind)}{sku.kind !== 'recharge' && <> · {t('stock')} {count(sku.stock)}</>}</div>
              </div>
              <div className="row">
                {own.map((offer) => (
                  <Link key={offer.id} to={`/offers?q=${encodeURIComponent(sku.code)}`} className="row" style={{ gap: 6 }}>
                    <Money of={offer.price} /> <State of={offer.on ? 'on' : 'off'} />
                  </Link>
                ))}
                {own.length === 0 && offers.isSuccess && <span className="soft">{t('no_offer')}</span>}
                {write && <Button size="small" onClick={() => setPricing(sku)}>{t('new_offer')}</Button>}
                {isFulfilled(sku.kind) && (write || may(supplyRead)) && <Link to={`/products/skus/${sku.id}`}><Button size="small">{t('to_routes')}</Button></Link>}
                {!isFulfilled(sku.kind) && <Link to={`/products/skus/${sku.id}`}><Button size="small">{t('to_history')}</Button></Link>}
                {!isFulfilled(sku.kind) && write && <Link to={`/stock/import?sku=${sku.id}`}><Button size="small" type={sku.stock === 0 ? 'primary' : 'default'}>{t('import_keys')}</Button></Link>}
              </div>
            </div>
          );
        })}
      </div>
      {adding && <NewSku product={product} close={() => setAdding(false)} />}
      {pricing && <NewOffer sku={pricing} close={() => setPricing(undefined)} />}
    </Card>
  );
}

function NewSku({ product, close }: { product: string; close: () => void }) {
  const t = useWords({ ...common, ...productWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<SkuValues>();
  const { submit, busy, trouble } = useSubmit<SkuValues>(form, async (values) => {
    await ok(api.POST('/v1/skus', { body: skuBody(product, values) }));
    await queries.invalidateQueries({ queryKey: ['skus'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={t('new_sku')} okText={t('create')} width={640} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ kind: 'one_time' }}>
        {trouble}
        <SkuFields />
      </Form>
    </Modal>
  );
}

function NewOffer({ sku, close }: { sku: Sku; close: () => void }) {
  const t = useWords({ ...common, ...productWords });
  const say = useSay();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ price: string; list_price?: string }>();
  const currency = 'CNY';
  const { submit, busy, trouble } = useSubmit(form, async (values: { price: string; list_price?: string }) => {
    const amount = (text: string) => ({ amount: minor(text, currency) ?? 0, currency });
    await ok(api.POST('/v1/offers', { body: { sku: sku.id, price: amount(values.price), ...(values.list_price ? { list_price: amount(values.list_price) } : {}) } }));
    await queries.invalidateQueries({ queryKey: ['offers'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={`${t('new_offer')} · ${say(sku.name)}`} okText={t('create')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
        {trouble}
        <MoneyField name="price" label={t('price')} currency={currency} required />
        <MoneyField name="list_price" label={`${t('list_price')} (${t('optional')})`} currency={currency} />
      </Form>
    </Modal>
  );
}
