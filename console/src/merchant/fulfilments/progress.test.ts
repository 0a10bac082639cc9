import { describe, expect, it } from 'vitest';
import type { Query } from '../../parts/list/types';
import { openFirst, secondsBetween, share } from './progress';

describe('the time until a deadline', () => {
  const [from, to] = ['2026-11-29T12:00:00Z', '2026-11-29T12:30:00Z'];
  it('goes from nothing to all of it, and no further', () => {
    expect(share(from, to, Date.parse(from))).toBe(0);
    expect(share(from, to, Date.parse('2026-11-29T12:15:00Z'))).toBe(0.5);
    expect(share(from, to, Date.parse('2026-11-29T13:00:00Z'))).toBe(1);
    expect(share(from, to, Date.parse('2026-11-29T11:00:00Z'))).toBe(0);
    expect(share(to, from, Date.parse(from))).toBe(1);
  });

  it('is counted in whole seconds, of which none is less than nothing', () => {
    expect(secondsBetween(0, 1_400)).toBe(1);
    expect(secondsBetween(2_000, 0)).toBe(0);
  });
});

describe('what is open', () => {
  const rows = ['c open', 'a open', 'd credited', 'b given_back'].map((row) => ({ id: row.slice(0, 1), state: row.slice(2) }));
  /** One a page, as the server gives them. */
  const load = async ({ state, after }: Query) => {
    const fit = rows.filter((row) => !state || row.state === state);
    const at = Number(after ?? 0);
    return { items: fit.slice(at, at + 1), next: at + 1 < fit.length ? String(at + 1) : null };
  };

  it('stands in front of the rest, and nothing twice', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await openFirst(load, { after });
      seen.push(...page.items.map((row) => row.id));
      if (!page.next) break;
      after = page.next;
    }
    expect(seen).toEqual(['c', 'a', 'd', 'b']);
  });
});
