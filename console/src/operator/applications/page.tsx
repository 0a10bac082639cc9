import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { ApplicationLine } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { State, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { operatorWords } from '../words';

export default function ApplicationsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const code = useCodes(operatorWords);
  const say = useSay();
  const state = useStates();
  const go = useNavigate();
  const { fresh } = useLive();
  return (
    <Page title={t('applications')} lead={t('applications_lead')}>
      <DataList<ApplicationLine>
        name="applications"
        label={t('applications')}
        load={(query) => ok(api.GET('/v1/platform/applications', { params: { query } }))}
        rowId={(one) => one.id}
        fresh={fresh}
        onOpen={(one) => void go(`/review/applications/${one.id}`)}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: ['submitted', 'in_review', 'returned', 'approved'].map((value) => ({ value, label: state(value) })) }]}
        columns={[
          { key: 'name', title: t('applicant'), main: true, render: (one) => say(one.name) },
          { key: 'kind', title: t('kind'), render: (one) => code(one.kind) },
          { key: 'state', title: t('state'), render: (one) => <State of={one.state} /> },
          { key: 'slug', title: t('slug'), render: (one) => <span className="code">{one.store_slug}</span> },
          { key: 'at', title: t('submitted_at'), render: (one) => <When at={one.submitted_at} ago /> },
        ]}
        empty={{ title: t('applications_empty'), text: t('applications_empty_text') }}
      />
    </Page>
  );
}
