import { api, ok } from '../../api/client';
import type { PlatformPayment } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { Money, shortId, State, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useChannelNames } from '../channels/names';
import { GiveBack, PaidFor } from '../top_ups/parts';
import { operatorWords } from '../words';

export default function PaymentsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const { nameOf, codes } = useChannelNames();
  const say = useSay();
  const state = useStates();
  const may = useMay();
  const files = useFiles();
  return (
    <Page title={t('payments')} lead={t('payments_lead')}>
      <DataList<PlatformPayment>
        name="platform-payments"
        label={t('payments')}
        load={(query) => ok(api.GET('/v1/platform/payments', { params: { query } }))}
        rowId={(payment) => payment.id}
        exports={files('/v1/platform/payments/export', may('platform:export'))}
        presets={[{ name: { zh: '待付款', en: 'Awaiting payment' }, filters: { state: 'open' } }]}
        filters={[
          { key: 'q', label: t('search_payments'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: ['open', 'paid', 'closed'].map((value) => ({ value, label: state(value) })) },
          { key: 'channel', label: t('channel'), kind: 'choice', options: codes.map((value) => ({ value, label: nameOf(value) })) },
          { key: 'dates', label: t('created'), kind: 'dates' },
        ]}
        columns={[
          { key: 'id', title: t('payments'), main: true, render: (payment) => <span className="code">{shortId(payment.id)}</span> },
          { key: 'order', title: t('paid_for'), render: (payment) => <PaidFor of={payment} /> },
          { key: 'merchant', title: t('merchant'), render: (payment) => (payment.merchant ? say(payment.merchant.name) : '–') },
          { key: 'channel', title: t('channel'), render: (payment) => nameOf(payment.channel) },
          { key: 'state', title: t('state'), render: (payment) => <State of={payment.state} /> },
          { key: 'amount', title: t('amount'), align: 'right', render: (payment) => <Money of={payment.amount} /> },
          { key: 'at', title: t('created'), render: (payment) => <When at={payment.created_at} /> },
        ]}
        acts={may('refunds:decide') ? (payment) => payment.top_up && payment.state === 'paid' && <GiveBack id={payment.top_up} /> : undefined}
        empty={{ title: t('payments_empty') }}
      />
    </Page>
  );
}
