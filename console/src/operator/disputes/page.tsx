import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Dispute } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Money, shortId, When } from '../../parts/bits';
import { DisputeState } from '../../parts/dispute';
import { disputeWords } from '../../parts/dispute_words';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useMerchantNames } from '../merchants/names';

const states = ['platform', 'appealed', 'merchant', 'offered', 'ruled', 'bank', 'closed'];

/** The queue of those who rule. */
export default function DisputesPage() {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const go = useNavigate();
  const { fresh } = useLive();
  const nameOf = useMerchantNames();
  return (
    <Page title={t('title')} lead={t('lead_platform')} acts={<Button onClick={() => void go('/platform/dispute-rules')}>{t('rules')}</Button>}>
      <DataList<Dispute>
        name="platform-disputes"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/platform/disputes', { params: { query } }))}
        rowId={(one) => one.id}
        fresh={fresh}
        onOpen={(one) => void go(`/platform/disputes/${one.id}`)}
        presets={[
          { name: { zh: '待裁决', en: 'To be ruled' }, filters: { state: 'platform' } },
          { name: { zh: '申诉', en: 'Appeals' }, filters: { state: 'appealed' } },
        ]}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: code(`d_${value}`) })) }]}
        columns={[
          { key: 'reason', title: t('reason'), main: true, render: (one) => code(one.reason) },
          { key: 'state', title: t('state'), render: (one) => <span><DisputeState of={one.state} />{one.taken && <span className="soft small"> {t('take')}</span>}</span> },
          { key: 'merchant', title: t('side_merchant'), render: (one) => nameOf(one.merchant) },
          { key: 'amount', title: t('amount'), align: 'right', render: (one) => <Money of={one.amount} /> },
          { key: 'due', title: t('due'), render: (one) => <When at={one.due_at} /> },
          { key: 'order', title: t('order'), extra: true, render: (one) => <span className="code">{shortId(one.order)}</span> },
          { key: 'how', title: t('how'), render: (one) => (one.how ? code(`h_${one.how}`) : '–') },
          { key: 'at', title: t('opened'), render: (one) => <When at={one.opened_at} /> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}
