import { describe, expect, it } from 'vitest';
import { endOf } from '../../parts/days';
import { behind, contractDays, creditedRate, gap, lastDay, lasting, lowest, margin, moved, runway, signed } from './figures';

const yuan = (amount: number) => ({ amount, currency: 'CNY' });

describe('the margin of a route', () => {
  it('is a part of the price, and less than nothing below cost', () => {
    expect(margin(yuan(1_000), yuan(950))).toBe(500);
    expect(margin(yuan(1_000), yuan(1_000))).toBe(0);
    expect(margin(yuan(1_000), yuan(1_100))).toBe(-1_000);
    // However little: it must not look like nothing.
    expect(margin(yuan(1_000_000), yuan(1_000_001))).toBeLessThan(0);
  });

  it('cannot be told of two currencies, or without a price', () => {
    expect(margin({ amount: 1_000, currency: 'USD' }, yuan(950))).toBeUndefined();
    expect(margin(undefined, yuan(950))).toBeUndefined();
  });

  it('is held against the lowest price at which the SKU is on sale', () => {
    const offer = (sku: string, amount: number, on: boolean) => ({ sku, on, price: yuan(amount) });
    const offers = [offer('a', 900, false), offer('a', 1_000, true), offer('a', 1_200, true), offer('b', 1, true)];
    expect(lowest(offers, 'a', 'CNY')).toEqual(yuan(1_000));
    expect(lowest([offer('a', 900, false)], 'a', 'CNY')).toEqual(yuan(900));
    expect(lowest(offers, 'a', 'USD')).toBeUndefined();
    expect(lowest(offers, 'c', 'CNY')).toBeUndefined();
  });

  it('is written with its sign', () => {
    expect(signed(500)).toBe('5.00%');
    expect(signed(-5)).toBe('−0.05%');
  });
});

describe('a deposit', () => {
  const now = Date.parse('2026-11-29T00:00:00Z');
  const of = (available: number, spent: number, credited = 9) => ({
    deposit: { available, held: 0, spent }, score: { credited, failed: 0, open: 0, half_seconds: null, most_seconds: null },
  });
  const booked = [{ at: '2026-11-24T00:00:00Z' }, { at: '2026-11-19T00:00:00Z' }];

  it('lasts as long as it would at the pace of until now', () => {
    // Ten days took 1,000.
    expect(runway(of(550, 1_000), booked, now)).toBe(5);
    expect(runway(of(0, 1_000), booked, now)).toBe(0);
    expect(runway(of(50, 1_000), [{ at: '2026-11-28T23:00:00Z' }], now)).toBe(0);
  });

  it('lasts nobody knows how long where nothing tells', () => {
    expect(runway(of(550, 0), booked, now)).toBeUndefined();
    expect(runway(of(550, 1_000, 0), booked, now)).toBeUndefined();
    expect(runway({ ...of(550, 1_000), score: null }, booked, now)).toBeUndefined();
    expect(runway(of(550, 1_000), [], now)).toBeUndefined();
    expect(runway(of(550, 1_000), booked, now, 2)).toBeUndefined();
  });

  it('agrees with the supplier whether or not what is under way is taken off there', () => {
    expect(gap(100, 100, 20)).toBe(0);
    expect(gap(120, 100, 20)).toBe(0);
    expect(gap(150, 100, 20)).toBe(30);
    expect(gap(90, 100, 20)).toBe(-10);
  });
});

describe('how a supplier does', () => {
  const score = (credited: number, failed: number) => ({ credited, failed, open: 3, half_seconds: null, most_seconds: null });

  it('is told of what has ended', () => {
    expect(creditedRate(score(199, 1))).toBe(9_950);
    expect(creditedRate(score(0, 0))).toBeUndefined();
    expect(creditedRate(null)).toBeUndefined();
  });

  it('is said in the unit of people', () => {
    expect(lasting(45)).toEqual({ unit: 'seconds', n: 45 });
    expect(lasting(300)).toEqual({ unit: 'minutes', n: 5 });
    expect(lasting(7_200)).toEqual({ unit: 'hours', n: 2 });
    expect(lasting(3 * 86_400)).toEqual({ unit: 'days', n: 3 });
  });
});

describe('a contract', () => {
  it('holds for whole days, and then not at all', () => {
    const now = Date.parse('2026-11-29T12:00:00Z');
    expect(contractDays('2026-12-29T12:00:00Z', now)).toBe(30);
    expect(contractDays('2026-11-29T13:00:00Z', now)).toBe(0);
    expect(contractDays('2026-11-29T12:00:00Z', now)).toBeUndefined();
  });

  it('is written with its last day', () => expect(lastDay(endOf('2027-01-31'))).toBe('2027-01-31'));
});

describe('the order of routes', () => {
  const routes = [{ name: 'a', position: 0 }, { name: 'b', position: 1 }, { name: 'c', position: 5 }];
  const places = (at: number, by: number) => moved(routes, at, by).map(({ route, position }) => `${route.name}${position}`);

  it('changes for those that stand elsewhere', () => {
    expect(places(1, -1)).toEqual(['b0', 'a1', 'c2']);
    expect(places(1, 1)).toEqual(['c1', 'b2']);
  });

  it('has a first and a last one', () => {
    expect(places(0, -1)).toEqual([]);
    expect(places(2, 1)).toEqual([]);
    expect(behind(routes)).toBe(6);
    expect(behind([])).toBe(0);
    expect(behind([{ position: 1_000 }])).toBe(1_000);
  });
});
