import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { PlatformPayment } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money, shortId, State, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { operatorWords } from '../words';

export default function PaymentsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const code = useCodes(operatorWords);
  const say = useSay();
  const state = useStates();
  return (
    <Page title={t('payments')} lead={t('payments_lead')}>
      <DataList<PlatformPayment>
        name="platform-payments"
        label={t('payments')}
        load={(query) => ok(api.GET('/v1/platform/payments', { params: { query } }))}
        rowId={(payment) => payment.id}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: ['open', 'paid', 'closed'].map((value) => ({ value, label: state(value) })) }]}
        columns={[
          { key: 'id', title: t('payments'), main: true, render: (payment) => <span className="code">{shortId(payment.id)}</span> },
          { key: 'order', title: t('order'), render: (payment) => <Link className="code" to={`/platform/orders?open=${payment.order}`}>{shortId(payment.order)}</Link> },
          { key: 'merchant', title: t('merchant'), render: (payment) => say(payment.merchant.name) },
          { key: 'channel', title: t('channel'), render: (payment) => code(payment.channel) },
          { key: 'state', title: t('state'), render: (payment) => <State of={payment.state} /> },
          { key: 'amount', title: t('amount'), align: 'right', render: (payment) => <Money of={payment.amount} /> },
          { key: 'at', title: t('created'), render: (payment) => <When at={payment.created_at} /> },
        ]}
        empty={{ title: t('payments_empty') }}
      />
    </Page>
  );
}
