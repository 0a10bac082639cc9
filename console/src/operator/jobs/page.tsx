import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, ok } from '../../api/client';
import type { DeadJob } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useCount, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { houseWords } from '../house_words';

export default function JobsPage() {
  const t = useWords({ ...common, ...houseWords });
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const decide = (job: DeadJob, verb: 'retry' | 'drop') => ask({
    title: t(verb === 'retry' ? 'retry_title' : 'drop_title'), text: verb === 'drop' ? t('drop_text') : undefined, act: t(verb), danger: verb === 'drop', reason: true,
    run: async (reason) => {
      await ok(api.POST(`/v1/platform/jobs/dead/{id}/${verb}`, { params: { path: { id: job.id } }, body: { reason } }));
      await Promise.all(['dead-jobs', 'jobs', 'queue'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  const decideAll = (jobs: DeadJob[], verb: 'retry' | 'drop') => {
    // Done before a refusal stopped the rest.
    const done = new Set<string>();
    ask({
      title: t(verb === 'retry' ? 'retry_all' : 'drop_all', { n: jobs.length }), text: verb === 'drop' ? t('drop_text') : undefined, act: t(verb), danger: verb === 'drop', reason: true,
      run: async (reason) => {
        try {
          for (const { id } of jobs) {
            if (done.has(id)) continue;
            await ok(api.POST(`/v1/platform/jobs/dead/{id}/${verb}`, { params: { path: { id } }, body: { reason } }));
            done.add(id);
          }
        } finally {
          await Promise.all(['dead-jobs', 'jobs', 'queue'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
        }
      },
    });
  };
  const write = may('jobs:write');
  const files = useFiles();
  return (
    <Page title={t('jobs')} lead={t('jobs_lead')}>
      <div className="stack">
        <Queue />
        <h2 style={{ fontSize: 16 }}>{t('dead')}</h2>
        <DataList<DeadJob>
          name="dead-jobs"
          label={t('dead')}
          load={(query) => ok(api.GET('/v1/platform/jobs/dead', { params: { query } }))}
          rowId={(job) => job.id}
          filters={[{ key: 'q', label: t('jobs_search'), kind: 'search' }]}
          presets={[{ name: { zh: '邮件', en: 'Mail' }, filters: { q: 'mail' } }]}
          exports={files('/v1/platform/jobs/dead/export', write)}
          bulk={write ? [
            { key: 'retry', label: t('retry'), open: (jobs) => decideAll(jobs, 'retry') },
            { key: 'drop', label: t('drop'), danger: true, open: (jobs) => decideAll(jobs, 'drop') },
          ] : []}
          columns={[
            { key: 'kind', title: t('kind'), main: true, render: (job) => <span className="code">{job.kind}</span> },
            { key: 'payload', title: t('subject'), extra: true, render: (job) => <span className="code">{job.payload}</span> },
            { key: 'tries', title: t('tries'), align: 'right', render: (job) => job.attempts },
            { key: 'error', title: t('error'), render: (job) => <span className="code pre" style={{ display: 'block', maxWidth: 360 }}>{job.last_error}</span> },
            { key: 'at', title: t('created'), render: (job) => <When at={job.created_at} ago /> },
          ]}
          acts={write ? (job) => (
            <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
              <Button size="small" onClick={() => decide(job, 'retry')}>{t('retry')}</Button>
              <Button size="small" danger onClick={() => decide(job, 'drop')}>{t('drop')}</Button>
            </span>
          ) : undefined}
          empty={{ title: t('dead_empty'), text: t('dead_empty_text') }}
        />
      </div>
    </Page>
  );
}

function Queue() {
  const t = useWords({ ...common, ...houseWords });
  const count = useCount();
  const { data, isError, error } = useQuery({ queryKey: ['jobs'], queryFn: () => ok(api.GET('/v1/platform/jobs')), refetchInterval: 5_000 });
  if (isError) return <Trouble error={error} />;
  const figure = (name: string, value: string, bad = false) => (
    <div className="card figure"><div className="card-body"><dl><dt>{name}</dt><dd className={bad ? 'bad-ink' : ''}>{value}</dd></dl></div></div>
  );
  return (
    <>
      <div className="grid">
        {figure(t('queued'), data ? count(data.queued) : '–')}
        {figure(t('running'), data ? count(data.running) : '–')}
        {figure(t('oldest'), data ? (data.oldest_seconds === null ? '–' : t('seconds', { n: count(data.oldest_seconds) })) : '–')}
        {figure(t('dead'), data ? count(data.dead) : '–', Boolean(data?.dead))}
      </div>
      {data && data.under_way.length > 0 && (
        <Card title={t('under_way')}>
          <div className="stack" style={{ gap: 8 }}>
            {data.under_way.map((job) => (
              <div key={job.id} className="row between">
                <span className="code">{job.kind}</span>
                <span className="soft small">{t('tries')} {job.attempts} · <When at={job.created_at} ago /></span>
              </div>
            ))}
          </div>
        </Card>
      )}
    </>
  );
}
