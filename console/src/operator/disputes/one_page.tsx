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
import { Money, shortId } from '../../parts/bits';
import { DisputeAnswer, DisputeChargeback, DisputeFacts, DisputeTalk } from '../../parts/dispute';
import { DisputeEvidence } from '../../parts/dispute_evidence';
import { disputeWords } from '../../parts/dispute_words';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';

/** One dispute, as it is ruled. */
export default function DisputePage() {
  const { id = '' } = useParams();
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const [ruling, setRuling] = useState(false);
  const params = { path: { id } };
  const { data, isError, error, refetch } = useQuery({ queryKey: ['platform-dispute', id], queryFn: () => ok(api.GET('/v1/platform/disputes/{id}', { params })) });
  if (isError) return <Page title={t('title')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('title')}><Skeleton active /></Page>;
  const again = () => Promise.all(['platform-dispute', 'platform-disputes', 'order'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const rules = may('cases:rule') && (data.state === 'platform' || data.state === 'appealed');
  const take = () => ask({
    title: t('take'), act: t('take'), done: t('taken'),
    run: async () => { await ok(api.POST('/v1/platform/disputes/{id}/take', { params })); await again(); },
  });
  const say = async (text: string) => {
    await ok(api.POST('/v1/platform/disputes/{id}/messages', { params, body: { text } }));
    await again();
  };
  const ends = may('refunds:decide') && data.state === 'bank' && data.chargeback?.by_hand === true;
  const end = (won: boolean) => ask({
    title: t(won ? 'cb_won' : 'cb_lost'), text: t('cb_end_text'), act: t(won ? 'cb_won' : 'cb_lost'), danger: !won, reason: true,
    run: async (reason) => { await ok(api.POST('/v1/platform/disputes/{id}/bank', { params, body: { won, reason } })); await again(); },
  });
  const taken = data.taken_by ? <><dt>{t('taken_by')}</dt><dd>{data.taken_by}</dd></> : undefined;
  return (
    <Page
      title={t('one', { id: shortId(data.id) })}
      lead={code(data.reason)}
      acts={ends ? <><Button danger onClick={() => end(false)}>{t('cb_lost')}</Button><Button type="primary" onClick={() => end(true)}>{t('cb_won')}</Button></> : rules && <>{!data.taken && <Button onClick={take}>{t('take')}</Button>}<Button type="primary" onClick={() => setRuling(true)}>{t('rule')}</Button></>}
    >
      <div className="wide-left">
        <div className="stack">
          <DisputeTalk of={data} files="/v1/platform/dispute-files" />
          {may('cases:rule') && data.state !== 'closed' && <Card><DisputeAnswer say={say} /></Card>}
        </div>
        <div className="stack">
          <Card><DisputeFacts of={data} order={`/platform/orders?open=${data.order}`} extra={taken} /></Card>
          <DisputeChargeback of={data} pack={may('cases:rule') ? `/v1/platform/disputes/${data.id}/pack` : undefined} />
          <Decisions of={data} />
          <DisputeEvidence of={data} />
        </div>
      </div>
      {ruling && <RulingForm of={data} close={() => setRuling(false)} after={again} />}
    </Page>
  );
}

function Decisions({ of }: { of: DisputeDetails }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  return (
    <Card title={t('decisions')}>
      <div className="stack" style={{ gap: 8 }}>
        {of.decisions.map((one) => (
          <div key={one.moment}>
            <strong>{code(`m_${one.moment}`)}</strong> <span className="soft small">{one.version === 0 ? t('built_in') : t('version', { n: one.version })}</span>
            <div>{one.rule ? <><span className="code">{one.rule}</span> <Money of={one.amount} /></> : t('decided_none')}</div>
            {one.shadow.length > 0 && <div className="soft small">{t('shadow')}: {one.shadow.join(', ')}</div>}
          </div>
        ))}
      </div>
    </Card>
  );
}

interface Values {
  way: 'all' | 'part' | 'nothing' | 'keys';
  amount?: string;
  text: string;
}

function RulingForm({ of, close, after }: { of: DisputeDetails; close: () => void; after: () => Promise<unknown> }) {
  const t = useWords({ ...common, ...disputeWords });
  const [form] = Form.useForm<Values>();
  const way = Form.useWatch('way', form) ?? 'all';
  const { submit, busy, trouble } = useSubmit(form, async (values: Values) => {
    const back = values.way === 'all' ? of.amount.amount : values.way === 'nothing' ? 0 : (minor(values.amount ?? '', of.amount.currency) ?? -1);
    const body = values.way === 'keys' ? { replace: [], text: values.text } : { back, text: values.text };
    await ok(api.POST('/v1/platform/disputes/{id}/rule', { params: { path: { id: of.id } }, body }));
    await after();
    close();
  }, t('ruled_done'));
  return (
    <Modal open title={t('rule_title')} okText={t('rule')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      {/* Named: the page behind it has a field of the same name, to which a label here would lead. */}
      <Form form={form} name="ruling" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ way: 'all' }}>
        {trouble}
        <FormNote>{t('rule_text')}</FormNote>
        <Form.Item name="way" label={t('rule_back')}>
          <Radio.Group options={[{ value: 'all', label: t('rule_all') }, { value: 'part', label: t('rule_part') }, { value: 'keys', label: t('rule_keys') }, { value: 'nothing', label: t('rule_nothing') }]} />
        </Form.Item>
        {way === 'part' && <MoneyField name="amount" label={t('offer_amount')} currency={of.amount.currency} required />}
        <Form.Item name="text" label={t('rule_why')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input.TextArea rows={4} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
