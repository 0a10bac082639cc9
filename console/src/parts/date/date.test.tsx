import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { Speaking } from '../../i18n';
import { addDays, addMonths, dayOf, today, weekday, weeksOf } from './civil';
import { DateField } from './field';

afterEach(cleanup);

describe('days', () => {
  it('are read however they are typed', () => {
    for (const text of ['2026-01-05', '2026-1-5', ' 2026/1/5 ', '2026.01.5', '20260105', '2026年1月5日']) expect(dayOf(text), text).toBe('2026-01-05');
    for (const text of ['', '2026-13-01', '2026-02-30', '05/01/2026', '2026-1', 'tomorrow', '0000-00-00']) expect(dayOf(text), text).toBeUndefined();
    expect(dayOf('2028-02-29')).toBe('2028-02-29');
    expect(dayOf('2026-02-29')).toBeUndefined();
  });

  it('are counted without a time zone', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
    expect(addMonths('2026-11-28', 12)).toBe('2027-11-28');
    expect(weekday('2026-11-28')).toBe(5); // a Saturday
    expect(today(new Date(2026, 10, 28, 23, 59))).toBe('2026-11-28');
  });

  it('make weeks from Monday to Sunday', () => {
    const weeks = weeksOf('2026-11-28');
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks.at(-1)?.at(-1)).toBe('2026-12-06');
    expect(weeks.length).toBe(6);
    expect(weeksOf('2027-02-10').length).toBe(4);
  });
});

let given: (string | undefined)[] = [];

function Field({ first, min, max }: { first?: string; min?: string; max?: string }) {
  const [value, setValue] = useState(first);
  return (
    <DateField aria-label="日子" value={value} min={min} max={max} onChange={(day) => {
      given.push(day);
      setValue(day);
    }} />
  );
}

function show(language: 'zh' | 'en', props: { first?: string; min?: string; max?: string } = {}) {
  given = [];
  render(<Speaking initial={language}><Field {...props} /></Speaking>);
  return screen.getByLabelText<HTMLInputElement>('日子');
}

const open = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  return screen.findByRole('grid');
};

describe('a field for a day', () => {
  it('speaks the language of the page and not of the machine', async () => {
    expect(show('zh').placeholder).toBe('年-月-日');
    await open('日历');
    expect(screen.getByRole('button', { name: '上个月' })).toBeDefined();
    expect(screen.getByRole('columnheader', { name: '一' })).toBeDefined();
    cleanup();
    expect(show('en').placeholder).toBe('yyyy-mm-dd');
  });

  it('takes what is typed, once it is a day', () => {
    const field = show('zh');
    fireEvent.change(field, { target: { value: '2026-11-2' } });
    expect(given).toEqual([]);
    fireEvent.change(field, { target: { value: '2026-11-28' } });
    expect(given).toEqual(['2026-11-28']);
    fireEvent.change(field, { target: { value: '2026/1/5' } });
    fireEvent.blur(field);
    expect(given).toEqual(['2026-11-28', '2026-01-05']);
    expect(field.value).toBe('2026-01-05');
    fireEvent.change(field, { target: { value: '' } });
    expect(given.at(-1)).toBeUndefined();
  });

  it('says what is wrong, and gives nothing on', () => {
    const field = show('en', { first: '2026-11-20', min: '2026-11-10', max: '2026-11-30' });
    fireEvent.change(field, { target: { value: '31.11.2026' } });
    fireEvent.blur(field);
    expect(screen.getByRole('alert').textContent).toContain('2026-11-28');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field, { target: { value: '2026-12-01' } });
    fireEvent.blur(field);
    expect(screen.getByRole('alert').textContent).toBe('Not after 2026-11-30');
    expect(given).toEqual([]);
  });

  it('is chosen from by the keyboard alone', async () => {
    show('zh', { first: '2026-11-28' });
    const grid = await open('日历');
    await waitFor(() => expect(document.activeElement?.getAttribute('data-day')).toBe('2026-11-28'));
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) fireEvent.keyDown(grid, { key });
    await waitFor(() => expect(document.activeElement?.getAttribute('data-day')).toBe('2026-12-05'));
    fireEvent.keyDown(grid, { key: 'PageUp' });
    fireEvent.keyDown(grid, { key: 'Home' });
    await waitFor(() => expect(document.activeElement?.getAttribute('data-day')).toBe('2026-11-02'));
    expect(document.activeElement?.getAttribute('aria-label')).toContain('2026年11月2日');
    fireEvent.click(document.activeElement as Element);
    expect(given).toEqual(['2026-11-02']);
    expect(screen.queryByRole('grid')).toBeNull();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('日历');
    await open('日历');
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Escape' });
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it('offers no day outside of its bounds', async () => {
    show('en', { min: '2026-11-10', max: '2026-11-20', first: '2026-11-15' });
    const grid = await open('Calendar');
    expect(grid.querySelector<HTMLButtonElement>('[data-day="2026-11-09"]')?.disabled).toBe(true);
    expect(grid.querySelector<HTMLButtonElement>('[data-day="2026-11-10"]')?.disabled).toBe(false);
    fireEvent.keyDown(grid, { key: 'PageDown' });
    await waitFor(() => expect(document.activeElement?.getAttribute('data-day')).toBe('2026-11-20'));
  });
});
