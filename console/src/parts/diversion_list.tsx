import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useLive } from '../api/live';
import type { DiversionCase, DiversionChain, DiversionFindings } from '../api/model';
import { useCodes, useSay, useWords } from '../i18n';
import { common } from '../words';
import { shortId, useCount, When } from './bits';
import { doors, type Side } from './diversion_doors';
import { Way, Whereabouts } from './diversion_way';
import { diversionWords } from './diversion_words';
import { FormNote, useSubmit } from './form';
import { DataList } from './list/list';
import { Card, Page } from './page';

/** Look a key up, and the cases that were kept. */
export function Diversions({ side }: { side: Side }) {
  const t = useWords(diversionWords);
  const [found, setFound] = useState<DiversionFindings>();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="stack">
        <LookUp side={side} found={setFound} />
        {found && <Found of={found} side={side} />}
        <Partners side={side} />
        <Cases side={side} />
      </div>
    </Page>
  );
}

/** What is pasted is gone from the page once it was sent, whatever came of it. */
function LookUp({ side, found }: { side: Side; found: (of: DiversionFindings | undefined) => void }) {
  const t = useWords({ ...common, ...diversionWords });
  const [form] = Form.useForm<{ keys: string }>();
  const [shown, setShown] = useState(false);
  const { submit, busy, trouble } = useSubmit(form, async ({ keys }: { keys: string }) => {
    form.setFieldValue('keys', '');
    found(undefined);
    found(await doors[side].trace(keys));
  });
  return (
    <Card title={t('find')}>
      <Form form={form} name="look-up" layout="vertical" onFinish={submit} requiredMark={false} autoComplete="off">
        {trouble}
        <Form.Item name="keys" label={t('keys')} extra={t('keys_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input.TextArea className={shown ? 'code' : 'code masked'} autoSize={{ minRows: 3, maxRows: 10 }} spellCheck={false} autoComplete="off" autoCorrect="off" autoCapitalize="off" data-test="found-keys" />
        </Form.Item>
        <div className="stack">
          <Checkbox checked={shown} onChange={(event) => setShown(event.target.checked)}>{t('show')}</Checkbox>
          <div><Button type="primary" htmlType="submit" loading={busy} data-test="look-up">{t('look_up')}</Button></div>
        </div>
      </Form>
    </Card>
  );
}

export function Found({ of, side }: { of: DiversionFindings; side: Side }) {
  const t = useWords(diversionWords);
  const count = useCount();
  const known = of.lines - of.unknown.length;
  return (
    <div className="stack" role="status" data-test="findings">
      <Alert
        type={known > 0 ? 'info' : 'warning'}
        showIcon
        title={t('result', { n: count(of.lines), known: count(known) })}
        description={of.unknown.length > 0 ? <span>{t('unknown', { lines: some(of.unknown) })} {t('unknown_hint')}</span> : undefined}
      />
      {of.findings.map(({ line, chain }) => <Finding key={`${line} ${chain.sku} ${chain.number}`} line={line} chain={chain} side={side} />)}
    </div>
  );
}

const few = 20;

/** So many numbers as a person reads. */
function some(lines: number[]): string {
  return lines.slice(0, few).join(', ') + (lines.length > few ? ' …' : '');
}

function Finding({ line, chain, side }: { line: number; chain: DiversionChain; side: Side }) {
  const t = useWords(diversionWords);
  const say = useSay();
  const [opening, setOpening] = useState(false);
  const [opened, setOpened] = useState<string>();
  const known = chain.open_case ?? opened;
  return (
    <Card
      title={<>{t('line', { n: line })} · {say(chain.product)} {say(chain.sku_name)}</>}
      extra={<Whereabouts of={chain.state} />}
    >
      <div className="stack">
        {side === 'operator' && <div>{t('merchant')}: {say(chain.merchant.name)}</div>}
        <Way of={chain} side={side} />
        <div>
          {known
            ? <Link to={doors[side].caseAt(known)}><Button>{t('go_to_case')}</Button></Link>
            : <Button type="primary" onClick={() => setOpening(true)} data-test="open-case">{t('open_case')}</Button>}
        </div>
      </div>
      {opening && <CaseForm chain={chain} side={side} close={() => setOpening(false)} done={(one) => setOpened(one.id)} />}
    </Card>
  );
}

interface Values {
  place: string;
  url?: string;
  found_at?: string;
  note?: string;
}

function CaseForm({ chain, side, close, done }: { chain: DiversionChain; side: Side; close: () => void; done: (one: DiversionCase) => void }) {
  const t = useWords({ ...common, ...diversionWords });
  const [form] = Form.useForm<Values>();
  const queries = useQueryClient();
  const { submit, busy, trouble } = useSubmit(form, async (values: Values) => {
    const one = await doors[side].open({
      merchant: chain.merchant.id,
      sku: chain.sku,
      number: chain.number,
      place: values.place.trim(),
      url: values.url?.trim() ?? '',
      found_at: values.found_at ? new Date(values.found_at).toISOString() : undefined,
      note: values.note?.trim() ?? '',
    });
    await refresh(queries);
    done(one);
    close();
  }, t('saved'));
  return (
    <Modal open title={t('open_case')} okText={t('open_case')} cancelText={t('cancel')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="case" layout="vertical" onFinish={submit} requiredMark={false}>
        {trouble}
        <FormNote>{t('open_case_text')}</FormNote>
        <Form.Item name="place" label={t('place')} extra={t('place_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="url" label={`${t('url')} (${t('optional')})`} rules={[{ pattern: /^\s*(https?:\/\/.*)?$/, message: t('url_bad') }]}><Input maxLength={500} inputMode="url" /></Form.Item>
        <Form.Item name="found_at" label={`${t('found_at')} (${t('optional')})`}><Input type="datetime-local" /></Form.Item>
        <Form.Item name="note" label={`${t('note')} (${t('optional')})`} extra={t('note_hint')}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
      </Form>
    </Modal>
  );
}

export const refresh = (queries: ReturnType<typeof useQueryClient>) =>
  Promise.all(['diversions', 'diversion', 'diversion-partners', 'alarms'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

/** Whose units turned up, those with the most cases first. */
function Partners({ side }: { side: Side }) {
  const t = useWords(diversionWords);
  const count = useCount();
  const [search, setSearch] = useSearchParams();
  const { data } = useQuery({ queryKey: ['diversion-partners', side], queryFn: () => doors[side].partners() });
  if (!data?.items.length) return null;
  const only = search.get('partner');
  const choose = (id?: string) => setSearch((old) => {
    const next = new URLSearchParams(old);
    if (id) next.set('partner', id);
    else next.delete('partner');
    return next;
  }, { replace: true });
  return (
    <Card title={t('partners')} extra={only ? <Button size="small" onClick={() => choose()}>{t('everybody')}</Button> : undefined} flush>
      <div className="sheet" role="region" aria-label={t('partners')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('partner')}</th>
              <th scope="col" className="right">{t('p_cases')}</th>
              <th scope="col" className="right">{t('p_open')}</th>
              <th scope="col" className="right">{t('p_warned')}</th>
              <th scope="col" className="right">{t('p_stopped')}</th>
              <th scope="col">{t('p_last')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <tr key={one.partner.id} className={only === one.partner.id ? 'chosen' : undefined}>
                <td><Button type="link" size="small" title={t('only_theirs')} onClick={() => choose(one.partner.id)}>{one.partner.name || shortId(one.partner.id)}</Button></td>
                <td className="right number">{count(one.cases)}</td>
                <td className="right number">{count(one.open)}</td>
                <td className="right number">{count(one.warned)}</td>
                <td className="right number">{count(one.stopped)}</td>
                <td><When at={one.last_at} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Cases({ side }: { side: Side }) {
  const t = useWords(diversionWords);
  const code = useCodes(diversionWords);
  const say = useSay();
  const go = useNavigate();
  const { fresh } = useLive();
  const [search] = useSearchParams();
  const partner = search.get('partner') ?? undefined;
  return (
    <DataList<DiversionCase>
      name="diversions"
      label={t('cases')}
      load={(query) => doors[side].list(query)}
      fixed={{ partner }}
      rowId={(one) => one.id}
      fresh={fresh}
      onOpen={(one) => void go(doors[side].caseAt(one.id))}
      filters={[{ key: 'state', label: t('state'), kind: 'choice', options: ['open', 'closed'].map((value) => ({ value, label: code(`s_${value}`) })) }]}
      columns={[
        { key: 'place', title: t('place'), main: true, render: (one) => one.place },
        { key: 'state', title: t('state'), render: (one) => <CaseState of={one} /> },
        ...(side === 'operator' ? [{ key: 'merchant', title: t('merchant'), render: (one: DiversionCase) => say(one.merchant.name) }] : []),
        { key: 'goods', title: t('goods'), render: (one) => `${say(one.product)} ${say(one.sku_name)}`.trim() || shortId(one.sku) },
        { key: 'partner', title: t('partner'), render: (one) => (one.partner ? one.partner.name || shortId(one.partner.id) : '–') },
        { key: 'at', title: t('opened'), render: (one) => <When at={one.opened_at} /> },
      ]}
      empty={{ title: t('empty'), text: t('empty_text') }}
    />
  );
}

/** Whether it is open, or how it ended. */
export function CaseState({ of }: { of: DiversionCase }) {
  const code = useCodes(diversionWords);
  return <span className={of.state === 'open' ? 'tag wait' : 'tag'} data-state={of.state}>{code(of.outcome ?? `s_${of.state}`)}</span>;
}
