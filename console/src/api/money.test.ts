import { describe, expect, it } from 'vitest';
import { decimal, minor, money, rate } from './money';

describe('amounts', () => {
  it('are written by moving the point', () => {
    expect(decimal({ amount: 1990, currency: 'CNY' })).toBe('19.90');
    expect(decimal({ amount: 5, currency: 'CNY' })).toBe('0.05');
    expect(decimal({ amount: -5, currency: 'CNY' })).toBe('-0.05');
    expect(decimal({ amount: 1990, currency: 'JPY' })).toBe('1990');
    expect(decimal({ amount: 9007199254740991, currency: 'CNY' })).toBe('90071992547409.91');
  });

  it('are read the same way', () => {
    expect(minor('19.9', 'CNY')).toBe(1990);
    expect(minor('19.90', 'CNY')).toBe(1990);
    expect(minor('0.29', 'CNY')).toBe(29);
    expect(minor('1.15', 'CNY')).toBe(115);
    expect(minor('1,234.5', 'CNY')).toBe(123450);
    expect(minor('1990', 'JPY')).toBe(1990);
  });

  it('are refused where they are none', () => {
    for (const text of ['', '-1', '1.234', '1e3', 'abc', '1.2.3', '１２', '1234567890123']) expect(minor(text, 'CNY'), text).toBeUndefined();
    expect(minor('1.5', 'JPY')).toBeUndefined();
  });

  it('are changed by per cent, written as hundredths of one', () => {
    expect([rate('-10'), rate('+5.5'), rate('5.25%'), rate('−12.55'), rate(' 900 ')]).toEqual([-1000, 550, 525, -1255, 90000]);
    for (const text of ['', '0', '-90.01', '901', '1.234', '5,5', 'ten', '--5']) expect(rate(text), text).toBeUndefined();
  });

  it('keep every digit when they are shown', () => {
    expect(money({ amount: 9007199254740991, currency: 'CNY' }, 'en')).toContain('90,071,992,547,409.91');
    expect(money({ amount: 1990, currency: 'CNY' }, 'zh')).toBe('¥19.90');
  });
});
