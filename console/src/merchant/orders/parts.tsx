import { api, ok } from '../../api/client';
import type { Order } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { useCount } from '../../parts/bits';
import { orderWords } from './words';

export const orderStates = ['pending', 'fulfilling', 'delivered', 'failed', 'cancelled', 'expired'];

export const resend = (id: string) => ok(api.POST('/v1/merchant/orders/{id}/resend', { params: { path: { id } } }));

/** What was bought: the product of the first line, and how many units in all. */
export function Goods({ order }: { order: Order }) {
  const t = useWords(orderWords);
  const say = useSay();
  const count = useCount();
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const name = say(order.title);
  return (
    <span>
      {name || t('units', { n: count(units) })}
      {name && units > 1 && <span className="soft"> · {t('units', { n: count(units) })}</span>}
    </span>
  );
}
