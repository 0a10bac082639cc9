import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { PriceCampaign } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { BilingualField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { both } from './levels';
import { CodeField, DayFields, Goods, Holds, Off, OffFields, OffersField, Standing, days, offOf, offValues, useOffers, useRemove, window, type DayValues, type OffValues } from './parts';
import { priceWords } from './words';

/** Times in which goods are cheaper for everybody. */
export function Campaigns() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const write = useMay()('catalog:write');
  const remove = useRemove('price-campaigns');
  const [editing, setEditing] = useState<PriceCampaign | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-campaign">{t('new_campaign')}</Button>;
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<PriceCampaign>
        name="price-campaigns"
        label={t('t_campaigns')}
        load={() => ok(api.GET('/v1/merchant/pricing/campaigns'))}
        rowId={(one) => one.code}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (one) => say(one.name) },
          { key: 'off', title: t('off'), align: 'right', render: (one) => <Off of={one.off} /> },
          { key: 'offers', title: t('offers'), render: (one) => <Goods of={one.offers} /> },
          { key: 'channel', title: t('channel'), extra: true, render: (one) => t(`c_${one.channel as 'all' | 'store' | 'api'}`) },
          { key: 'holds', title: t('holds'), render: (one) => <Holds of={one} /> },
          { key: 'state', title: t('state'), render: (one) => <Standing of={one} /> },
        ]}
        acts={write ? (one) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(one)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(say(one.name), () => ok(api.DELETE('/v1/merchant/pricing/campaigns/{code}', { params: { path: { code: one.code } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('campaigns_empty'), text: t('campaigns_empty_text'), action: make }}
      />
      {editing && <CampaignForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values extends DayValues, OffValues {
  code: string;
  name: Bilingual;
  channel: string;
  offers?: string[];
  on: boolean;
}

function CampaignForm({ of, close }: { of?: PriceCampaign; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const offers = useOffers();
  const [form] = Form.useForm<Values>();
  const currency = of?.off.amount?.currency ?? offers.currency;
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const body = { code: values.code.trim(), name: both(values.name), off: offOf(values, currency), channel: values.channel, offers: values.offers ?? [], on: values.on, ...window(values) };
    await ok(api.PUT('/v1/merchant/pricing/campaigns', { body }));
    await queries.invalidateQueries({ queryKey: ['price-campaigns'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={of ? t('edit') : t('new_campaign')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="campaign" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ code: of?.code ?? '', name: of?.name ?? {}, channel: of?.channel ?? 'all', offers: of?.offers ?? [], on: of?.on ?? true, ...offValues(of?.off), ...days(of) }}>
        {trouble}
        <BilingualField name="name" label={t('name')} required max={60} extra={t('name_hint')} />
        <CodeField fixed={Boolean(of)} hint={t('code_hint')} />
        <OffFields currency={currency} hint={t('amount_each')} />
        <OffersField of={offers} />
        <Form.Item name="channel" label={t('channel')}><Radio.Group options={(['all', 'store', 'api'] as const).map((value) => ({ value, label: t(`c_${value}`) }))} /></Form.Item>
        <DayFields />
        <Form.Item name="on" valuePropName="checked"><Checkbox>{t('turn_on')}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}
