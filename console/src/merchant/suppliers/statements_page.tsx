import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, download, ok, upload } from '../../api/client';
import type { Supplier, SupplierStatement, SupplierStatementCalendar } from '../../api/model';
import { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { useLanguage, useWords } from '../../i18n';
import { Money, useCount, When } from '../../parts/bits';
import { DateField } from '../../parts/date/field';
import { FileDrop } from '../../parts/file';
import { DataList } from '../../parts/list/list';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { amountIn } from './figures';
import { supplyWrite } from './scopes';
import { Differences, refreshed } from './differences';
import { statementWords } from './statement_words';

/** What a supplier says of each day, and in what your books do not agree. */
export default function SupplierStatementsPage() {
  const { id = '' } = useParams();
  const t = useWords(statementWords);
  const write = useMay()(supplyWrite);
  const path = { path: { id } };
  const supplier = useQuery({ queryKey: ['supplier', id], queryFn: () => ok(api.GET('/v1/suppliers/{id}', { params: path })) });
  const calendar = useQuery({ queryKey: ['supplier-calendar', id], queryFn: () => ok(api.GET('/v1/suppliers/{id}/statement-calendar', { params: path })) });
  const back = <Link to={`/suppliers/${id}`}>{t('back')}</Link>;
  const error = supplier.error ?? calendar.error;
  if (error) return <Page title={t('title')} acts={back}><Trouble error={error} again={() => void Promise.all([supplier.refetch(), calendar.refetch()])} /></Page>;
  if (!supplier.data || !calendar.data) return <Page title={t('title')} acts={back}><Skeleton active /></Page>;
  const { fetch, yesterday, is_there } = calendar.data;
  return (
    <Page title={t('one', { name: supplier.data.name })} lead={t('lead')} acts={back}>
      <div className="stack">
        {!is_there && <Alert type="info" showIcon title={t('missing', { day: yesterday })} description={t(fetch ? 'missing_fetch' : 'missing_upload')} />}
        {write && <Bring of={supplier.data} calendar={calendar.data} />}
        <h2 style={{ fontSize: 15 }}>{t('differences')}</h2>
        <Differences supplier={supplier.data} />
        <h2 style={{ fontSize: 15 }}>{t('days')}</h2>
        <Days of={supplier.data} />
      </div>
    </Page>
  );
}

function Days({ of }: { of: Supplier }) {
  const t = useWords({ ...common, ...statementWords });
  const count = useCount();
  const both = (one: SupplierStatement, pair: SupplierStatement['charges']) => (
    <span className="number">
      <Money of={amountIn(one.currency, pair.theirs)} />
      {pair.theirs !== pair.ours && <><br /><span className="soft small">{t('ours')} <Money of={amountIn(one.currency, pair.ours)} /></span></>}
    </span>
  );
  return (
    <DataList<SupplierStatement>
      name="supplier-statements"
      label={t('days')}
      fixed={{ supplier: of.id }}
      load={({ after, limit }) => ok(api.GET('/v1/suppliers/{id}/statements', { params: { path: { id: of.id }, query: { after: after === undefined ? undefined : String(after), limit: Number(limit ?? 30) } } }))}
      rowId={(one) => one.id}
      columns={[
        { key: 'day', title: t('day'), main: true, render: (one) => <span className="number">{one.day}</span> },
        { key: 'standing', title: t('standing'), render: (one) => <Standing of={one} /> },
        { key: 'charges', title: t('charges'), align: 'right', render: (one) => both(one, one.charges) },
        { key: 'refunds', title: t('refunds'), align: 'right', render: (one) => both(one, one.refunds) },
        { key: 'deposits', title: t('deposits'), align: 'right', render: (one) => both(one, one.deposits) },
        { key: 'apart', title: t('apart'), align: 'right', render: (one) => <Money of={amountIn(one.currency, one.difference)} /> },
        { key: 'closing', title: t('closing'), align: 'right', extra: true, render: (one) => (one.closing ? both(one, { count: 0, theirs: one.closing.theirs, ours: one.closing.ours }) : '–') },
        { key: 'lines', title: t('lines'), align: 'right', extra: true, render: (one) => <span className="number">{count(one.lines)}</span> },
        { key: 'revision', title: t('revision'), align: 'right', extra: true, render: (one) => <span className="number">{count(one.revision)}</span> },
        { key: 'source', title: t('source'), render: (one) => t(one.source === 'upload' ? 's_upload' : 's_fetched') },
        { key: 'file', title: t('file'), extra: true, render: (one) => one.name || '–' },
        { key: 'by', title: t('by'), extra: true, render: (one) => one.brought_by },
        { key: 'at', title: t('brought'), extra: true, render: (one) => <When at={one.brought_at} /> },
      ]}
      empty={{ title: t('days_empty'), text: t('days_empty_text') }}
    />
  );
}

/** As a word, because a colour alone says nothing. */
function Standing({ of }: { of: SupplierStatement }) {
  const t = useWords(statementWords);
  if (of.open > 0) return <span className="tag wait">{t('open_n', { n: of.open })}</span>;
  return (
    <span>
      <span className="tag good">{t(of.differences > 0 ? 'settled' : 'clean')}</span>
      {!of.swept && <><br /><span className="soft small">{t('not_swept')}</span></>}
    </span>
  );
}

/** Fetched where the supplier can tell, or uploaded. */
function Bring({ of, calendar }: { of: Supplier; calendar: SupplierStatementCalendar }) {
  const t = useWords(statementWords);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [day, setDay] = useState<string | undefined>(calendar.yesterday);
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState<'fetch' | 'upload'>();
  const [error, setError] = useState<unknown>();
  const bring = async (how: 'fetch' | 'upload', run: () => Promise<SupplierStatement>) => {
    setBusy(how);
    setError(undefined);
    try {
      const kept = await run();
      await refreshed(queries);
      setFile(undefined);
      if (kept.open > 0) message.warning(t('taken_open', { n: kept.open }));
      else message.success(t('taken_clean'));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(undefined);
    }
  };
  const fetchIt = () => bring('fetch', () => ok(api.POST('/v1/suppliers/{id}/statement-fetches', { params: { path: { id: of.id } }, body: { day: day ?? '' } })));
  const send = (chosen: File) => bring('upload', () => {
    const query = new URLSearchParams({ day: day ?? '', name: chosen.name });
    return upload<SupplierStatement>(`/v1/suppliers/${of.id}/statements?${query}`, chosen, { 'Content-Type': 'text/csv' });
  });
  return (
    <Card title={t('bring')} extra={<Button size="small" type="link" onClick={() => void download('/v1/supplier-statement-template').catch(setError)}>{t('template')}</Button>}>
      <div className="stack">
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <DateField aria-label={t('day')} value={day} onChange={setDay} max={calendar.yesterday} />
          {calendar.fetch && <Button type="primary" disabled={!day} loading={busy === 'fetch'} onClick={() => void fetchIt()} data-test="fetch-statement">{t('fetch')}</Button>}
        </div>
        <FileDrop accept=".csv,text/csv" file={file} onFile={setFile} hint={t('file_hint')} />
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <Button type={calendar.fetch ? 'default' : 'primary'} disabled={!day || !file} loading={busy === 'upload'} onClick={() => file && void send(file)} data-test="upload-statement">{t('upload')}</Button>
          <span className="soft small">{t('bring_hint')}</span>
        </div>
        {error !== undefined && <Refused error={error} />}
      </div>
    </Card>
  );
}

/** Each bad line in its own words. */
function Refused({ error }: { error: unknown }) {
  const t = useWords(statementWords);
  const { language } = useLanguage();
  const faults = Problem.from(error).errors as { pointer: string; detail: string; zh?: string }[];
  const lines = faults.filter((fault) => fault.pointer.startsWith('/lines/'));
  return (
    <div className="stack" style={{ gap: 6 }}>
      <Trouble error={error} />
      {lines.length > 0 && (
        <ul className="small" style={{ margin: 0, paddingInlineStart: 20 }}>
          {lines.map((fault) => {
            const [line, column] = fault.pointer.split('/').slice(2);
            return <li key={fault.pointer}>{t('fault_line', { line: line ?? '' })}{column ? ` · ${column}` : ''}: {language === 'zh' && fault.zh ? fault.zh : fault.detail}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
