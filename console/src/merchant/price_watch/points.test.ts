import { expect, test } from 'vitest';
import { pointsOf } from './points';

const yuan = (amount: number, currency = 'CNY') => ({ amount, currency });
const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;
const now = Date.parse(at(29));
const cost = (day: number, amount: number, currency?: string) => ({ at: at(day), cost: yuan(amount, currency) }) as never;
const offer = { id: 'off', sku: 'sku', price: yuan(1_200) } as never;

test('prices begin with what they were, and end with what they are', () => {
  const changes = [
    { offer: 'off', from: yuan(1_100), to: yuan(1_200), at: at(10), decided_at: at(12) },
    { offer: 'off', from: yuan(1_000), to: yuan(1_100), at: at(5) },
    { offer: 'other', from: yuan(1), to: yuan(2), at: at(6) },
  ] as never;
  const lines = pointsOf({ costs: [cost(8, 900), cost(2, 800), cost(3, 1, 'USD')], changes, market: [], offer, currency: 'CNY', now });
  expect(lines.map(({ kind, points }) => [kind, points.map((point) => [new Date(point.at).getUTCDate(), point.amount])])).toEqual([
    ['price', [[2, 1_000], [5, 1_100], [12, 1_200], [29, 1_200]]],
    ['cost', [[2, 800], [8, 900], [29, 900]]],
  ]);
});

test('a price that never changed is as old as what is known beside it, and each place has its line', () => {
  const market = [{ source: 'b', price: yuan(1_300), at: at(20) }, { source: 'a', price: yuan(1_250), at: at(21) }, { source: 'b', price: yuan(1_310), at: at(18) }];
  const lines = pointsOf({ costs: [], changes: [], market, offer, currency: 'CNY', now });
  expect(lines.map((line) => [line.kind, line.name, line.points.map((point) => point.amount)])).toEqual([
    ['price', undefined, [1_200, 1_200]], ['market', 'b', [1_310, 1_300]], ['market', 'a', [1_250]],
  ]);
  expect(pointsOf({ costs: [], changes: [], market: [], offer: undefined, currency: 'CNY', now })).toEqual([]);
});
