import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { api, ok, quietly } from '../../api/client';
import type { List } from '../../api/model';
import { useMay } from '../../api/session';
import { useCount } from '../../parts/bits';
import { useWords } from '../../i18n';
import { Page } from '../../parts/page';
import { operatorWords } from '../words';

interface Queue {
  key: keyof typeof operatorWords;
  scope: string;
  path: string;
  query: Record<string, string>;
  to: string;
}

const queues: Queue[] = [
  { key: 'waiting_applications', scope: 'merchants:review', path: '/v1/platform/applications', query: { state: 'submitted' }, to: '/review/applications?state=submitted' },
  { key: 'waiting_authorisations', scope: 'authorisations:review', path: '/v1/platform/authorisations', query: { state: 'submitted' }, to: '/review/authorisations?state=submitted' },
  { key: 'waiting_products', scope: 'products:review', path: '/v1/platform/reviews', query: { state: 'waiting' }, to: '/review/products' },
  { key: 'waiting_proposals', scope: 'proposals:read', path: '/v1/platform/proposals', query: { state: 'proposed' }, to: '/review/proposals?state=proposed' },
  { key: 'open_exceptions', scope: 'platform:payments', path: '/v1/platform/exceptions', query: {}, to: '/platform/exceptions' },
  { key: 'dead_jobs', scope: 'jobs:read', path: '/v1/platform/jobs/dead', query: {}, to: '/platform/jobs' },
];

/** The queues of those who may work on them. */
export default function StartPage() {
  const t = useWords(operatorWords);
  const may = useMay();
  const admin = may('categories:write');
  const { data: run } = useQuery({ queryKey: ['first-run'], queryFn: () => ok(api.GET('/v1/platform/first-run')), enabled: admin, retry: false });
  const open = run?.open && run.steps.some((step) => !step.done);
  return (
    <Page title={t('start')} lead={t('start_lead')}>
      <div className="stack">
        {open && <Alert type="info" showIcon title={t('first_steps')} description={t('first_steps_text')} action={<Link to="/welcome"><Button type="primary">{t('go_on')}</Button></Link>} />}
        <div className="grid">{queues.filter((queue) => may(queue.scope)).map((queue) => <Waiting key={queue.key} queue={queue} />)}</div>
      </div>
    </Page>
  );
}

function Waiting({ queue }: { queue: Queue }) {
  const t = useWords(operatorWords);
  const count = useCount();
  const { data, isError } = useQuery({
    queryKey: ['queue', queue.path],
    queryFn: () => ok<List<unknown>>(api.GET(queue.path as never, { ...quietly, params: { query: { ...queue.query, limit: 100 } } } as never)),
    refetchInterval: 30_000,
    retry: false,
  });
  const n = data?.items.length;
  const text = n === undefined ? '–' : data?.next ? `${count(n)}+` : count(n);
  return (
    <Link className="card figure" to={queue.to}>
      <div className="card-body">
        <dl>
          <dt>{t(queue.key)}</dt>
          <dd>{text}</dd>
          <dd className="soft small">{isError ? t('open_to_see') : n === 0 ? t('all_done') : t('to_do')}</dd>
        </dl>
      </div>
    </Link>
  );
}
