import { CopyOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal, Radio, Skeleton, Timeline } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { FulfilmentDetails, SupplyAttempt } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money, useCopy, useCount, When } from '../../parts/bits';
import { Empty } from '../../parts/empty';
import { FormNote, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { amountIn } from '../suppliers/figures';
import { supplyWrite } from '../suppliers/scopes';
import { Deadline, FulfilmentState, Takes, useNow } from './parts';
import { Claims } from './claims';
import { fulfilmentWords } from './words';

/** How one order is credited, with everybody who was asked. */
export default function FulfilmentPage() {
  const { id = '' } = useParams();
  const t = useWords({ ...common, ...fulfilmentWords });
  const say = useSay();
  const { data, isError, error, isFetching, refetch } = useQuery({
    queryKey: ['fulfilment', id],
    queryFn: () => ok(api.GET('/v1/fulfilments/{order}', { params: { path: { order: id } } })),
    // Each look opens the buyer's account and is written down: nobody looks without meaning to.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const write = useMay()(supplyWrite);
  const [deciding, setDeciding] = useState(false);
  if (isError && !data) return <Page title={t('one')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('one')}><Skeleton active /></Page>;
  const late = data.state === 'given_back' && data.attempts.some((attempt) => attempt.state === 'credited');
  const waits = data.attempts.some((attempt) => attempt.state === 'sent' || attempt.state === 'accepted');
  return (
    <Page
      title={say(data.sku_name)}
      lead={<FulfilmentState of={data.state} />}
      acts={<>{waits && write && <Button onClick={() => setDeciding(true)} data-test="decide">{t('decide')}</Button>}<Button onClick={() => void refetch()} loading={isFetching}>{t('refresh')}</Button><Link to={`/orders?open=${data.order}`}><Button>{t('to_order')}</Button></Link></>}
    >
      <div className="stack">
        {late && <Alert type="warning" showIcon title={t('late')} description={t('late_text')} />}
        <div className="wide-left">
          <section className="stack" aria-label={t('attempts')}>
            <h2 style={{ fontSize: 15 }}>{t('attempts')}</h2>
            {data.attempts.length === 0 && (
              <div className="card"><Empty title={t('attempts_none')} text={data.state === 'open' ? t('attempts_none_text') : undefined}><Link to={`/products/skus/${data.sku}`}>{t('to_routes')}</Link></Empty></div>
            )}
            {data.attempts.map((attempt) => <Attempt key={attempt.seq} of={attempt} />)}
          </section>
          <div className="stack">
            <Facts of={data} />
            <Account of={data} />
            <Claims of={data} />
          </div>
        </div>
      </div>
      {deciding && <Decide order={data.order} keys={data.wanted === 'keys' ? data.quantity : 0} close={() => setDeciding(false)} />}
    </Page>
  );
}

interface Said {
  says: 'credited' | 'delivered' | 'failed';
  keys?: string;
  reason: string;
}

/** One key a line; empty ones are none. */
const lines = (text?: string) => (text ?? '').split('\n').map((line) => line.trim()).filter(Boolean);

/** What a person has found out from the supplier, where it does not tell. */
function Decide({ order, keys, close }: { order: string; keys: number; close: () => void }) {
  const t = useWords({ ...common, ...fulfilmentWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Said>();
  const says = Form.useWatch('says', form);
  const { submit, busy, trouble } = useSubmit<Said>(form, async (values) => {
    await ok(api.POST('/v1/fulfilments/{order}/decide', { params: { path: { order } }, body: { says: values.says, reason: values.reason.trim(), ...(values.says === 'delivered' ? { keys: lines(values.keys) } : {}) } }));
    await Promise.all(['fulfilment', 'fulfilments', 'orders'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('decided'));
  return (
    <Modal open title={t('decide')} okText={t('decide')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="decide" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ reason: '' }}>
        {trouble}
        <FormNote>{t('decide_text')}</FormNote>
        <Form.Item name="says" rules={[{ required: true, message: t('required') }]}>
          <Radio.Group options={[...(keys ? [{ value: 'delivered', label: t('decide_delivered') }, { value: 'credited', label: t('decide_shelf') }] : [{ value: 'credited', label: t('decide_credited') }]), { value: 'failed', label: t('decide_failed') }]} />
        </Form.Item>
        {says === 'delivered' && (
          <Form.Item name="keys" label={t('decide_keys', { n: String(keys) })} extra={t('decide_keys_hint')} rules={[{ validator: (_, text) => (lines(text as string | undefined).length === keys ? Promise.resolve() : Promise.reject(new Error(t('decide_keys_count', { n: String(keys) })))) }]}>
            <Input.TextArea rows={Math.min(10, keys + 1)} className="code" autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t('decide_reason')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>
      </Form>
    </Modal>
  );
}

function Facts({ of }: { of: FulfilmentDetails }) {
  const t = useWords(fulfilmentWords);
  const count = useCount();
  const now = useNow(1_000);
  return (
    <Card>
      <dl className="facts">
        <dt>{t('quantity')}</dt><dd className="number">{count(of.quantity)}</dd>
        <dt>{t('placed')}</dt><dd><When at={of.created_at} /></dd>
        {of.ended_at && <><dt>{t('ended')}</dt><dd><When at={of.ended_at} /></dd></>}
        <dt>{t('waits')}</dt><dd><Takes of={of} now={now} /></dd>
        {of.state === 'open' && of.deadline && <><dt>{t('deadline_at')}</dt><dd><When at={of.deadline} /><Deadline of={of} now={now} /></dd></>}
        <dt>{t('supplier')}</dt><dd>{of.supplier ? <Link className="link" to={`/suppliers/${of.supplier}`}>{of.supplier_name}</Link> : <span className="soft">{t('supplier_none')}</span>}</dd>
      </dl>
    </Card>
  );
}

/** What may be shown of it, and the rest once somebody asks. */
function Account({ of }: { of: FulfilmentDetails }) {
  const t = useWords(fulfilmentWords);
  const say = useSay();
  const [shown, setShown] = useState(false);
  const fields = of.account_fields ?? [];
  // Most keys are bought for nobody's account.
  if (of.wanted === 'keys' && !of.account && fields.length === 0) return null;
  return (
    <Card title={t('account')} extra={<Button size="small" aria-expanded={shown} onClick={() => setShown(!shown)} data-test="show-account">{t(shown ? 'account_hide' : 'account_show')}</Button>}>
      {!shown && <span className="code">{of.account}</span>}
      {shown && fields.length === 0 && <p className="soft">{t('account_none')}</p>}
      {shown && fields.length > 0 && (
        <dl className="facts">
          {fields.map((field) => (
            <div key={field.name} style={{ display: 'contents' }}>
              <dt>{say(field.label) || field.name}</dt>
              <dd><Copied text={field.value} label={say(field.label) || field.name} /></dd>
            </div>
          ))}
        </dl>
      )}
      <p className="soft small" style={{ marginTop: 8 }}>{t('account_hint')}</p>
    </Card>
  );
}

/** Something that people carry over to somebody else's pages. */
function Copied({ text, label }: { text: string; label: string }) {
  const t = useWords(common);
  const copy = useCopy();
  return (
    <span>
      <span className="code">{text}</span>
      <Button type="text" size="small" icon={<CopyOutlined />} aria-label={`${t('copy')} ${label}`} onClick={() => void copy(text)} />
    </span>
  );
}

const attemptTones: Record<string, string> = { sent: 'wait', accepted: 'info', credited: 'good', failed: 'bad' };
const colours: Record<string, string> = { sent: 'orange', accepted: 'blue', credited: 'green', failed: 'red' };

function Attempt({ of }: { of: SupplyAttempt }) {
  const t = useWords(fulfilmentWords);
  const code = useCodes(fulfilmentWords);
  const word = code(`a_${of.state}`, of.state);
  return (
    <Card title={<Link className="link" to={`/suppliers/${of.supplier}`}>{of.supplier_name}</Link>} extra={<span className={`tag ${attemptTones[of.state] ?? ''}`} data-state={of.state}>{word}</span>}>
      <div className="stack">
        <Timeline
          items={[
            { color: 'gray', content: <Step text={t('asked_it')} at={of.sent_at} /> },
            { color: colours[of.state] ?? 'gray', content: <Outcome of={of} word={word} /> },
          ]}
        />
        <dl className="facts">
          <dt>{t('order_no')}</dt><dd><Copied text={of.order_no} label={t('order_no')} /></dd>
          {of.reference && <><dt>{t('reference')}</dt><dd><Copied text={of.reference} label={t('reference')} /></dd></>}
          <dt>{t('product')}</dt><dd className="code">{of.product}</dd>
          <dt>{t('cost')}</dt><dd><Money of={amountIn(of.currency, of.cost)} /></dd>
        </dl>
      </div>
    </Card>
  );
}

function Step({ text, at }: { text: string; at?: string | null }) {
  return (
    <div>
      <div>{text}</div>
      {at && <div className="soft small"><When at={at} /></div>}
    </div>
  );
}

/** How it stands or ended: why not, and in the supplier's words. */
function Outcome({ of, word }: { of: SupplyAttempt; word: string }) {
  const t = useWords(fulfilmentWords);
  const code = useCodes(fulfilmentWords);
  return (
    <div>
      <Step text={of.why ? `${word} · ${code(`w_${of.why}`, of.why)}` : word} at={of.ended_at} />
      {of.said && <div className="small pre">{t('said', { text: of.said })}</div>}
      {of.asked > 0 && <div className="soft small">{t('asked_n', { n: of.asked })}</div>}
    </div>
  );
}
