import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { api, ok } from '../../api/client';
import type { PlannedPrice } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { Trouble } from '../../parts/trouble';
import { Steps, WhyOf } from './changes';
import type { bodyOf } from './rule_form';
import { priceWords } from './words';

/** What a rule would change now. */
export function PreviewOf({ body }: { body: ReturnType<typeof bodyOf> }) {
  const t = useWords(priceWords);
  const { data, error } = useQuery({ queryKey: ['price-preview', body], queryFn: () => ok(api.POST('/v1/merchant/price-rules/preview', { body })), gcTime: 0 });
  if (error) return <Trouble error={error} />;
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} />;
  const { offers, changed, held, blocked, unchanged, unknown } = data;
  return (
    <div className="stack" style={{ marginTop: 12 }} aria-live="polite" data-test="price-preview">
      <p>{t('preview_sum', { offers, changed, held, blocked, unchanged, unknown })}</p>
      {data.first.length === 0 && <p className="soft">{t('preview_none')}</p>}
      {data.first.length > 0 && (
        <div style={{ maxHeight: 260, overflow: 'auto' }}>
          <table>
            <thead><tr><th>{t('sku')}</th><th>{t('from')}</th><th>{t('to')}</th><th>{t('state')}</th></tr></thead>
            <tbody>{data.first.map((one) => <Line key={one.offer} of={one} />)}</tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Line({ of }: { of: PlannedPrice }) {
  const t = useWords(priceWords);
  const say = useSay();
  const state = of.outcome === 'held' ? 'c_held' : of.outcome === 'blocked' ? 'c_blocked' : 'c_change';
  return (
    <tr>
      <td>{say(of.title)} {say(of.sku_name)} <span className="code soft">{of.sku_code}</span><br /><Steps of={of.steps} /></td>
      <td><Money of={of.from} /></td>
      <td><Money of={of.to} /></td>
      <td><span className={of.outcome === 'change' ? 'tag good' : of.outcome === 'held' ? 'tag wait' : 'tag bad'}>{t(state)}</span> {of.why && <WhyOf code={of.why} />}</td>
    </tr>
  );
}
