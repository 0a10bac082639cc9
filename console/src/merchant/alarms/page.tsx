import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import { useMay } from '../../api/session';
import type { Alarm } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Id, shortId, When } from '../../parts/bits';
import { timed } from '../../parts/days';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { holds, scan, within } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { alarmWords } from './words';

/** All kinds that an alarm can be of. */
const kinds = ['reveals_fast', 'reveals_exceed_sales', 'link_reused', 'canary_opened', 'canary_offered', 'canary_reported', 'stock_low', 'deposit_short', 'deposit_low', 'credited_too_late', 'keys_short', 'supplier_differs', 'supplier_silent', 'refund_by_hand', 'charged_back', 'key_diverted', 'partner_clause', 'authorisation_expiring', 'new_device'];

export default function AlarmsPage() {
  const t = useWords({ ...common, ...alarmWords });
  const code = useCodes(alarmWords);
  const { fresh } = useLive();
  const may = useMay();
  const files = useFiles();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Alarm>
        name="alarms"
        label={t('title')}
        load={({ q, kind, from, to, ...query }) => scan<Alarm>(
          (page) => ok(api.GET('/v1/merchant/alarms', { params: { query: page } })),
          (alarm) => (!kind || alarm.kind === kind) && within(alarm.at, { from, to }) && holds([alarm.subject, alarm.order ?? '', code(alarm.kind)], q),
          query,
        )}
        rowId={(alarm) => alarm.id}
        exports={files('/v1/merchant/alarms/export', may('goods:export'), timed)}
        fresh={fresh}
        presets={[
          { name: { zh: '库存不足', en: 'Stock is low' }, filters: { kind: 'stock_low' } },
          { name: { zh: '链接被再次打开', en: 'Links opened again' }, filters: { kind: 'link_reused' } },
        ]}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'kind', label: t('kind'), kind: 'choice', options: kinds.map((value) => ({ value, label: code(value) })) },
          { key: 'dates', label: t('at'), kind: 'dates' },
        ]}
        columns={[
          { key: 'kind', title: t('kind'), main: true, render: (alarm) => code(alarm.kind) },
          { key: 'subject', title: t('subject'), render: (alarm) => <Subject of={alarm} /> },
          { key: 'order', title: t('order'), render: (alarm) => (alarm.order ? <Link className="code" to={`/orders?open=${alarm.order}`}>{shortId(alarm.order)}</Link> : '–') },
          { key: 'detail', title: t('detail'), extra: true, render: (alarm) => <span className="code">{alarm.detail ? JSON.stringify(alarm.detail) : ''}</span> },
          { key: 'at', title: t('at'), render: (alarm) => <When at={alarm.at} /> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}

/** What an alarm is about; where there is a page about that, the way there. */
function Subject({ of }: { of: Alarm }) {
  const t = useWords(alarmWords);
  if (of.kind === 'partner_clause') return <Link className="link" to={`/partners/${of.subject}`}>{t('to_partner')}</Link>;
  if (of.kind === 'deposit_short') return <Link className="link" to={`/suppliers/${of.subject}`}>{t('to_supplier')}</Link>;
  if (of.kind === 'supplier_differs' || of.kind === 'supplier_silent') return <Link className="link" to={`/suppliers/${of.subject}/statements`}>{t('to_statements')}</Link>;
  if ((of.kind === 'credited_too_late' || of.kind === 'keys_short') && of.order) return <Link className="link" to={`/fulfilments/${of.order}`}>{t('to_fulfilment')}</Link>;
  return <Id id={of.subject} />;
}
