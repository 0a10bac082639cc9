import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Review } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { State, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { holds, scan } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useMerchantNames } from '../merchants/names';
import { operatorWords } from '../words';

/** What the rules can have to say of a product. */
const findings = ['forbidden_word', 'category_by_person', 'guide_missing', 'price_unusual'];

export default function ReviewsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const code = useCodes(operatorWords);
  const state = useStates();
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
        load={({ q, why, late, state: wanted, ...query }) => scan<Review>(
          (page) => ok(api.GET('/v1/platform/reviews', { params: { query: { ...page, state: String(wanted ?? 'waiting') } } })),
          (one) => (!why || one.findings.some((finding) => finding.code === why)) && (!late || one.late) && holds([one.title.zh, one.title.en, nameOf(one.merchant)], q),
          query,
        )}
        rowId={(one) => one.product}
        fresh={fresh}
        presets={[{ name: { zh: '已超期', en: 'Overdue' }, filters: { late: 'yes' } }]}
        filters={[
          { key: 'q', label: t('search_reviews'), kind: 'search' },
          { key: 'why', label: t('why'), kind: 'choice', options: findings.map((value) => ({ value, label: code(value) })) },
          { key: 'late', label: t('due'), kind: 'choice', options: [{ value: 'yes', label: t('overdue') }] },
          { key: 'state', label: t('state'), kind: 'choice', options: ['waiting_review', 'approved', 'rejected'].map((value) => ({ value: value.replace('_review', ''), label: state(value) })) },
        ]}
        columns={[
          { key: 'product', title: t('product'), main: true, render: (one) => say(one.title) },
          { key: 'merchant', title: t('merchant'), render: (one) => nameOf(one.merchant) },
          { key: 'why', title: t('why'), render: (one) => <span className="row">{one.findings.map((finding) => <span key={finding.code} className="tag wait" title={finding.detail}>{code(finding.code, finding.detail)}</span>)}</span> },
          { key: 'since', title: t('since'), render: (one) => <When at={one.asked_at} ago /> },
          { key: 'due', title: t('due'), render: (one) => (one.state !== 'waiting' ? <State of={one.state} /> : one.late ? <span className="tag bad">{t('overdue')}</span> : <When at={one.due_at} ago />) },
        ]}
        acts={(one) => one.state === 'waiting' && (
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
