import { api, ok } from '../../api/client';
import type { PlatformException } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Money, State, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { RefundsWaiting } from '../refunds/waiting';
import { PaidFor } from '../top_ups/parts';
import { operatorWords } from '../words';

/** Nothing is found by a part of an id. */
const whole = /^ord_[0-9a-z]{26}$/;

export default function ExceptionsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const state = useStates();
  return (
    <Page title={t('exceptions')} lead={t('exceptions_lead')}>
      <RefundsWaiting />
      <DataList<PlatformException>
        name="exceptions"
        label={t('exceptions')}
        load={async (query) => (query.order && !whole.test(String(query.order)) ? { items: [] } : ok(api.GET('/v1/platform/exceptions', { params: { query } })))}
        rowId={(one) => one.id}
        presets={[{ name: { zh: '待人工核实', en: 'Waits for a person' }, filters: { state: 'ask_by_hand' } }, { name: { zh: '退款失败', en: 'Refund failed' }, filters: { state: 'refund_failed' } }]}
        filters={[
          { key: 'order', label: t('order_number'), kind: 'search' },
          { key: 'kind', label: t('happened'), kind: 'choice', options: ['late', 'underpaid', 'overpaid', 'duplicate', 'wrong_currency', 'sold_out'].map((value) => ({ value, label: state(value) })) },
          { key: 'state', label: t('outcome'), kind: 'choice', options: ['done', 'refunding', 'refund_failed', 'ask_by_hand'].map((value) => ({ value, label: state(value) })) },
        ]}
        columns={[
          { key: 'kind', title: t('happened'), main: true, render: (one) => state(one.kind) },
          { key: 'order', title: t('paid_for'), render: (one) => <PaidFor of={one} /> },
          { key: 'merchant', title: t('merchant'), render: (one) => (one.merchant ? say(one.merchant.name) : '–') },
          { key: 'amount', title: t('amount'), align: 'right', render: (one) => <Money of={one.amount} /> },
          { key: 'state', title: t('outcome'), render: (one) => <span className="row" style={{ gap: 6 }}><State of={one.action} />{one.state !== 'done' && <State of={one.state} />}</span> },
          { key: 'at', title: t('at'), render: (one) => <When at={one.created_at} /> },
        ]}
        empty={{ title: t('exceptions_empty'), text: t('exceptions_empty_text') }}
      />
    </Page>
  );
}
