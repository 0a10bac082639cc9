/** Days without a time of day, written as yyyy-mm-dd: they sort as texts, and no time zone moves them. */

const pad = (number: number, places = 2) => String(number).padStart(places, '0');

const write = (date: Date) => `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;

function read(day: string): Date {
  const [year, month, date] = day.split('-').map(Number);
  const at = new Date(0);
  at.setUTCFullYear(year ?? 1970, (month ?? 1) - 1, date ?? 1);
  return at;
}

/** The day that somebody has typed: 2026-1-5, 2026/01/05, 2026.1.5, 20260105 or 2026年1月5日; undefined where it is none. */
export function dayOf(text: string): string | undefined {
  const typed = text.trim();
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(typed) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(typed);
  if (!match) return undefined;
  const day = `${match[1]}-${pad(Number(match[2]))}-${pad(Number(match[3]))}`;
  // The 31st of April is the first of May to a computer, and no day to a person.
  return write(read(day)) === day ? day : undefined;
}

export function today(now = new Date()): string {
  return `${pad(now.getFullYear(), 4)}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

export function addDays(day: string, days: number): string {
  const at = read(day);
  at.setUTCDate(at.getUTCDate() + days);
  return write(at);
}

/** The same day of another month, or its last one where it is shorter. */
export function addMonths(day: string, months: number): string {
  const at = read(day);
  const date = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(date, last));
  return write(at);
}

/** Monday is 0. */
export const weekday = (day: string) => (read(day).getUTCDay() + 6) % 7;

/** The weeks that a page of a calendar shows, from Monday to Sunday. */
export function weeksOf(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const start = addDays(first, -weekday(first));
  const weeks = Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, at) => addDays(start, week * 7 + at)));
  return weeks.filter((week) => week.some((one) => one.slice(0, 7) === day.slice(0, 7)));
}

/** In words, for a screen reader. */
export const inWords = (day: string, locale: string, how: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...how }).format(read(day));
