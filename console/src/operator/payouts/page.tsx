import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api, download, ok } from '../../api/client';
import { money } from '../../api/money';
import type { PlatformPayout } from '../../api/model';
import { useMay } from '../../api/session';
import { useLanguage, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { PayoutState } from '../../parts/payout';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { BankResults } from './results';
import { payoutWords } from './words';

const states = ['requested', 'approved', 'sent', 'paid', 'failed', 'refused', 'withdrawn'];
const listOf = (batch: string) => download(`/v1/platform/payout-batches/${batch}/export`);

/** What merchants ask to have paid out, until the bank has paid it. */
export default function PayoutsPage() {
  const t = useWords({ ...common, ...payoutWords });
  const say = useSay();
  const state = useStates();
  const ask = useAsk();
  const may = useMay();
  const queries = useQueryClient();
  const [taking, setTaking] = useState(false);
  const again = () => queries.invalidateQueries();
  const send = () => ask({
    title: t('send_title'), text: t('send_text'), act: t('send'),
    run: async () => {
      const batch = await ok(api.POST('/v1/platform/payouts/send'));
      await again();
      await listOf(batch.id);
    },
  });
  const acts = may('payouts:send') && (
    <span className="row">
      <Button onClick={() => setTaking(true)}>{t('results')}</Button>
      <Button type="primary" onClick={send}>{t('send')}</Button>
    </span>
  );
  return (
    <Page title={t('title')} lead={t('lead')} acts={acts}>
      <DataList<PlatformPayout>
        name="platform-payouts"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/platform/payouts', { params: { query } }))}
        rowId={(one) => one.id}
        presets={[{ name: { zh: '待审批', en: 'Waiting' }, filters: { state: 'requested' } }]}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: state(value) })) }]}
        columns={[
          { key: 'merchant', title: t('merchant'), main: true, render: (one) => say(one.merchant.name) },
          { key: 'amount', title: t('amount'), align: 'right', render: (one) => <Money of={one.amount} /> },
          { key: 'net', title: t('net'), align: 'right', render: (one) => <Money of={one.net} /> },
          { key: 'state', title: t('state'), render: (one) => <PayoutState of={one} /> },
          { key: 'agreed', title: t('agreed'), render: (one) => <span>{t('agreed_of', { n: one.agreed, most: one.people_needed })}{one.own && <span className="soft"> ({t('yours')})</span>}</span> },
          { key: 'account', title: t('account'), render: (one) => <span className="code">{one.account}</span> },
          { key: 'by', title: t('asked_by'), extra: true, render: (one) => one.requested_by },
          { key: 'note', title: t('note'), extra: true, render: (one) => one.note || '–' },
          { key: 'at', title: t('at'), render: (one) => <When at={one.created_at} /> },
        ]}
        acts={(one) => <Acts one={one} again={again} />}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
      {taking && <BankResults close={() => setTaking(false)} />}
    </Page>
  );
}

function Acts({ one, again }: { one: PlatformPayout; again: () => Promise<void> }) {
  const t = useWords({ ...common, ...payoutWords });
  const say = useSay();
  const ask = useAsk();
  const may = useMay();
  const { language } = useLanguage();
  const params = { path: { id: one.id } };
  const name = say(one.merchant.name);
  const approve = () => ask({
    title: t('approve_title', { name, amount: money(one.net, language) }), act: t('approve'),
    run: async () => { await ok(api.POST('/v1/platform/payouts/{id}/approve', { params })); await again(); },
  });
  const refuse = () => ask({
    title: t('refuse_title', { name }), text: t('refuse_text'), act: t('refuse'), danger: true, reason: true,
    run: async (reason) => { await ok(api.POST('/v1/platform/payouts/{id}/refuse', { params, body: { reason } })); await again(); },
  });
  const paid = () => ask({
    title: t('paid_title', { name }), act: t('paid'),
    run: async () => { await ok(api.POST('/v1/platform/payouts/{id}/paid', { params, body: { reason: '' } })); await again(); },
  });
  const failed = () => ask({
    title: t('failed_title', { name }), text: one.route ? t('failed_route', { channel: one.route }) : undefined, act: t('failed'), danger: true, reason: true,
    run: async (reason) => { await ok(api.POST('/v1/platform/payouts/{id}/failed', { params, body: { reason } })); await again(); },
  });
  const decide = may('payouts:decide');
  const sends = may('payouts:send');
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      {decide && one.state === 'requested' && !one.own && <Button size="small" type="primary" onClick={approve}>{t('approve')}</Button>}
      {decide && (one.state === 'requested' || one.state === 'approved') && <Button size="small" danger onClick={refuse}>{t('refuse')}</Button>}
      {sends && one.state === 'sent' && <Button size="small" type="primary" onClick={paid}>{t('paid')}</Button>}
      {sends && one.state === 'sent' && <Button size="small" danger onClick={failed}>{t('failed')}</Button>}
      {sends && one.batch && <Button size="small" onClick={() => void listOf(one.batch ?? '')}>{t('list')}</Button>}
    </span>
  );
}
