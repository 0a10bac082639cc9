import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { DiversionCase, DiversionDetails } from '../api/model';
import { useCodes, useSay, useWords } from '../i18n';
import { common } from '../words';
import { shortId, When } from './bits';
import { doors, type Ending, type Side } from './diversion_doors';
import { CaseState, refresh } from './diversion_list';
import { Way, Whereabouts } from './diversion_way';
import { diversionWords } from './diversion_words';
import { useSubmit } from './form';
import { Card, Page } from './page';
import { Trouble } from './trouble';

const outcomes = ['partner_warned', 'partner_stopped', 'not_ours', 'unfounded'];

/** One case, with the way of its unit. */
export function Diversion({ side }: { side: Side }) {
  const { id = '' } = useParams();
  const t = useWords(diversionWords);
  const [closing, setClosing] = useState(false);
  const { data, isError, error, refetch } = useQuery({ queryKey: ['diversion', side, id], queryFn: () => doors[side].show(id) });
  if (isError) return <Page title={t('title')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('title')}><Skeleton active /></Page>;
  const { case: one, chain } = data;
  return (
    <Page
      title={t('case', { id: shortId(one.id) })}
      lead={<CaseState of={one} />}
      acts={one.state === 'open' && <Button type="primary" onClick={() => setClosing(true)} data-test="close-case">{t('close')}</Button>}
      narrow
    >
      <div className="stack">
        <Card><Facts of={one} side={side} fired={data.fired} /></Card>
        {chain && (
          <Card extra={<Whereabouts of={chain.state} />} title={t('title')}>
            <Way of={chain} side={side} found={<Where of={one} />} />
          </Card>
        )}
      </div>
      {closing && <CloseForm id={one.id} side={side} close={() => setClosing(false)} />}
    </Page>
  );
}

function Facts({ of, side, fired }: { of: DiversionCase; side: Side; fired: DiversionDetails['fired'] }) {
  const t = useWords(diversionWords);
  const code = useCodes(diversionWords);
  const say = useSay();
  const by = (who: string) => (who === 'platform' ? t('platform') : who);
  return (
    <dl className="facts">
      {side === 'operator' && <><dt>{t('merchant')}</dt><dd>{say(of.merchant.name)}</dd></>}
      <dt>{t('goods')}</dt><dd>{say(of.product)} {say(of.sku_name)} · {t('unit', { n: of.number })}</dd>
      {of.note && <><dt>{t('note')}</dt><dd className="pre">{of.note}</dd></>}
      <dt>{t('opened')}</dt><dd><When at={of.opened_at} /> · {by(of.opened_by)}</dd>
      {fired && (
        <>
          <dt>{t('fired')}</dt>
          <dd data-test="fired">{code(`fired_${fired.did}`)} · <When at={fired.at} />{side === 'merchant' && of.partner && <> · <Link className="link" to={`/partners/${of.partner.id}`}>{t('to_partner')}</Link></>}</dd>
        </>
      )}
      {of.outcome && (
        <>
          <dt>{t('outcome')}</dt><dd>{code(of.outcome)}</dd>
          <dt>{t('sentence')}</dt><dd className="pre">{of.sentence}</dd>
          <dt>{t('closed')}</dt><dd><When at={of.closed_at} />{of.closed_by ? ` · ${by(of.closed_by)}` : ''}</dd>
        </>
      )}
    </dl>
  );
}

/** The address as it was written down: a page of strangers, so it is opened without telling them from where. */
function Where({ of }: { of: DiversionCase }) {
  return (
    <>
      <div>{of.place}</div>
      {of.url && <div className="small"><a href={of.url} target="_blank" rel="noopener noreferrer nofollow">{of.url}</a></div>}
      {of.found_at && <div className="soft small"><When at={of.found_at} /></div>}
    </>
  );
}

function CloseForm({ id, side, close }: { id: string; side: Side; close: () => void }) {
  const t = useWords({ ...common, ...diversionWords });
  const code = useCodes(diversionWords);
  const [form] = Form.useForm<Ending>();
  const queries = useQueryClient();
  const { submit, busy, trouble } = useSubmit(form, async (values: Ending) => {
    await doors[side].close(id, { outcome: values.outcome, sentence: values.sentence.trim() });
    await refresh(queries);
    close();
  }, t('saved'));
  return (
    <Modal open title={t('close')} okText={t('close')} cancelText={t('cancel')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="ending" layout="vertical" onFinish={submit} requiredMark={false}>
        {trouble}
        <Form.Item name="outcome" label={t('outcome')} rules={[{ required: true, message: t('required') }]}>
          <Radio.Group style={{ display: 'grid', gap: 6 }} options={outcomes.map((value) => ({ value, label: code(value) }))} />
        </Form.Item>
        <Form.Item name="sentence" label={t('sentence')} extra={t('sentence_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
