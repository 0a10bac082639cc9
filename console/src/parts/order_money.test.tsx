import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { Speaking } from '../i18n';
import { Why } from './order_money';

const show = (text: string, side: 'merchant' | 'operator') => render(<Speaking initial="en"><MemoryRouter><Why text={text} side={side} /></MemoryRouter></Speaking>);

afterEach(cleanup);

it('a refund that a dispute decided leads to that dispute', () => {
  show('纠纷 dispute dsp_01JX7QK2M9', 'merchant');
  expect(screen.getByRole('link', { name: /^Dispute / }).getAttribute('href')).toBe('/disputes/dsp_01JX7QK2M9');
  cleanup();
  show('a dispute: dsp_01JX7QK2M9', 'operator');
  expect(screen.getByRole('link').getAttribute('href')).toBe('/platform/disputes/dsp_01JX7QK2M9');
});

it('what somebody wrote stands as they wrote it', () => {
  show('one key did not work', 'merchant');
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByText('one key did not work')).toBeTruthy();
});
