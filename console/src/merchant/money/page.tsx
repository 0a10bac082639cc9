import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { money, type Amount } from '../../api/money';
import type { MerchantMoney, Payout } from '../../api/model';
import { useMay } from '../../api/session';
import { useLanguage, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money, useTime, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Card, Page } from '../../parts/page';
import { PayoutState } from '../../parts/payout';
import { useStates } from '../../parts/states';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { Expected } from './expected';
import { AccountForm, PayoutForm } from './forms';
import { Standing } from './schedule';
import { StatementList } from './statement';
import { moneyWords } from './words';

export default function MoneyPage() {
  const t = useWords(moneyWords);
  const may = useMay();
  const [asking, setAsking] = useState<'payout' | 'account'>();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['money'], queryFn: () => ok(api.GET('/v1/merchant/money')), refetchInterval: 60_000 });
  const close = () => setAsking(undefined);
  const write = may('payouts:write');
  const payout = write && data?.account ? <Button type="primary" onClick={() => setAsking('payout')}>{t('payout')}</Button> : undefined;
  return (
    <Page title={t('title')} lead={t('lead')} acts={payout}>
      {isError && <Trouble error={error} again={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && (
        <div className="stack">
          <Figures of={data} />
          <div className="halves">
            <Expected of={data} />
            <Account of={data} change={write ? () => setAsking('account') : undefined} />
          </div>
          <Standing of={data} write={write} />
          <section>
            <h2 style={{ fontSize: 16 }}>{t('payouts')}</h2>
            <Payouts />
          </section>
          <StatementList />
          {asking === 'payout' && <PayoutForm of={data} close={close} />}
          {asking === 'account' && <AccountForm close={close} />}
        </div>
      )}
    </Page>
  );
}

function Figures({ of }: { of: MerchantMoney }) {
  const t = useWords(moneyWords);
  const { language } = useLanguage();
  const parts = ['available', 'escrow', 'paying_out', 'bond', 'tax'] as const;
  const worth = (amount: Amount) => money(amount, language);
  return (
    <div className="grid">
      {of.balances.flatMap((balance) => parts.filter((part) => part !== 'tax' || balance.tax.amount > 0).map((part) => (
        <div key={`${part} ${balance.available.currency}`} className="card figure">
          <div className="card-body"><dl><dt>{t(part)}</dt><dd data-test={`money-${part}`}>{worth(balance[part])}</dd></dl></div>
        </div>
      )))}
    </div>
  );
}

function Account({ of, change }: { of: MerchantMoney; change?: () => void }) {
  const t = useWords(moneyWords);
  const time = useTime();
  const act = change && <Button size="small" onClick={change}>{of.account ? t('account_edit') : t('account_add')}</Button>;
  const resting = of.account && Date.parse(of.account.usable_from) > Date.now();
  return (
    <Card title={t('account')} extra={act}>
      {!of.account && <p className="soft">{t('account_none')}</p>}
      {of.account && (
        <dl className="facts">
          <dt>{t('kind')}</dt><dd>{of.account.kind === 'bank' ? t('bank') : t('alipay')}</dd>
          <dt>{t('number')}</dt><dd className="code">{of.account.account}</dd>
        </dl>
      )}
      {resting && of.account && <p className="soft small">{t('account_from', { time: time.short(of.account.usable_from) })}</p>}
      <p className="soft small">{t('account_rest')}</p>
    </Card>
  );
}

function Payouts() {
  const t = useWords({ ...common, ...moneyWords });
  const state = useStates();
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const withdraw = (one: Payout) => ask({
    title: t('withdraw_title'), text: t('withdraw_text'), act: t('withdraw'), danger: true,
    run: async () => {
      await ok(api.POST('/v1/merchant/payouts/{id}/withdraw', { params: { path: { id: one.id } } }));
      await queries.invalidateQueries();
    },
  });
  const open = (one: Payout) => one.state === 'requested' || one.state === 'approved';
  return (
    <DataList<Payout>
      name="payouts"
      label={t('payouts')}
      load={(query) => ok(api.GET('/v1/merchant/payouts', { params: { query } }))}
      rowId={(one) => one.id}
      filters={[{ key: 'state', label: t('state'), kind: 'choice', options: ['requested', 'approved', 'sent', 'paid', 'failed', 'refused', 'withdrawn'].map((value) => ({ value, label: state(value) })) }]}
      columns={[
        { key: 'amount', title: t('amount'), main: true, render: (one) => <Money of={one.amount} /> },
        { key: 'state', title: t('state'), render: (one) => <PayoutState of={one} /> },
        { key: 'account', title: t('account'), render: (one) => <span className="code">{one.account}</span> },
        { key: 'fee', title: t('payout_fee'), extra: true, align: 'right', render: (one) => <Money of={one.fee} /> },
        { key: 'agreed', title: t('agreed'), render: (one) => t('agreed_of', { n: one.agreed, most: one.people_needed }) },
        { key: 'by', title: t('asked_by'), render: (one) => (one.requested_by === 'schedule' ? t('schedule') : one.requested_by) },
        { key: 'note', title: t('note'), render: (one) => one.note || '–' },
        { key: 'at', title: t('at'), render: (one) => <When at={one.created_at} /> },
      ]}
      acts={(one) => may('payouts:write') && open(one) && <Button size="small" onClick={() => withdraw(one)}>{t('withdraw')}</Button>}
      empty={{ title: t('payout_empty'), text: t('payout_empty_text') }}
    />
  );
}
