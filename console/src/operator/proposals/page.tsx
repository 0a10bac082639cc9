import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Proposal } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Id, State, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { proposalWords } from './words';

const states = ['proposed', 'approved', 'declined', 'withdrawn', 'expired'];
type Verb = 'approve' | 'decline' | 'withdraw';

/** What waits for a second person, and what became of it. */
export default function ProposalsPage() {
  const t = useWords({ ...common, ...proposalWords });
  const code = useCodes(proposalWords);
  const say = useSay();
  const state = useStates();
  const ask = useAsk();
  const may = useMay();
  const queries = useQueryClient();
  const { fresh } = useLive();
  const [opened, setOpened] = useState<Proposal>();

  const decide = (one: Proposal, verb: Verb) => ask({
    title: t(`${verb}_title`, { act: code(one.act), name: say(one.called) }),
    text: verb === 'approve' ? <Change of={one} /> : undefined,
    act: t(verb), danger: verb === 'decline', reason: verb === 'decline',
    run: async (reason) => {
      await ok(api.POST(`/v1/platform/proposals/{id}/${verb}`, { params: { path: { id: one.id } }, body: { reason } }));
      setOpened(undefined);
      await queries.invalidateQueries();
    },
    done: t(({ approve: 'approved', decline: 'declined', withdraw: 'withdrawn' } as const)[verb]),
  });
  const acts = (one: Proposal) => may('proposals:decide') && one.state === 'proposed' && (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      {one.own && <Button size="small" onClick={() => decide(one, 'withdraw')}>{t('withdraw')}</Button>}
      {!one.own && <Button size="small" type="primary" onClick={() => decide(one, 'approve')}>{t('approve')}</Button>}
      {!one.own && <Button size="small" danger onClick={() => decide(one, 'decline')}>{t('decline')}</Button>}
    </span>
  );
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Proposal>
        name="proposals"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/platform/proposals', { params: { query } }))}
        rowId={(one) => one.id}
        fresh={fresh}
        onOpen={setOpened}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: state(value) })) }]}
        presets={[{ name: { zh: '待复核', en: 'Waiting' }, filters: { state: 'proposed' } }]}
        columns={[
          { key: 'act', title: t('act'), main: true, render: (one) => <span>{code(one.act)} · {say(one.called)}</span> },
          { key: 'state', title: t('state'), render: (one) => <State of={one.state} /> },
          { key: 'proposer', title: t('proposer'), render: (one) => <span>{one.proposer}{one.own && <span className="soft"> ({t('yours')})</span>}</span> },
          { key: 'reason', title: t('reason'), render: (one) => one.reason },
          { key: 'proposed', title: t('proposed'), render: (one) => <When at={one.proposed_at} ago /> },
          { key: 'expires', title: t('expires'), render: (one) => <When at={one.expires_at} /> },
        ]}
        acts={acts}
        empty={{ title: t('empty'), text: t('empty_text', { name: 'people.second_person' }) }}
      />
      <Drawer open={Boolean(opened)} onClose={() => setOpened(undefined)} size={520} title={t('title')} styles={{ wrapper: { maxWidth: '100vw' } }}>
        {opened && (
          <div className="stack">
            <dl className="facts">
              <dt>{t('act')}</dt><dd>{code(opened.act)} <State of={opened.state} /></dd>
              <dt>{t('about')}</dt><dd>{say(opened.called)} <Id id={opened.subject} /></dd>
              <dt>{t('reason')}</dt><dd>{opened.reason}</dd>
              <dt>{t('proposer')}</dt><dd>{opened.proposer}</dd>
              <dt>{t('proposed')}</dt><dd><When at={opened.proposed_at} /></dd>
              <dt>{t('expires')}</dt><dd><When at={opened.expires_at} /></dd>
              {opened.decided_at && <><dt>{t('decided')}</dt><dd><When at={opened.decided_at} /></dd></>}
              {opened.decider && <><dt>{t('decider')}</dt><dd>{opened.decider}</dd></>}
              {opened.decision_reason && <><dt>{t('decision_reason')}</dt><dd>{opened.decision_reason}</dd></>}
            </dl>
            <Change of={opened} bare />
            {acts(opened)}
          </div>
        )}
      </Drawer>
    </Page>
  );
}

/** How it was when it was proposed, and how it will be. */
function Change({ of, bare }: { of: Proposal; bare?: boolean }) {
  const t = useWords(proposalWords);
  const code = useCodes(proposalWords);
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('before')}</dt><dd>{of.before ? code(of.before, of.before) : '–'}</dd>
        <dt>{t('after')}</dt><dd>{of.after ? code(of.after, of.after) : '–'}</dd>
      </dl>
      {!bare && <p className="soft">{t('approve_text')}</p>}
    </div>
  );
}
