import { useQuery } from '@tanstack/react-query';
import { Alert, Input, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { useSay, useWords } from '../../i18n';
import { useCount, useTime, When, Yes } from '../../parts/bits';
import { size } from '../../parts/file';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { houseWords } from '../house_words';
import { systemWords } from './words';

export default function SystemPage() {
  const t = useWords(houseWords);
  return (
    <Page title={t('system')} lead={t('system_lead')}>
      <div className="stack">
        <Health />
        <Settings />
      </div>
    </Page>
  );
}

function Health() {
  const t = useWords(systemWords);
  const say = useSay();
  const count = useCount();
  const time = useTime();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['system'], queryFn: () => ok(api.GET('/v1/platform/system')), refetchInterval: 10_000 });
  if (isError) return <Trouble error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const { queue, backups } = data;
  const bytes = (n: number | null) => (n === null ? '–' : size(n));
  const seconds = (n: number | null) => (n === null ? '–' : t('seconds', { n: count(n) }));
  return (
    <>
      <Card title={t('concerns')} extra={data.concerns.length === 0 && <span className="tag good">{t('no_concerns')}</span>}>
        {data.concerns.length === 0 ? <p className="soft">{t('no_concerns_text')}</p> : (
          <div className="stack" style={{ gap: 8 }}>{data.concerns.map((one) => <Alert key={one.code} type="warning" showIcon title={say(one)} />)}</div>
        )}
      </Card>
      <div className="halves">
        <Card title={t('server')}>
          <Facts rows={[
            [t('version'), data.version],
            [t('engine'), data.engine === 'postgres' ? 'PostgreSQL' : 'SQLite'],
            [t('schema'), data.schema],
            [t('started_at'), time.full(data.started_at)],
            [t('clock'), seconds(data.clock_ahead_seconds)],
            [t('database_bytes'), bytes(data.database_bytes)],
            [t('disk_free_bytes'), bytes(data.disk_free_bytes)],
          ]} />
        </Card>
        <div className="stack">
          <Card title={t('queue')} extra={<Link to="/platform/jobs">{t('to_jobs')}</Link>}>
            <Facts rows={[[t('due'), count(queue.due)], [t('oldest'), seconds(queue.oldest_seconds)], [t('dead'), <span key="dead" className={queue.dead ? 'tag bad' : ''}>{count(queue.dead)}</span>]]} />
          </Card>
          <Card title={t('backups')}>
            <Facts rows={[
              [t('scheduled'), <Yes key="scheduled" when={backups.scheduled} />],
              [t('proven_at'), <When key="proven" at={backups.proven_at} ago />],
              [t('place'), backups.place ?? '–'],
              [t('bytes'), bytes(backups.bytes)],
              ...(backups.last_error ? [[t('last_error'), backups.last_error] as Row] : []),
            ]} />
          </Card>
        </div>
      </div>
    </>
  );
}

type Row = [string, ReactNode];

function Facts({ rows }: { rows: Row[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Settings() {
  const t = useWords(houseWords);
  const [text, setText] = useState('');
  const { data, isError, error } = useQuery({ queryKey: ['settings'], queryFn: () => ok(api.GET('/v1/platform/settings')), staleTime: 60_000 });
  const wanted = text.trim().toLowerCase();
  const shown = data?.items.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)) ?? [];
  return (
    <Card title={t('settings')} extra={<Input type="search" allowClear style={{ width: 220 }} aria-label={t('settings_search')} placeholder={t('settings_search')} value={text} onChange={(event) => setText(event.target.value)} />}>
      <p className="soft small" style={{ marginBottom: 12 }}>{t('settings_lead')}</p>
      {isError && <Trouble error={error} />}
      <dl className="facts code">
        {shown.map(({ name, value, hidden }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{hidden ? <span className={value === 'set' ? 'tag good' : 'tag'}>{value === 'set' ? t('set') : t('not_set')}</span> : value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
