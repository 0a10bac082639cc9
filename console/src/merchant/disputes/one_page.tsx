import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, ok } from '../../api/client';
import { minor } from '../../api/money';
import type { DisputeDetails } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { shortId } from '../../parts/bits';
import { DisputeAnswer, DisputeChargeback, DisputeFacts, DisputeTalk } from '../../parts/dispute';
import { DisputeEvidence } from '../../parts/dispute_evidence';
import { deliveryId, numbers } from '../../parts/dispute_units';
import { disputeWords } from '../../parts/dispute_words';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';

/** One dispute, as the merchant answers it. */
export default function DisputePage() {
  const { id = '' } = useParams();
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const [offering, setOffering] = useState(false);
  const params = { path: { id } };
  const { data, isError, error, refetch } = useQuery({ queryKey: ['dispute', id], queryFn: () => ok(api.GET('/v1/merchant/disputes/{id}', { params })) });
  if (isError) return <Page title={t('title')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('title')}><Skeleton active /></Page>;
  const write = may('disputes:write');
  const again = () => Promise.all(['dispute', 'disputes', 'order'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const act = async (what: string, text: string) => {
    await ok(api.POST('/v1/merchant/disputes/{id}/acts', { params, body: { act: what, text } }));
    await again();
  };
  const contest = () => ask({ title: t('contest_title'), text: t('contest_text'), act: t('contest'), danger: true, reason: true, run: (reason) => act('contest', reason) });
  const appeal = () => ask({ title: t('appeal_title'), text: t('appeal_text'), act: t('appeal'), reason: true, run: (reason) => act('appeal', reason) });
  const offers = ['merchant', 'offered', 'platform'].includes(data.state);
  const appeals = data.state === 'ruled' && (data.ruled?.amount ?? 0) > 0;
  return (
    <Page
      title={t('one', { id: shortId(data.id) })}
      lead={code(data.reason)}
      acts={write && (
        <>
          {data.state === 'merchant' && <Button danger onClick={contest}>{t('contest')}</Button>}
          {appeals && <Button onClick={appeal}>{t('appeal')}</Button>}
          {offers && <Button type="primary" onClick={() => setOffering(true)}>{t('make_offer')}</Button>}
        </>
      )}
    >
      <div className="wide-left">
        <div className="stack">
          <DisputeTalk of={data} files="/v1/merchant/dispute-files" />
          {write && data.state !== 'closed' && <Card><DisputeAnswer say={(text) => act('say', text)} file={`/v1/merchant/disputes/${data.id}/files`} /></Card>}
        </div>
        <div className="stack">
          <Card><DisputeFacts of={data} order={`/orders?open=${data.order}`} /></Card>
          <DisputeChargeback of={data} pack={write ? `/v1/merchant/disputes/${data.id}/pack` : undefined} />
          <DisputeEvidence of={data} />
        </div>
      </div>
      {offering && <OfferForm of={data} close={() => setOffering(false)} after={again} />}
    </Page>
  );
}

interface Values {
  way: 'money' | 'keys';
  amount?: string;
  keys?: string;
  text?: string;
}

function OfferForm({ of, close, after }: { of: DisputeDetails; close: () => void; after: () => Promise<unknown> }) {
  const t = useWords({ ...common, ...disputeWords });
  const [form] = Form.useForm<Values>();
  const way = Form.useWatch('way', form) ?? 'money';
  const { submit, busy, trouble } = useSubmit(form, async (values: Values) => {
    const text = values.text ?? '';
    const body = values.way === 'keys'
      ? { act: 'replace', deliveries: numbers(values.keys).map((number) => deliveryId(of.order, number)), text }
      : { act: 'offer', amount: minor(values.amount ?? '', of.amount.currency) ?? 0, text };
    await ok(api.POST('/v1/merchant/disputes/{id}/acts', { params: { path: { id: of.id } }, body }));
    await after();
    close();
  }, t('saved'));
  return (
    <Modal open title={t('make_offer')} okText={t('make_offer')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      {/* Named: the page behind it has a field of the same name, to which a label here would lead. */}
      <Form form={form} name="offer" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ way: of.remedy === 'replace' ? 'keys' : 'money' }}>
        {trouble}
        <FormNote>{t('make_offer_text')}</FormNote>
        <Form.Item name="way" label={t('offer_way')}>
          <Radio.Group options={[{ value: 'money', label: t('offer_money') }, { value: 'keys', label: t('offer_keys') }]} />
        </Form.Item>
        {way === 'money' && <MoneyField name="amount" label={t('offer_amount')} currency={of.amount.currency} required />}
        {way === 'keys' && <FormNote>{t('offer_keys_text')}</FormNote>}
        {way === 'keys' && <Form.Item name="keys" label={t('which_keys')} extra={t('which_keys_hint')} rules={[{ pattern: /^[\d\s,，]*$/, message: t('which_keys_bad') }]}><Input maxLength={200} inputMode="numeric" /></Form.Item>}
        <Form.Item name="text" label={t('note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
