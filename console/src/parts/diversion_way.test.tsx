import { cleanup, render, screen } from '@testing-library/react';
import { App } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { DiversionChain } from '../api/model';
import { Speaking } from '../i18n';
import { Way } from './diversion_way';

const chain: DiversionChain = {
  merchant: { id: 'mer_1', name: { zh: '商户', en: 'Merchant' } },
  sku: 'sku_1',
  product: { zh: '月卡', en: 'Monthly card' },
  sku_name: { zh: '一个月', en: 'One month' },
  number: 7,
  state: 'in_stock',
  batch: { id: 'bat_1', supplier: 'Lime Ltd', reference: 'Invoice 7', contract: 'HT-7', signed_on: '2026-01-31', authorisation: null, imported_by: 'usr_9', imported_at: '2026-11-20T08:00:00Z' },
  sale: null,
  shared: null,
  open_case: null,
};

const sale: NonNullable<DiversionChain['sale']> = {
  delivery: 'dlv_1-1', order: 'ord_1', placed_at: '2026-11-21T08:00:00Z', delivered_at: '2026-11-21T08:00:00Z', origin: 'api', pay: 'wallet', network: '192.0.2.0/24', contact: null,
  partner: { id: 'usr_7', name: 'Card House', units_of_sku: 40, units_in_all: 1200, complete: false, cases: 2 },
  reveals: [{ at: '2026-11-21T08:00:01Z', by: 'key_3', network: '192.0.2.0/24' }],
  reveals_complete: true,
  links: [],
};

const draw = (of: DiversionChain, side: 'merchant' | 'operator' = 'merchant') => render(<Speaking initial="en"><App><MemoryRouter><Way of={of} side={side} found="a stall" /></MemoryRouter></App></Speaking>);

afterEach(cleanup);

describe('the way of a found key', () => {
  it('leads from the supplier to the partner and to where it was found', () => {
    draw({ ...chain, state: 'sold', sale });
    const steps = screen.getAllByRole('listitem').map((step) => step.firstElementChild?.textContent);
    expect(steps).toEqual(['Supplier', 'Batch', 'Delivery', 'Partner', 'Shown', 'Found']);
    expect(screen.getByText('Card House')).toBeTruthy();
    expect(screen.getByText(/40 of the same SKU, 1,200 units in all/).textContent).toContain('Only newer orders');
    expect(screen.getByText('2 cases so far')).toBeTruthy();
    expect(screen.getByRole('link').getAttribute('href')).toBe('/orders?open=ord_1');
    cleanup();
    draw({ ...chain, state: 'sold', sale }, 'operator');
    expect(screen.getByRole('link').getAttribute('href')).toBe('/platform/orders?open=ord_1');
  });

  it('says honestly where there is no single buyer', () => {
    draw(chain);
    expect(screen.getByText(/sold to nobody/)).toBeTruthy();
    cleanup();
    draw({ ...chain, state: 'canary' });
    expect(screen.getByText(/never sold/)).toBeTruthy();
    cleanup();
    draw({ ...chain, state: 'shared', shared: { units: 30, orders: 12, complete: true } });
    expect(screen.getByText(/30 times, in 12 orders/)).toBeTruthy();
    cleanup();
    draw({ ...chain, state: 'sold', sale: { ...sale, partner: null, contact: 'guest@example.com', reveals: [] } });
    expect(screen.getByText('guest@example.com')).toBeTruthy();
    expect(screen.getByText('Never shown')).toBeTruthy();
  });
});
