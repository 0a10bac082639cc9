import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Application } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { State, When } from '../../parts/bits';
import { Documents } from '../../parts/documents';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { History } from '../history';
import { operatorWords } from '../words';
import { Approve, Return } from './decide';
import { applicationFields } from './fields';

/** Papers on the left, what was found on the right, the decision on top. */
export default function ApplicationPage() {
  const { id = '' } = useParams();
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const ask = useAsk();
  const queries = useQueryClient();
  const [deciding, setDeciding] = useState<'approve' | 'return'>();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['application', id], queryFn: () => ok(api.GET('/v1/platform/applications/{id}', { params: { path: { id } } })) });
  if (isError) return <Page title={t('applications')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('applications')}><Skeleton active /></Page>;
  const again = async () => {
    await Promise.all([refetch(), queries.invalidateQueries({ queryKey: ['applications'] }), queries.invalidateQueries({ queryKey: ['queue'] }), queries.invalidateQueries({ queryKey: ['merchants'] })]);
  };
  const take = () => ask({ title: t('take'), act: t('take'), done: t('taken'), run: async () => {
    await ok(api.POST('/v1/platform/applications/{id}/take', { params: { path: { id } } }));
    await again();
  } });
  return (
    <Page
      title={say(data.name)}
      lead={<><State of={data.state} /> <span className="soft">{t('submitted_at')} <When at={data.submitted_at} /></span></>}
      acts={
        <>
          {data.state === 'submitted' && <Button type="primary" onClick={take}>{t('take')}</Button>}
          {data.state === 'in_review' && <Button onClick={() => setDeciding('return')}>{t('return')}</Button>}
          {data.state === 'in_review' && <Button type="primary" onClick={() => setDeciding('approve')}>{t('approve')}</Button>}
        </>
      }
    >
      <div className="wide-left">
        <div className="stack">
          <Papers one={data} />
          <Card title={t('documents')}><Documents items={data.documents} /></Card>
        </div>
        <div className="stack">
          <Checks one={data} />
          <Card title={t('timeline')}><History items={data.timeline} /></Card>
        </div>
      </div>
      {deciding === 'approve' && <Approve id={id} close={() => setDeciding(undefined)} after={again} />}
      {deciding === 'return' && <Return id={id} close={() => setDeciding(undefined)} after={again} />}
    </Page>
  );
}

function Papers({ one }: { one: Application }) {
  const t = useWords(operatorWords);
  const code = useCodes(operatorWords);
  const say = useSay();
  return (
    <Card title={t('papers')} extra={<span className="tag">{code(one.kind)}</span>}>
      <dl className="facts">
        {applicationFields.map((field) => {
          const value = one[field];
          return (
            <div key={field} style={{ display: 'contents' }}>
              <dt>{t(`f_${field}`)}</dt>
              <dd className="pre">{(typeof value === 'string' ? value : say(value)) || '–'}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

function Checks({ one }: { one: Application }) {
  const t = useWords(operatorWords);
  const code = useCodes(operatorWords);
  return (
    <Card title={t('checks')}>
      {one.checks.length === 0 ? <span className="tag good">{t('checks_clean')}</span> : (
        <div className="stack" style={{ gap: 10 }}>
          {one.checks.map((check) => (
            <div key={check.code + check.detail} className="row">
              <State of={check.level} />
              <span className="grow">{code(check.code, check.detail)}{check.detail && <span className="code soft" style={{ display: 'block' }}>{check.detail}</span>}</span>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}
