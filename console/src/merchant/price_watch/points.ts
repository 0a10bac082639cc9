import type { Offer, PriceChange, SkuCost } from '../../api/model';
import type { Amount } from '../../api/money';

export interface Point {
  /** Milliseconds. */
  at: number;
  amount: number;
}

export interface Line {
  kind: 'price' | 'cost' | 'market';
  /** Of a market: where. */
  name?: string;
  points: Point[];
}

interface Known {
  costs: SkuCost[];
  changes: PriceChange[];
  market: { source: string; price: Amount; at: string }[];
  offer?: Offer;
  currency: string;
  now: number;
}

/** What is known of a SKU as lines over time, up to now; amounts in another currency are left out. */
export function pointsOf({ costs, changes, market, offer, currency, now }: Known): Line[] {
  const cost = rising(costs.filter((one) => one.cost.currency === currency).map((one) => ({ at: Date.parse(one.at), amount: one.cost.amount })));
  const steps = changes
    .filter((one) => one.offer === offer?.id && one.to.currency === currency)
    .map((one) => ({ at: Date.parse(one.decided_at ?? one.at), from: one.from.amount, to: one.to.amount }))
    .sort((a, b) => a.at - b.at);
  const places = [...new Set(market.map((one) => one.source))].map((name): Line => ({
    kind: 'market',
    name,
    points: rising(market.filter((one) => one.source === name && one.price.currency === currency).map((one) => ({ at: Date.parse(one.at), amount: one.price.amount }))),
  }));
  const price: Point[] = steps.map(({ at, to }) => ({ at, amount: to }));
  const since = Math.min(now, ...cost.map((one) => one.at), ...places.flatMap((one) => one.points.map((point) => point.at)), ...price.map((one) => one.at));
  // Before the first change it was what that change found; without any it was always what it is.
  const before = steps[0]?.from ?? offer?.price.amount;
  if (before !== undefined && since < (price[0]?.at ?? now)) price.unshift({ at: since, amount: before });
  const until = (points: Point[], amount?: number) => {
    const last = points.at(-1);
    const known = amount ?? last?.amount;
    return last && known !== undefined && last.at < now ? [...points, { at: now, amount: known }] : points;
  };
  const lines: Line[] = [{ kind: 'price', points: until(price, offer?.price.amount) }, { kind: 'cost', points: until(cost) }, ...places];
  return lines.filter((line) => line.points.length > 0);
}

const rising = (points: Point[]) => points.sort((a, b) => a.at - b.at);
