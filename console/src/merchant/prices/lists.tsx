import { DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { api, ok } from '../../api/client';
import { decimal, minor } from '../../api/money';
import type { PriceList } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { shortId } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { CodeField, DayFields, Holds, Standing, days, useOffers, useRemove, window, type DayValues } from './parts';
import { priceWords } from './words';

/** What was agreed with partners. */
export function Lists() {
  const t = useWords({ ...common, ...priceWords });
  const write = useMay()('catalog:write');
  const remove = useRemove('price-lists');
  const [editing, setEditing] = useState<PriceList | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-list">{t('new_list')}</Button>;
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<PriceList>
        name="price-lists"
        label={t('t_lists')}
        load={() => ok(api.GET('/v1/merchant/pricing/price-lists'))}
        rowId={(list) => list.code}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (list) => list.name },
          { key: 'prices', title: t('prices'), render: (list) => t('n_prices', { n: list.items.length }) },
          { key: 'partners', title: t('partners'), render: (list) => (list.partners.length === 0 ? <span className="tag wait">{t('no_partners')}</span> : t('n_partners', { n: list.partners.length })) },
          { key: 'holds', title: t('holds'), render: (list) => <Holds of={list} /> },
          { key: 'state', title: t('state'), render: (list) => <Standing of={list} /> },
        ]}
        acts={write ? (list) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(list)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(list.name, () => ok(api.DELETE('/v1/merchant/pricing/price-lists/{code}', { params: { path: { code: list.code } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('lists_empty'), text: t('lists_empty_text'), action: make }}
      />
      {editing && <ListForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values extends DayValues {
  code: string;
  name: string;
  items: { offer?: string; price?: string }[];
  partners: { user?: string; email?: string; label?: string }[];
}

function ListForm({ of, close }: { of?: PriceList; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const offers = useOffers();
  const [form] = Form.useForm<Values>();
  const need = { required: true, whitespace: true, message: t('required') };
  const currency = (offer: string | undefined) => offers.one(offer)?.price.currency ?? offers.currency;
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const items = values.items.map((item) => ({ offer: item.offer ?? '', unit_price: minor(item.price ?? '', currency(item.offer)) ?? 0 }));
    const partners = values.partners.map(({ user, email, label }) => ({ ...(user ? { user } : { email: email?.trim() }), label: label?.trim() ?? '' }));
    await ok(api.PUT('/v1/merchant/pricing/price-lists', { body: { code: values.code.trim(), name: values.name.trim(), items, partners, ...window(values) } }));
    await queries.invalidateQueries({ queryKey: ['price-lists'] });
    close();
  }, t('saved'));
  const items = of?.items.map((item) => ({ offer: item.offer, price: decimal({ amount: item.unit_price, currency: currency(item.offer) }) }));
  const bin = (run: () => void) => <Button style={{ marginTop: 30 }} icon={<DeleteOutlined />} aria-label={t('remove')} onClick={run} />;
  return (
    <Modal open width={720} title={of ? of.name : t('new_list')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="list" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ code: of?.code ?? '', name: of?.name ?? '', items: items ?? [{}], partners: of?.partners ?? [], ...days(of) }}>
        {trouble}
        <Form.Item name="name" label={t('name')} extra={t('name_hint')} rules={[need]}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <CodeField fixed={Boolean(of)} hint={t('code_hint')} />
        <DayFields />
        <h3>{t('prices')}</h3>
        <Form.List name="items">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <div key={key} className="row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
                  <div className="grow" style={{ minWidth: 0 }}><Form.Item name={[name, 'offer']} label={t('offer')} rules={[need]}><Select showSearch={{ optionFilterProp: 'label' }} options={offers.options} /></Form.Item></div>
                  <MoneyField name={[name, 'price']} label={t('tier_price')} currency={offers.currency} required />
                  {fields.length > 1 && bin(() => remove(name))}
                </div>
              ))}
              <Button onClick={() => add({})}>{t('add_price')}</Button>
            </>
          )}
        </Form.List>
        <h3>{t('partners')}</h3>
        <Form.List name="partners">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => <PartnerFields key={key} at={name} known={form.getFieldValue(['partners', name, 'user']) as string | undefined}>{bin(() => remove(name))}</PartnerFields>)}
              <Button onClick={() => add({})}>{t('add_partner')}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}

function PartnerFields({ at, known, children }: { at: number; known?: string; children: ReactNode }) {
  const t = useWords({ ...common, ...priceWords });
  const need = { required: true, whitespace: true, message: t('required') };
  return (
    <div className="row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
      <Form.Item name={[at, 'user']} hidden><Input /></Form.Item>
      <div className="grow">
        {known
          ? <Form.Item label={t('who')}><span className="soft">{t('known_partner')} · {shortId(known)}</span></Form.Item>
          : <Form.Item name={[at, 'email']} label={t('who')} extra={t('who_hint')} rules={[need]}><Input inputMode="email" maxLength={254} autoComplete="off" /></Form.Item>}
      </div>
      <Form.Item name={[at, 'label']} label={t('label')} extra={t('label_hint')}><Input maxLength={60} autoComplete="off" /></Form.Item>
      {children}
    </div>
  );
}
