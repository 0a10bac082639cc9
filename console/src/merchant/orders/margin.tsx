import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, ok, quietly } from '../../api/client';
import type { Order, OrderMargin } from '../../api/model';
import { percent } from '../../api/money';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { orderWords } from './words';

/** What was earned with an order, and with each of its lines. */
export function Margin({ order }: { order: Order }) {
  const t = useWords(orderWords);
  const say = useSay();
  const may = useMay();
  const paid = ['fulfilling', 'delivered'].includes(order.state);
  const { data, error } = useQuery({
    queryKey: ['order', order.id, 'margin'],
    queryFn: () => ok(api.GET('/v1/merchant/orders/{id}/margin', { params: { path: { id: order.id } }, ...quietly })),
    enabled: paid,
    retry: false,
  });
  if (!paid || (!data && !error)) return null;
  const saved = order.price?.saved ?? 0;
  return (
    <Card title={t('earned')}>
      {error && <Trouble error={error} />}
      {data && (
        <dl className="facts" data-test="order-margin">
          <dt>{t('income')}</dt><dd><Money of={data.total} />{saved > 0 && <span className="soft small"> · {t('saved')} <Money of={{ amount: saved, currency: data.total.currency }} /></span>}</dd>
          <Shares of={data} />
        </dl>
      )}
      {data && !data.cost && <p className="soft small" style={{ marginTop: 8 }}>{order.state === 'fulfilling' ? t('cost_later') : <>{t('cost_unknown')} {may('catalog:write') && <Link to="/margins">{t('cost_set')}</Link>}</>}</p>}
      {data && data.lines.length > 1 && (
        <ul className="plain-rows">
          {data.lines.map((line) => (
            <li key={line.offer} data-test="line-margin">
              <span className="grow">{say(line.sku_name)} × {line.quantity}<br /><span className="soft small">{t('income')} <Money of={line.amount} /></span></span>
              <dl className="facts"><Shares of={line} /></dl>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What goes off, and what is left. */
function Shares({ of }: { of: Pick<OrderMargin, 'fee' | 'cost' | 'margin' | 'margin_bps'> }) {
  const t = useWords(orderWords);
  const lost = (of.margin?.amount ?? 0) < 0;
  return (
    <>
      <dt>{t('fee')}</dt><dd><Money of={of.fee} /></dd>
      <dt>{t('cost')}</dt><dd>{of.cost ? <Money of={of.cost} /> : <span className="soft">{t('unknown')}</span>}</dd>
      <dt>{t('left')}</dt>
      <dd>{of.margin ? <strong className={lost ? 'bad-ink' : ''}><Money of={of.margin} />{of.margin_bps !== null && <span className="soft small"> ({of.margin_bps < 0 ? '−' : ''}{percent(Math.abs(of.margin_bps))})</span>}</strong> : <span className="soft">–</span>}</dd>
    </>
  );
}
