import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Fragment } from 'react';
import { api, ok } from '../../api/client';
import { percent } from '../../api/money';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money, useCount, Yes } from '../../parts/bits';
import { Empty } from '../../parts/empty';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { useCategories } from '../products/parts';
import { planWords } from './words';

const counted = ['products', 'orders_month', 'staff', 'api_calls_month'] as const;

export default function PlanPage() {
  const t = useWords(planWords);
  const say = useSay();
  const categories = useCategories();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['plan'], queryFn: () => ok(api.GET('/v1/merchant/plan')) });
  return (
    <Page title={t('title')} lead={t('lead')} narrow>
      {isError && <Trouble error={error} again={() => void refetch()} />}
      {!data && !isError && <Skeleton active />}
      {data && (
        <div className="stack">
          {data.plan ? (
            <Card title={t('current')} extra={<span className="tag good">{say(data.plan.name)}</span>}>
              <dl className="facts">
                <dt>{t('monthly')}</dt><dd><Money of={data.plan.fee} /></dd>
                <dt>{t('api_calls')}</dt><dd>{data.plan.limits.api_calls ?? t('unlimited')}</dd>
                <dt>{t('own_domain')}</dt><dd><Yes when={data.plan.own_domain} /></dd>
              </dl>
            </Card>
          ) : (
            <Card><Empty title={t('none')} text={t('none_text')} /></Card>
          )}
          <Card title={t('shares')}>
            <dl className="facts" data-test="shares">
              <dt>{t('share')}</dt><dd>{percent(data.fee_bps)}</dd>
              {data.category_fees.map(({ category, fee_bps }) => {
                const name = categories.get(category);
                return <Fragment key={category}><dt>{name ? say(name) : category}</dt><dd>{percent(fee_bps ?? data.fee_bps)}</dd></Fragment>;
              })}
            </dl>
            {data.category_fees.length > 0 && <p className="soft small">{t('shares_text')}</p>}
          </Card>
          <Card title={t('usage')}>
            <div className="stack">{counted.map((key) => <Used key={key} name={key} used={data.usage[key]} most={data.plan?.limits[key] ?? null} />)}</div>
          </Card>
        </div>
      )}
    </Page>
  );
}

function Used({ name, used, most }: { name: string; used: number; most: number | null }) {
  const t = useWords(planWords);
  const code = useCodes(planWords);
  const count = useCount();
  const share = most ? Math.min(100, (used / most) * 100) : 0;
  return (
    <div>
      <div className="row between">
        <span>{code(name)}</span>
        <span className="number">{t('of', { n: count(used), most: most === null ? t('unlimited') : count(most) })}</span>
      </div>
      {most !== null && <div className="bar" aria-hidden="true"><i className={share >= 90 ? 'bad' : ''} style={{ width: `${share}%` }} /></div>}
      {share >= 90 && <span className="soft small">{t('near')}</span>}
    </div>
  );
}
