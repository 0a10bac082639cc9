import { describe, expect, it } from 'vitest';
import { holds, scan, sift, within } from './scan';
import type { Query } from './types';

const all = Array.from({ length: 250 }, (_, at) => ({ id: String(at) }));

/** A server that gives a hundred at once. */
const server = (asked: Query[]) => async (query: Query) => {
  asked.push(query);
  const from = Number(query.after ?? 0);
  const items = all.slice(from, from + 100);
  return { items, next: from + 100 < all.length ? String(from + 100) : null };
};

describe('a list that is filtered here', () => {
  it('is looked through to its end, and no row is given twice', async () => {
    const asked: Query[] = [];
    const found = await scan(server(asked), (row) => row.id.endsWith('7'), { limit: 50 });
    expect(found.items.map((row) => row.id)).toEqual(all.map((row) => row.id).filter((id) => id.endsWith('7')));
    expect(found.next).toBeNull();
    expect(asked.map((query) => query.after)).toEqual([undefined, '100', '200']);
  });

  it('stops when enough was found, and goes on behind it', async () => {
    const asked: Query[] = [];
    const first = await scan(server(asked), () => true, { limit: 50 });
    expect([first.items.length, first.next]).toEqual([100, '100']);
    const second = await scan(server(asked), () => true, { limit: 50, after: first.next ?? undefined });
    expect(second.items[0]?.id).toBe('100');
  });

  it('is one page where the server has no more', async () => {
    const found = await sift(async () => ({ items: all.slice(0, 3) }), (row) => row.id !== '1', {});
    expect(found).toEqual({ items: [{ id: '0' }, { id: '2' }], next: null });
  });
});

describe('a filter', () => {
  it('wants every word somewhere, whatever the case', () => {
    expect(holds(['Link reused', 'ord_7'], 'ORD reused')).toBe(true);
    expect(holds(['Link reused', undefined], 'reused gone')).toBe(false);
    expect(holds(['x'], undefined)).toBe(true);
  });

  it('takes whole days of whoever names them, both included', () => {
    const noon = new Date('2026-03-02T12:00:00').toISOString();
    expect(within(noon, { from: '2026-03-02', to: '2026-03-02' })).toBe(true);
    expect(within(noon, { from: '2026-03-03' })).toBe(false);
    expect(within(noon, { to: '2026-03-01' })).toBe(false);
    expect(within(noon, {})).toBe(true);
  });
});
