import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api, ok, quietly } from '../../api/client';
import type { ChannelStatement } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { useCount, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { useChannelNames } from '../channels/names';
import { statementWords } from './words';

/** What the channels say of their days. */
export default function StatementsPage() {
  const t = useWords({ ...common, ...statementWords });
  const code = useCodes(statementWords);
  const may = useMay();
  const go = useNavigate();
  const count = useCount();
  const { nameOf, codes } = useChannelNames();
  const bring = may('statements:write') && <Link to="/platform/statements/new"><Button type="primary" data-test="bring-statement">{t('bring')}</Button></Link>;
  return (
    <Page title={t('title')} lead={t('lead')} acts={bring}>
      <Missing />
      <DataList<ChannelStatement>
        name="statements"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/platform/statements', { params: { query } }))}
        rowId={(one) => one.id}
        onOpen={(one) => void go(`/platform/statements/${one.id}`)}
        filters={[{ key: 'channel', label: t('channel'), kind: 'choice', options: codes.map((value) => ({ value, label: nameOf(value) })) }]}
        columns={[
          { key: 'channel', title: t('channel'), main: true, render: (one) => nameOf(one.channel) },
          { key: 'days', title: t('days'), render: (one) => <Days of={one} /> },
          { key: 'lines', title: t('lines'), align: 'right', render: (one) => <span className="number">{count(one.lines)}</span> },
          { key: 'open', title: t('differences'), render: (one) => <Standing of={one} /> },
          { key: 'bad', title: t('bad_lines'), extra: true, render: (one) => <span className="number">{count(one.bad_lines)}</span> },
          { key: 'source', title: t('source'), render: (one) => code(one.source) },
          { key: 'file', title: t('file'), extra: true, render: (one) => one.name || '–' },
          { key: 'by', title: t('by'), extra: true, render: (one) => one.created_by },
          { key: 'at', title: t('created'), render: (one) => <When at={one.created_at} /> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text'), action: bring }}
      />
    </Page>
  );
}

export function Days({ of }: { of: { from: string; to: string } }) {
  return <span className="number">{of.from === of.to ? of.from : `${of.from} – ${of.to}`}</span>;
}

/** As a word, because a colour alone says nothing. */
export function Standing({ of }: { of: ChannelStatement }) {
  const t = useWords(statementWords);
  if (of.state !== 'read') return <span className="tag info">{t('reading')}</span>;
  return of.open > 0 ? <span className="tag wait">{t('open_n', { n: of.open })}</span> : <span className="tag good">{t('clean')}</span>;
}

/** Channels that took money yesterday, and have no statement of it. */
function Missing() {
  const t = useWords(statementWords);
  const say = useSay();
  const { data } = useQuery({ queryKey: ['statement-channels'], queryFn: () => ok(api.GET('/v1/platform/statement-channels', quietly)), retry: false });
  const missing = data?.items.filter((one) => one.missing) ?? [];
  const first = missing[0];
  if (!first) return null;
  const names = missing.map((one) => say(one.name) || one.code).join(' · ');
  return <Alert type="warning" showIcon title={t('missing_title')} description={t('missing_text', { names, day: first.yesterday })} style={{ marginBottom: 16 }} />;
}
