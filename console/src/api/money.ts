/** An amount in minor units. It is never reckoned with here, only written and read. */
export interface Amount {
  amount: number;
  currency: string;
}

const digits = new Map<string, number>();

export function digitsOf(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, known);
  }
  return known;
}

/** 1990 CNY → "19.90", by moving the point in the text. */
export function decimal({ amount, currency }: Amount): string {
  const places = digitsOf(currency);
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(places + 1, '0');
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** "19.9" → 1990; undefined for what is no amount of the currency. */
export function minor(text: string, currency: string): number | undefined {
  const places = digitsOf(currency);
  const match = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim().replaceAll(',', ''));
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > places) return undefined;
  const value = Number(match[1] + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(value) ? value : undefined;
}

export function money(amount: Amount, language: 'zh' | 'en'): string {
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    style: 'currency',
    currency: amount.currency,
    currencyDisplay: 'narrowSymbol',
  });
  // A text, so that no amount passes through a fraction.
  return format.format(decimal(amount) as never);
}

/** "1.5" per cent → 150, by moving the point. */
export function basisPoints(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{0,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const value = Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`);
  return value <= 10_000 ? value : undefined;
}

/** "-10" per cent → -1000, "+5.5" → 550: by what a price is changed. Nothing below a tenth or above ten times. */
export function rate(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim().replace('−', '-').replace(/%$/, ''));
  if (!match) return undefined;
  const value = Number(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`) * (match[1] === '-' ? -1 : 1);
  return value !== 0 && value >= -9_000 && value <= 90_000 ? value : undefined;
}

/** Basis points as per cent, by moving the point: 150 → 1.50%. */
export const percent = (bps: number) => `${String(bps).padStart(3, '0').replace(/(\d\d)$/, '.$1')}%`;
