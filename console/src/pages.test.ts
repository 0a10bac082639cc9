import { describe, expect, it } from 'vitest';
import { pages } from './pages';
import { basisPoints, percent } from './api/money';
import { shortId } from './parts/short';

describe('pages', () => {
  it('have one entry an address and role', () => {
    const keys = pages.map((page) => `${page.role ?? 'all'} ${page.path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('stand in the menu with an icon', () => {
    for (const page of pages.filter((one) => one.group)) expect(page.icon, page.path).toBeDefined();
  });
});

describe('figures', () => {
  it('move the point of basis points', () => {
    expect(percent(150)).toBe('1.50%');
    expect(percent(5)).toBe('0.05%');
    expect(percent(10_000)).toBe('100.00%');
    expect(basisPoints('1.5')).toBe(150);
    expect(basisPoints('100')).toBe(10_000);
    expect(basisPoints('100.01')).toBeUndefined();
    expect(basisPoints('1.234')).toBeUndefined();
  });

  it('shorten ids to what tells them apart', () => {
    expect(shortId('ord_01kb9w4xq2f3v8s7m6n5p4r3t2')).toBe('ord_…5p4r3t2');
    expect(shortId('short')).toBe('short');
  });
});
