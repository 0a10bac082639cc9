import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Alarm } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Id, shortId, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { alarmWords } from './words';

export default function AlarmsPage() {
  const t = useWords(alarmWords);
  const code = useCodes(alarmWords);
  const { fresh } = useLive();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Alarm>
        name="alarms"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/merchant/alarms', { params: { query } }))}
        rowId={(alarm) => alarm.id}
        fresh={fresh}
        columns={[
          { key: 'kind', title: t('kind'), main: true, render: (alarm) => code(alarm.kind) },
          { key: 'subject', title: t('subject'), render: (alarm) => <Id id={alarm.subject} /> },
          { key: 'order', title: t('order'), render: (alarm) => (alarm.order ? <Link className="code" to={`/orders?open=${alarm.order}`}>{shortId(alarm.order)}</Link> : '–') },
          { key: 'detail', title: t('detail'), extra: true, render: (alarm) => <span className="code">{alarm.detail ? JSON.stringify(alarm.detail) : ''}</span> },
          { key: 'at', title: t('at'), render: (alarm) => <When at={alarm.at} /> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}
