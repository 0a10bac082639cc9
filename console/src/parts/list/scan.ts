import { endOf, startOf } from '../days';
import type { ListPage, Query } from './types';

/** As many as are looked through at once before a list shows what it found. */
const pages = 20;

/**
 * Filters a list that the server only gives as it is: goes through its pages until enough rows fit. The cursor is the
 * server's own, so "show more" goes on behind what was looked through.
 */
export async function scan<T>(load: (query: Query) => Promise<ListPage<T>>, fits: (row: T) => boolean, { after, limit }: Query): Promise<ListPage<T>> {
  const items: T[] = [];
  let cursor = after;
  for (let at = 0; at < pages; at += 1) {
    const page = await load({ limit: 100, ...(cursor === undefined ? {} : { after: cursor }) });
    items.push(...page.items.filter(fits));
    cursor = page.next ?? undefined;
    if (cursor === undefined || items.length >= Number(limit ?? 50)) break;
  }
  return { items, next: cursor === undefined ? null : String(cursor) };
}

/** For lists that the server gives as a whole: the same, of one page. */
export const sift = <T>(load: () => Promise<ListPage<T>>, fits: (row: T) => boolean, query: Query) => scan(load, fits, query);

/** Whether a moment lies on one of the days that a filter names, in the time of the one who names them. */
export function within(at: string, { from, to }: Query): boolean {
  const time = Date.parse(at);
  return (!from || time >= Date.parse(startOf(String(from)))) && (!to || time <= Date.parse(endOf(String(to))));
}

/** Whether every word stands somewhere in the texts. */
export function holds(texts: (string | undefined)[], asked: string | number | undefined): boolean {
  const all = texts.join('\n').toLowerCase();
  return String(asked ?? '').toLowerCase().split(/\s+/).every((word) => all.includes(word));
}
