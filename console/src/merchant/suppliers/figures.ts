import { percent, type Amount } from '../../api/money';
import type { Offer, Supplier, SupplierDeposit, SupplyRoute } from '../../api/model';
import { today } from '../../parts/date/civil';

const day = 86_400_000;

/** What the API says of a supplier is in minor units of that supplier's currency. */
export const amountIn = (currency: string, amount: number): Amount => ({ amount, currency });

/** What is left of a price after the cost, in hundredths of a per cent of the price. Two currencies cannot be compared. */
export function margin(price: Amount | undefined, cost: Amount): number | undefined {
  if (!price || price.currency !== cost.currency || price.amount <= 0) return undefined;
  return Math.floor(((price.amount - cost.amount) * 10_000) / price.amount);
}

/** `percent`, of less than nothing, too. */
export const signed = (bps: number) => (bps < 0 ? `−${percent(-bps)}` : percent(bps));

/** The least that a SKU is sold for in a currency: of its offers on sale, or of all where none is. */
export function lowest(offers: Pick<Offer, 'sku' | 'on' | 'price'>[], sku: string, currency: string): Amount | undefined {
  const own = offers.filter((offer) => offer.sku === sku && offer.price.currency === currency);
  const selling = own.filter((offer) => offer.on);
  return (selling.length > 0 ? selling : own).map((offer) => offer.price).sort((one, other) => one.amount - other.amount)[0];
}

/**
 * For how many whole days a deposit lasts, if it goes on as it did since something was paid in first. Cannot be told where
 * nothing was spent, nothing sells any more, or the first payment is no longer on the list.
 */
export function runway(of: Pick<Supplier, 'deposit' | 'score'>, booked: Pick<SupplierDeposit, 'at'>[], now: number, most = 100): number | undefined {
  const { available, spent } = of.deposit;
  const first = Math.min(...booked.map((line) => Date.parse(line.at)));
  if (spent <= 0 || !of.score?.credited || booked.length === 0 || booked.length >= most) return undefined;
  return Math.floor((Math.max(available, 0) * Math.max(1, (now - first) / day)) / spent);
}

/**
 * By how much a supplier's word differs from our books: more than nothing where it holds more. Whether what is under way
 * is taken off already differs from supplier to supplier, so both are right.
 */
export function gap(theirs: number, available: number, held: number): number {
  if (theirs > available + held) return theirs - available - held;
  return theirs < available ? theirs - available : 0;
}

/** How many of a hundred that ended were credited, in hundredths of a per cent. */
export function creditedRate(score: Supplier['score']): number | undefined {
  const ended = score ? score.credited + score.failed : 0;
  return score && ended > 0 ? Math.floor((score.credited * 10_000) / ended) : undefined;
}

/** A span in the unit in which people say it. */
export function lasting(seconds: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  if (seconds < 120) return { unit: 'seconds', n: Math.round(seconds) };
  if (seconds < 7_200) return { unit: 'minutes', n: Math.round(seconds / 60) };
  return seconds < 172_800 ? { unit: 'hours', n: Math.round(seconds / 3_600) } : { unit: 'days', n: Math.round(seconds / 86_400) };
}

/** Whole days until a contract ends; undefined once it has ended. */
export function contractDays(until: string, now: number): number | undefined {
  const left = Date.parse(until) - now;
  return left > 0 ? Math.floor(left / day) : undefined;
}

/** The last moment at which a contract holds: the API names the first one at which it does not. */
export const lastMoment = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

export const lastDay = (until: string): string => today(new Date(lastMoment(until)));

/** Where each route stands once one of them has moved; only those whose place is another one. */
export function moved<R extends Pick<SupplyRoute, 'position'>>(routes: R[], at: number, by: number): { route: R; position: number }[] {
  const route = routes[at];
  if (!route || at + by < 0 || at + by >= routes.length) return [];
  const order = routes.filter((one) => one !== route);
  order.splice(at + by, 0, route);
  return order.map((one, position) => ({ route: one, position })).filter((one) => one.route.position !== one.position);
}

/** The place behind all others. */
export const behind = (routes: Pick<SupplyRoute, 'position'>[]): number => Math.min(1_000, Math.max(-1, ...routes.map((route) => route.position)) + 1);
