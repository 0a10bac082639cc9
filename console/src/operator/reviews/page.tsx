import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Review } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { useMerchantNames } from '../merchants/names';
import { operatorWords } from '../words';

export default function ReviewsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const code = useCodes(operatorWords);
  const say = useSay();
  const ask = useAsk();
  const queries = useQueryClient();
  const { fresh } = useLive();
  const nameOf = useMerchantNames();
  const decide = (one: Review, verb: 'approve' | 'reject') => ask({
    title: t(verb === 'approve' ? 'approve_product' : 'reject_product', { name: say(one.title) }), act: t(verb), danger: verb === 'reject', reason: true,
    run: async (reason) => {
      await ok(api.POST(`/v1/platform/reviews/{id}/${verb}`, { params: { path: { id: one.product } }, body: { reason } }));
      await Promise.all(['reviews', 'queue'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Page title={t('reviews')} lead={t('reviews_lead')}>
      <DataList<Review>
        name="reviews"
        label={t('reviews')}
        fixed={{ state: 'waiting' }}
        load={(query) => ok(api.GET('/v1/platform/reviews', { params: { query } }))}
        rowId={(one) => one.product}
        fresh={fresh}
        columns={[
          { key: 'product', title: t('product'), main: true, render: (one) => say(one.title) },
          { key: 'merchant', title: t('merchant'), render: (one) => nameOf(one.merchant) },
          { key: 'why', title: t('why'), render: (one) => <span className="row">{one.findings.map((finding) => <span key={finding.code} className="tag wait" title={finding.detail}>{code(finding.code, finding.detail)}</span>)}</span> },
          { key: 'since', title: t('since'), render: (one) => <When at={one.asked_at} ago /> },
          { key: 'due', title: t('due'), render: (one) => (one.late ? <span className="tag bad">{t('overdue')}</span> : <When at={one.due_at} ago />) },
        ]}
        acts={(one) => (
          <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
            <Button size="small" type="primary" onClick={() => decide(one, 'approve')}>{t('approve')}</Button>
            <Button size="small" danger onClick={() => decide(one, 'reject')}>{t('reject')}</Button>
          </span>
        )}
        empty={{ title: t('reviews_empty') }}
      />
    </Page>
  );
}
