import { cleanup, render, screen } from '@testing-library/react';
import { App } from 'antd';
import { afterEach, describe, expect, it } from 'vitest';
import type { PartnerAllocation, PartnerDetails } from '../../api/model';
import { Speaking } from '../../i18n';
import { bodyOf, valuesOf } from './form';
import { everyDay } from './pattern';
import { percentOf, toneOfMark, Used } from './used';

const allocation: PartnerAllocation = { code: 'card', kind: 'sku', goods: 'sku_1', name: { zh: '月卡', en: 'Monthly card' }, period: 'month', units: 200, used: 199, left: 1, from: '2026-10-31T16:00:00Z', until: null, holds: true };

const details: PartnerDetails = {
  partner: { user: 'usr_1', name: 'p@example.com', label: 'Next door', price_lists: [], docking_keys: 1, agreed: true, frozen: false, allocations: [allocation], cases: 0, mark: 'quiet' },
  clauses: { stops: 'all', on_case: 'both', case_nth: 2, case_days: 30, on_pattern: 'alarm', on_tries: 'none', tries_most: 5 },
  frozen: null,
  fired: [],
  pattern: null,
};

afterEach(cleanup);

describe('partners', () => {
  it('an allocation is full only when nothing is left', () => {
    expect([percentOf({ used: 0, units: 10 }), percentOf(allocation), percentOf({ used: 200, units: 200 }), percentOf({ used: 0, units: 0 }), percentOf({ used: 9, units: 5 })]).toEqual([0, 99, 100, 100, 100]);
    render(<Speaking initial="en"><App><Used of={allocation} /></App></Speaking>);
    expect(screen.getByText('199 / 200')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-label')).toBe('Monthly card: 199 of 200 used');
  });

  it('what is not changed is written as it was read', () => {
    const body = bodyOf(valuesOf(details));
    expect(body.clauses).toEqual(details.clauses);
    expect(body.allocations).toHaveLength(1);
    expect(body.allocations[0]).toMatchObject({ code: 'card', sku: 'sku_1', period: 'month', units: 200, until: undefined });
    expect(bodyOf({ ...valuesOf(details), allocations: [{ code: ' all ', goods: 'product prd_1', period: 'all', units: 0 }] }).allocations[0]).toMatchObject({ code: 'all', product: 'prd_1', units: 0 });
  });

  it('a day without orders is a gap in the chart', () => {
    const days = everyDay([{ day: '2026-11-28', orders: 1, units: 2 }, { day: '2026-12-01', orders: 3, units: 4 }]);
    expect(days.map((day) => [day.day, day.units])).toEqual([['2026-11-28', 2], ['2026-11-29', 0], ['2026-11-30', 0], ['2026-12-01', 4]]);
    expect(everyDay([])).toEqual([]);
  });

  it('each mark has a colour of its own', () => {
    expect(new Set(['quiet', 'look', 'abnormal', null].map(toneOfMark)).size).toBe(4);
  });
});
