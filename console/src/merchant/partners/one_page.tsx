import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { PartnerDetails } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Day, shortId, useTime, When } from '../../parts/bits';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { supplyWrite } from '../suppliers/scopes';
import { PatternCard } from './pattern';
import { Used, Ways } from './used';
import { partnerWords } from './words';

/** The form comes when it is asked for. */
const AgreementForm = lazy(async () => ({ default: (await import('./form')).AgreementForm }));

/** One partner: what is agreed, what is used of it, what happened, and how they buy. */
export default function PartnerPage() {
  const { id = '' } = useParams();
  const t = useWords({ ...common, ...partnerWords });
  const write = useMay()(supplyWrite);
  const [editing, setEditing] = useState(false);
  const acts = useActs(id);
  const { data, isError, error, refetch } = useQuery({ queryKey: ['partners', id], queryFn: () => ok(api.GET('/v1/merchant/partners/{user}', { params: { path: { user: id } } })) });
  if (isError) return <Page title={t('title')}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('title')}><Skeleton active /></Page>;
  const name = data.partner.label || data.partner.name;
  const agreed = data.clauses !== null;
  const buttons = write && (
    <>
      {agreed && (data.frozen
        ? <Button type="primary" onClick={() => acts.lift(name)} data-test="lift">{t('lift')}</Button>
        : <Button danger onClick={() => acts.freeze(name)} data-test="freeze">{t('freeze')}</Button>)}
      <Button type={agreed ? 'default' : 'primary'} onClick={() => setEditing(true)} data-test="edit-agreement">{t(agreed ? 'edit' : 'agree')}</Button>
      {agreed && !data.frozen && <Button onClick={() => acts.end(name)}>{t('end')}</Button>}
    </>
  );
  return (
    <Page title={name} lead={<Ways of={data.partner} />} acts={buttons} narrow>
      <div className="stack">
        {data.frozen && <FrozenNote of={data.frozen} />}
        <Card title={t('agreement')}><Agreed of={data} /></Card>
        <PatternCard of={data.pattern} />
        <Card title={t('cases')} extra={<Cases of={data} />}><FiredList of={data} /></Card>
      </div>
      {editing && <Suspense fallback={null}><AgreementForm of={data} close={() => setEditing(false)} /></Suspense>}
    </Page>
  );
}

function useActs(user: string) {
  const t = useWords(partnerWords);
  const ask = useAsk();
  const queries = useQueryClient();
  const params = { path: { user } };
  const then = async (done: Promise<unknown>) => {
    await done;
    await queries.invalidateQueries({ queryKey: ['partners'] });
  };
  return {
    freeze: (name: string) => ask({ title: t('freeze_title', { name }), text: t('freeze_text'), act: t('freeze'), danger: true, reason: true, run: (reason) => then(ok(api.POST('/v1/merchant/partners/{user}/freeze', { params, body: { reason } }))) }),
    lift: (name: string) => ask({ title: t('lift_title', { name }), text: t('lift_text'), act: t('lift'), reason: true, run: (reason) => then(ok(api.POST('/v1/merchant/partners/{user}/lift', { params, body: { reason } }))) }),
    end: (name: string) => ask({ title: t('end_title', { name }), text: t('end_text'), act: t('end'), danger: true, run: () => then(ok(api.DELETE('/v1/merchant/partners/{user}', { params }))) }),
  };
}

function FrozenNote({ of }: { of: NonNullable<PartnerDetails['frozen']> }) {
  const t = useWords(partnerWords);
  const code = useCodes(partnerWords);
  const time = useTime();
  const why = of.clause ? t('frozen_clause', { clause: code(`on_${of.clause}`) }) : t('frozen_person', { by: of.by ?? '', why: of.why });
  return <Alert type="error" showIcon title={t('frozen_since', { at: time.short(of.at) })} description={why} />;
}

function Agreed({ of }: { of: PartnerDetails }) {
  const t = useWords(partnerWords);
  const code = useCodes(partnerWords);
  if (!of.clauses) return <p className="soft">{t('nothing_agreed')}</p>;
  const { clauses } = of;
  return (
    <div className="stack">
      {of.partner.allocations.length === 0 && <p className="soft">{t('no_allocations')}</p>}
      {of.partner.allocations.map((one) => (
        <div key={one.code}>
          <Used of={one} />
          <div className="soft small">{t('holds')} <Day at={one.from} /> – {one.until ? <Day at={new Date(Date.parse(one.until) - 1).toISOString()} /> : t('always')}</div>
        </div>
      ))}
      <dl className="facts">
        <dt>{t('on_case')}</dt><dd>{code(`d_${clauses.on_case}`)}{clauses.on_case !== 'none' && <span className="soft small"> · {t('case_from', { n: clauses.case_nth, days: clauses.case_days })}</span>}</dd>
        <dt>{t('on_pattern')}</dt><dd>{code(`d_${clauses.on_pattern}`)}</dd>
        <dt>{t('on_tries')}</dt><dd>{code(`d_${clauses.on_tries}`)}{clauses.on_tries !== 'none' && <span className="soft small"> · {t('tries_from', { n: clauses.tries_most })}</span>}</dd>
        <dt>{t('stops')}</dt><dd>{code(`stops_${clauses.stops}`)}</dd>
      </dl>
    </div>
  );
}

function Cases({ of }: { of: PartnerDetails }) {
  const t = useWords(partnerWords);
  const may = useMay()('diversion:trace');
  const count = t('n_cases', { n: of.partner.cases });
  return may && of.partner.cases > 0 ? <Link className="link" to={`/diversions?partner=${of.partner.user}`}>{count} · {t('to_cases')}</Link> : <span className="soft">{count}</span>;
}

/** What clauses did, each with its cause. */
function FiredList({ of }: { of: PartnerDetails }) {
  const t = useWords(partnerWords);
  const code = useCodes(partnerWords);
  const may = useMay()('diversion:trace');
  if (of.fired.length === 0) return <p className="soft">{t('fired_none')}</p>;
  return (
    <>
      <h3>{t('fired')}</h3>
      <ul>
        {of.fired.map((one) => (
          <li key={`${one.clause} ${one.cause}`}>
            <When at={one.at} /> · {code(`on_${one.clause}`)} · {code(`d_${one.did}`)}
            {one.clause === 'case' && may && <> · <Link className="link" to={`/diversions/${one.cause}`}>{t('to_case')} {shortId(one.cause)}</Link></>}
          </li>
        ))}
      </ul>
    </>
  );
}
