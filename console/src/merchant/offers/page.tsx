import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { decimal, minor } from '../../api/money';
import type { Offer } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { Money, State, Thumb, useCount } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { Percent } from './percent';
import { isFulfilled } from '../products/every';
import { offerWords } from './words';

const turn = (offer: Offer, what: 'on' | 'off') => ok(api.POST(`/v1/offers/{id}/${what}`, { params: { path: { id: offer.id } } }));

export default function OffersPage() {
  const t = useWords({ ...common, ...offerWords });
  const say = useSay();
  const state = useStates();
  const count = useCount();
  const may = useMay();
  const write = may('catalog:write');
  const files = useFiles();
  const [repricing, setRepricing] = useState<Offer[]>([]);
  const [changing, setChanging] = useState<Offer[]>([]);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Offer>
        name="offers"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/merchant/offers', { params: { query } }))}
        rowId={(offer) => offer.id}
        filters={[
          { key: 'q', label: t('search'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: ['on', 'off'].map((value) => ({ value, label: state(value) })) },
        ]}
        exports={files('/v1/merchant/offers/export', may('goods:export'))}
        presets={[{ name: { zh: '停售', en: 'Off sale' }, filters: { state: 'off' } }]}
        bulk={write ? [
          { key: 'on', label: t('turn_on'), fits: (offer) => !offer.on, run: (offer) => turn(offer, 'on') },
          { key: 'off', label: t('turn_off'), danger: true, fits: (offer) => offer.on, run: (offer) => turn(offer, 'off') },
          { key: 'percent', label: t('percent'), open: setChanging },
          { key: 'price', label: t('reprice'), open: setRepricing },
        ] : []}
        columns={[
          { key: 'product', title: t('product'), main: true, render: (offer) => <span className="with-thumb"><Thumb picture={offer.picture} /><Link className="link" to={`/products/${offer.product}`}>{say(offer.title)}</Link></span> },
          { key: 'sku', title: t('sku'), render: (offer) => <>{say(offer.sku_name)} <span className="code soft">{offer.sku_code}</span></> },
          { key: 'price', title: t('price'), align: 'right', render: (offer) => <Money of={offer.price} /> },
          { key: 'list_price', title: t('list_price'), align: 'right', extra: true, render: (offer) => <Money of={offer.list_price} /> },
          { key: 'stock', title: t('stock'), align: 'right', render: (offer) => (isFulfilled(offer.kind) ? <Link className="link" to={`/products/skus/${offer.sku}`}>{t('credited')}</Link> : <span className={offer.stock === 0 ? 'tag bad' : 'number'}>{count(offer.stock)}</span>) },
          { key: 'limits', title: t('limits'), extra: true, render: (offer) => `${offer.quantity_min}–${offer.quantity_max}` },
          { key: 'sale', title: t('sale'), render: (offer) => <State of={offer.on ? 'on' : 'off'} /> },
        ]}
        acts={write ? (offer) => <Button size="small" onClick={() => setRepricing([offer])}>{t('reprice')}</Button> : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: <Link to="/products"><Button type="primary">{t('to_products')}</Button></Link> }}
      />
      {repricing.length > 0 && <Reprice offers={repricing} close={() => setRepricing([])} />}
      {changing.length > 0 && <Percent offers={changing} close={() => setChanging([])} />}
    </Page>
  );
}

function Reprice({ offers: chosen, close }: { offers: Offer[]; close: () => void }) {
  const t = useWords({ ...common, ...offerWords });
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ price: string; list_price?: string }>();
  const done = useRef(new Set<string>());
  const first = chosen[0];
  const currency = first?.price.currency ?? 'CNY';
  const { submit, busy, trouble } = useSubmit(form, async (values: { price: string; list_price?: string }) => {
    const amount = (text: string) => ({ amount: minor(text, currency) ?? 0, currency });
    for (const offer of chosen) {
      // Done before a refusal stopped the rest.
      if (done.current.has(offer.id)) continue;
      const body = { from: offer.price, price: amount(values.price), list_price: values.list_price ? amount(values.list_price) : null };
      await ok(api.POST('/v1/offers/{id}/reprice', { params: { path: { id: offer.id } }, body }));
      done.current.add(offer.id);
    }
    await queries.invalidateQueries({ queryKey: ['offers'] });
    message.success(t('repriced', { n: chosen.length }));
    close();
  });
  const one = chosen.length === 1 ? first : undefined;
  return (
    <Modal open title={one ? t('reprice') : t('reprice_many', { n: chosen.length })} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        requiredMark={false}
        initialValues={one ? { price: decimal(one.price), list_price: one.list_price ? decimal(one.list_price) : '' } : {}}
      >
        {!one && <p className="soft">{t('reprice_same')}</p>}
        {trouble}
        <MoneyField name="price" label={t('new_price')} currency={currency} required />
        <MoneyField name="list_price" label={`${t('new_list_price')} (${t('optional')})`} currency={currency} extra={t('keep_list_price')} />
      </Form>
    </Modal>
  );
}
