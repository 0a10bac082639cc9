import { PaperClipOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { upload } from '../api/client';
import type { Dispute, DisputeDetails } from '../api/model';
import type { Amount } from '../api/money';
import { useCodes, useLanguage, useWords } from '../i18n';
import { common } from '../words';
import { Money, shortId, When } from './bits';
import { disputeWords } from './dispute_words';
import { useSubmit } from './form';
import { Card } from './page';
import { size } from './file';
import { Trouble } from './trouble';

const tones: Record<string, string> = { merchant: 'wait', offered: 'info', platform: 'wait', appealed: 'wait', bank: 'wait', ruled: 'info', closed: 'good' };

export function DisputeState({ of }: { of: string }) {
  const code = useCodes(disputeWords);
  return <span className={`tag ${tones[of] ?? ''}`} data-state={of}>{code(`d_${of}`)}</span>;
}

/** What it is about, and how it stands. */
export function DisputeFacts({ of, order, extra }: { of: DisputeDetails | Dispute; order: string; extra?: ReactNode }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  return (
    <dl className="facts">
      <dt>{t('state')}</dt><dd><DisputeState of={of.state} /></dd>
      {of.how && <><dt>{t('how')}</dt><dd>{code(`h_${of.how}`)}</dd></>}
      {of.due_at && <><dt>{t('due')}</dt><dd><When at={of.due_at} /> <span className="soft">(<When at={of.due_at} ago />)</span></dd></>}
      <dt>{t('reason')}</dt><dd>{code(of.reason)}</dd>
      <dt>{t('order')}</dt><dd><Link className="code" to={order}>{shortId(of.order)}</Link></dd>
      <dt>{t('amount')}</dt><dd><Money of={of.amount} /></dd>
      {of.wanted && <><dt>{t('wanted')}</dt><dd><Money of={of.wanted} /></dd></>}
      {of.remedy === 'replace' && <><dt>{t('wanted')}</dt><dd>{t('remedy_replace')}</dd></>}
      {of.offer && <><dt>{t('offer')}</dt><dd><Given money={of.offer.amount} keys={of.offer.replaces.length} /></dd></>}
      {of.ruled && <><dt>{t('ruled')}</dt><dd><Given money={of.ruled} keys={of.ruled_replaces.length} /></dd></>}
      {of.replaced > 0 && <><dt>{t('replaced')}</dt><dd data-test="dispute-replaced">{t('keys', { n: of.replaced })}</dd></>}
      {of.state === 'closed'
        ? <><dt>{t('refunded')}</dt><dd data-test="dispute-refunded"><Money of={of.refunded} /></dd></>
        : <><dt>{t('money')}</dt><dd>{of.frozen ? t('held') : t('not_held')}</dd></>}
      {extra}
    </dl>
  );
}

/** Money, or other keys and what goes back where none is left. */
function Given({ money, keys }: { money: Amount; keys: number }) {
  const t = useWords(disputeWords);
  if (keys === 0) return <Money of={money} />;
  return <>{t('keys', { n: keys })} <span className="soft small">({t('otherwise')} <Money of={money} />)</span></>;
}

/** A rule's name stands in both languages, with a line between them. */
const ofRule = (text: string, language: 'zh' | 'en') => text.split(' / ')[language === 'zh' ? 0 : 1] ?? text;

/** What was said and done, the oldest first, with what was shown. */
export function DisputeTalk({ of, files }: { of: DisputeDetails; files: string }) {
  const t = useWords(disputeWords);
  const { language } = useLanguage();
  const code = useCodes(disputeWords);
  return (
    <Card title={t('talk')}>
      <ol className="stack" style={{ listStyle: 'none', gap: 12 }}>
        {of.entries.map((entry) => {
          const file = of.files.find((one) => one.id === entry.file);
          return (
            <li key={entry.number} data-kind={entry.kind}>
              <div className="row between">
                <span><strong>{code(`side_${entry.side}`)}</strong> {code(`e_${entry.kind}`)} {entry.replaces > 0 ? t('keys', { n: entry.replaces }) : entry.amount && entry.kind !== 'opened' && <Money of={entry.amount} />}</span>
                <span className="soft small"><When at={entry.at} /></span>
              </div>
              {entry.who && entry.side !== 'system' && <div className="soft small">{entry.who}</div>}
              {entry.text && entry.kind !== 'file' && <p className="pre">{entry.side === 'system' ? ofRule(entry.text, language) : entry.text}</p>}
              {file && (
                <a href={`${files}/${file.id}`} download={file.name}>
                  {file.content_type.startsWith('image/') ? <img src={`${files}/${file.id}`} alt={file.name} loading="lazy" width={240} style={{ maxWidth: '100%', height: 'auto' }} /> : <><PaperClipOutlined /> {file.name}</>}
                  <span className="soft small"> {size(file.bytes)}</span>
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

/** What the buyer's bank took back, where it did. */
export function DisputeChargeback({ of, pack }: { of: DisputeDetails; pack?: string }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const told = of.chargeback;
  if (!told) return null;
  return (
    <Card title={t('chargeback')}>
      <dl className="facts" data-test="chargeback">
        <dt>{t('amount')}</dt><dd><Money of={told.amount} /></dd>
        <dt>{t('cb_money')}</dt><dd>{code(`cb_${told.state}`)}</dd>
        <dt>{t('cb_reference')}</dt><dd className="code">{told.channel} {told.reference}</dd>
        <dt>{t('cb_reason')}</dt><dd>{told.by_hand ? t('cb_by_hand') : told.reason}</dd>
        {told.cost.amount > 0 && <><dt>{t('cb_cost')}</dt><dd><Money of={told.cost} /></dd></>}
      </dl>
      {pack && (
        <>
          <p className="soft small">{t('cb_pack_text')}</p>
          <span className="row">
            <a href={pack} download={`evidence-${of.id}.json`} data-test="pack">{t('cb_pack')}</a>
            <a href={`${pack}?format=pdf`} download={`evidence-${of.id}.pdf`}>{t('cb_pack_pdf')}</a>
          </span>
        </>
      )}
    </Card>
  );
}

/** Says something to the others, and shows a picture. */
export function DisputeAnswer({ say, file }: { say: (text: string) => Promise<unknown>; file?: string }) {
  const t = useWords({ ...common, ...disputeWords });
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ text: string }>();
  const [error, setError] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const chosen = useRef<HTMLInputElement>(null);
  const { submit, busy, trouble } = useSubmit(form, async (values: { text: string }) => {
    await say(values.text);
    form.resetFields();
  });
  const show = async (path: string, picked: File) => {
    setSending(true);
    setError(undefined);
    try {
      const body = new FormData();
      body.append('file', picked, picked.name);
      await upload(path, body);
      message.success(t('uploaded'));
      await queries.invalidateQueries();
    } catch (fault) {
      setError(fault);
    } finally {
      setSending(false);
      if (chosen.current) chosen.current.value = '';
    }
  };
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {trouble}
      {error !== undefined && <Trouble error={error} />}
      <Form.Item name="text" label={t('say_label')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      <span className="row">
        <Button htmlType="submit" loading={busy}>{t('say')}</Button>
        {file && (
          <>
            <input ref={chosen} type="file" style={{ display: 'none' }} accept="image/png,image/jpeg,image/webp,video/mp4,video/webm,audio/mpeg,audio/ogg" aria-label={t('upload')} data-test="dispute-file"
              onChange={(event) => { const picked = event.target.files?.[0]; if (picked) void show(file, picked); }} />
            <Button icon={<UploadOutlined />} loading={sending} onClick={() => chosen.current?.click()}>{t('upload')}</Button>
          </>
        )}
      </span>
    </Form>
  );
}
