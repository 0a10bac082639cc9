import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { FulfilmentDetails, SupplierClaim } from '../../api/model';
import { decimal, minor } from '../../api/money';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { Money, When } from '../../parts/bits';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { amountIn } from '../suppliers/figures';
import { supplyWrite } from '../suppliers/scopes';
import { fulfilmentWords } from './words';

const tones: Record<string, string> = { open: 'wait', by_hand: 'wait', settled: 'good', refused: 'bad' };

/** Keys of this order that do not work, claimed back from whom they were bought from. */
export function Claims({ of }: { of: FulfilmentDetails }) {
  const t = useWords(fulfilmentWords);
  const code = useCodes(fulfilmentWords);
  const write = useMay()(supplyWrite);
  const [opening, setOpening] = useState(false);
  const [ending, setEnding] = useState<SupplierClaim>();
  const { data, error } = useQuery({ queryKey: ['claims', of.order], queryFn: () => ok(api.GET('/v1/supplier-claims', { params: { query: { order: of.order } } })) });
  if (of.wanted !== 'keys' || of.state !== 'credited') return null;
  return (
    <Card title={t('claims')} extra={write && <Button size="small" onClick={() => setOpening(true)} data-test="claim">{t('claim')}</Button>}>
      {error && <Trouble error={error} />}
      {data?.items.length === 0 && <p className="soft small">{t('claims_none')}</p>}
      {data && data.items.length > 0 && <ul className="plain-rows" style={{ marginTop: 0 }}>{data.items.map((claim) => (
        <li key={claim.id}><div className="stack" style={{ gap: 4 }} data-test="claim-line">
          <span><span className={`tag ${tones[claim.state] ?? ''}`}>{code(`c_${claim.state}`, claim.state)}</span> {claim.supplier_name} · {t('claim_keys', { n: String(claim.keys) })}</span>
          <span className="soft small">{claim.reason} · <When at={claim.opened_at} /></span>
          {claim.paid_back > 0 && <span className="small">{t('claim_back')} <Money of={amountIn(claim.currency, claim.paid_back)} /></span>}
          {claim.said && <span className="small">{t('said', { text: claim.said })}</span>}
          {write && !claim.ended_at && <div><Button size="small" onClick={() => setEnding(claim)}>{t('claim_end')}</Button></div>}
        </div></li>
      ))}</ul>}
      {opening && <Open order={of.order} close={() => setOpening(false)} />}
      {ending && <End claim={ending} close={() => setEnding(undefined)} />}
    </Card>
  );
}

function Open({ order, close }: { order: string; close: () => void }) {
  const t = useWords({ ...common, ...fulfilmentWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const { submit, busy, trouble } = useSubmit<{ reason: string }>(form, async ({ reason }) => {
    await ok(api.POST('/v1/supplier-claims', { body: { order, units: [], reason: reason.trim() } }));
    await queries.invalidateQueries({ queryKey: ['claims'] });
    close();
  }, t('claim_sent'));
  return (
    <Modal open title={t('claim')} okText={t('claim')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="claim" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ reason: '' }}>
        {trouble}
        <FormNote>{t('claim_text')}</FormNote>
        <Form.Item name="reason" label={t('claim_reason')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>
      </Form>
    </Modal>
  );
}

interface Ended {
  how: 'settled' | 'refused';
  paid_back?: string;
  reason: string;
}

function End({ claim, close }: { claim: SupplierClaim; close: () => void }) {
  const t = useWords({ ...common, ...fulfilmentWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Ended>();
  const how = Form.useWatch('how', form);
  const { submit, busy, trouble } = useSubmit<Ended>(form, async (values) => {
    const back = values.how === 'settled' ? minor(values.paid_back ?? '', claim.currency) ?? 0 : null;
    await ok(api.POST('/v1/supplier-claims/end', { body: { claim: claim.id, paid_back: back, reason: values.reason.trim() } }));
    await Promise.all(['claims', 'suppliers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('decided'));
  return (
    <Modal open title={t('claim_end')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="claim-end" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ how: 'settled', paid_back: decimal(amountIn(claim.currency, 0)), reason: '' }}>
        {trouble}
        <Form.Item name="how" rules={[{ required: true, message: t('required') }]}>
          <Radio.Group aria-label={t('claim_end')} options={[{ value: 'settled', label: t('c_settled') }, { value: 'refused', label: t('c_refused') }]} />
        </Form.Item>
        {how === 'settled' && <MoneyField name="paid_back" label={t('claim_back')} currency={claim.currency} extra={t('claim_back_hint')} />}
        <Form.Item name="reason" label={t('decide_reason')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>
      </Form>
    </Modal>
  );
}
