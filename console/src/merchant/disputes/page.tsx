import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import { percent } from '../../api/money';
import type { Dispute } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Money, shortId, useCount, When } from '../../parts/bits';
import { DisputeState } from '../../parts/dispute';
import { disputeWords } from '../../parts/dispute_words';
import { DataList } from '../../parts/list/list';
import { Card, Page } from '../../parts/page';

const states = ['merchant', 'offered', 'platform', 'ruled', 'appealed', 'closed'];

/** What buyers complain of, and how this merchant has done. */
export default function DisputesPage() {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const go = useNavigate();
  const { fresh } = useLive();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="stack">
        <Score />
        <DataList<Dispute>
          name="disputes"
          label={t('title')}
          load={(query) => ok(api.GET('/v1/merchant/disputes', { params: { query } }))}
          rowId={(one) => one.id}
          fresh={fresh}
          onOpen={(one) => void go(`/disputes/${one.id}`)}
          presets={[{ name: { zh: '等您回复', en: 'Waits for you' }, filters: { state: 'merchant' } }]}
          filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: code(`d_${value}`) })) }]}
          columns={[
            { key: 'reason', title: t('reason'), main: true, render: (one) => code(one.reason) },
            { key: 'state', title: t('state'), render: (one) => <DisputeState of={one.state} /> },
            { key: 'amount', title: t('amount'), align: 'right', render: (one) => <Money of={one.amount} /> },
            { key: 'due', title: t('due'), render: (one) => <When at={one.due_at} /> },
            { key: 'order', title: t('order'), render: (one) => <span className="code">{shortId(one.order)}</span> },
            { key: 'how', title: t('how'), render: (one) => (one.how ? code(`h_${one.how}`) : '–') },
            { key: 'refunded', title: t('refunded'), extra: true, align: 'right', render: (one) => <Money of={one.refunded} /> },
            { key: 'at', title: t('opened'), render: (one) => <When at={one.opened_at} /> },
          ]}
          empty={{ title: t('empty'), text: t('empty_text') }}
        />
      </div>
    </Page>
  );
}

function Score() {
  const t = useWords(disputeWords);
  const count = useCount();
  const { data } = useQuery({ queryKey: ['dispute-score'], queryFn: () => ok(api.GET('/v1/merchant/dispute-score')) });
  if (!data) return null;
  return (
    <Card title={t('score')}>
      <dl className="facts">
        <dt>{t('s_orders')}</dt><dd className="number">{count(data.orders)}</dd>
        <dt>{t('s_refund_rate')}</dt><dd className="number">{percent(data.refund_rate)}</dd>
        <dt>{t('s_disputes')}</dt><dd className="number">{count(data.disputes)}</dd>
        <dt>{t('s_loss_rate')}</dt><dd className="number">{percent(data.loss_rate)}</dd>
        <dt>{t('s_answer')}</dt><dd>{data.answer_minutes > 0 ? t('minutes', { n: data.answer_minutes }) : '–'}</dd>
      </dl>
    </Card>
  );
}
