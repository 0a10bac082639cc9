import type { Query } from './list/types';

/** The whole of the days that somebody names, in the time of the one who names them. */
export const startOf = (day: string) => new Date(`${day}T00:00:00`).toISOString();
export const endOf = (day: string) => new Date(`${day}T23:59:59.999`).toISOString();

/** The days of a list's filter, as times. */
export const timed = ({ from, to, ...query }: Query): Query => ({ ...query, ...(from ? { from: startOf(String(from)) } : {}), ...(to ? { to: endOf(String(to)) } : {}) });
