import type { ListPage, Query } from '../../parts/list/types';

/** How much of the time until a deadline is over, of one. */
export function share(from: string, deadline: string, now: number): number {
  const [begin, end] = [Date.parse(from), Date.parse(deadline)];
  if (end <= begin) return 1;
  return Math.min(1, Math.max(0, (now - begin) / (end - begin)));
}

export const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1000));

/** What is still open stands in front, then all the rest; the cursor says in which part one is. */
export async function openFirst<T extends { state: string }>(load: (query: Query) => Promise<ListPage<T>>, { after, ...query }: Query): Promise<ListPage<T>> {
  const [part, cursor] = String(after ?? 'open ').split(' ');
  const from = cursor ? { after: cursor } : {};
  if (part === 'open') {
    const { items, next } = await load({ ...query, ...from, state: 'open' });
    return { items, next: next ? `open ${next}` : 'rest ' };
  }
  const { items, next } = await load({ ...query, ...from });
  return { items: items.filter((one) => one.state !== 'open'), next: next ? `rest ${next}` : null };
}
