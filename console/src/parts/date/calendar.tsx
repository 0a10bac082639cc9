import { DoubleLeftOutlined, DoubleRightOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../i18n';
import { addDays, addMonths, inWords, today, weekday, weeksOf } from './civil';
import { dateWords } from './words';

interface CalendarProps {
  value?: string;
  min?: string;
  max?: string;
  choose: (day: string | undefined) => void;
}

/** A month to choose a day from: arrows by day and week, Page keys by month, with Shift by year. */
export default function Calendar({ value, min, max, choose }: CalendarProps) {
  const t = useWords(dateWords);
  const { language } = useLanguage();
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const within = (day: string) => (min && day < min ? min : max && day > max ? max : day);
  const [at, setAt] = useState(() => within(value ?? today()));
  const grid = useRef<HTMLTableElement>(null);
  const [moved, setMoved] = useState(0);
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [moved]);
  /** Goes there, and takes the focus along where it was a key. */
  const go = (day: string, focus: boolean) => {
    setAt(within(day));
    if (focus) setMoved((times) => times + 1);
  };
  const key = (event: KeyboardEvent) => {
    const far = event.shiftKey ? 12 : 1;
    const steps: Record<string, () => string> = {
      ArrowLeft: () => addDays(at, -1),
      ArrowRight: () => addDays(at, 1),
      ArrowUp: () => addDays(at, -7),
      ArrowDown: () => addDays(at, 7),
      PageUp: () => addMonths(at, -far),
      PageDown: () => addMonths(at, far),
      Home: () => addDays(at, -weekday(at)),
      End: () => addDays(at, 6 - weekday(at)),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    go(step(), true);
  };
  const turn = (months: number, name: 'year_before' | 'month_before' | 'month_after' | 'year_after', icon: ReactNode) => (
    <Button size="small" type="text" icon={icon} aria-label={t(name)} onClick={() => go(addMonths(at, months), false)} />
  );
  const barred = (day: string) => Boolean((min && day < min) || (max && day > max));
  const now = today();
  const weeks = weeksOf(at);
  const days = weeks[0] ?? [];
  return (
    <div className="calendar">
      <div className="calendar-head">
        {turn(-12, 'year_before', <DoubleLeftOutlined />)}
        {turn(-1, 'month_before', <LeftOutlined />)}
        <strong aria-live="polite">{inWords(at, locale, { year: 'numeric', month: 'long' })}</strong>
        {turn(1, 'month_after', <RightOutlined />)}
        {turn(12, 'year_after', <DoubleRightOutlined />)}
      </div>
      <table role="grid" ref={grid} aria-label={inWords(at, locale, { year: 'numeric', month: 'long' })} onKeyDown={key}>
        <thead>
          <tr>
            {days.map((day) => <th key={day} scope="col" abbr={inWords(day, locale, { weekday: 'long' })}>{inWords(day, locale, { weekday: 'narrow' })}</th>)}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} aria-selected={day === value}>
                  <button
                    type="button"
                    tabIndex={day === at ? 0 : -1}
                    disabled={barred(day)}
                    className={[day.slice(0, 7) === at.slice(0, 7) ? '' : 'other', day === value ? 'chosen' : '', day === now ? 'now' : ''].filter(Boolean).join(' ') || undefined}
                    aria-label={inWords(day, locale, { dateStyle: 'full' })}
                    aria-current={day === now ? 'date' : undefined}
                    data-day={day}
                    onClick={() => choose(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="calendar-foot">
        <Button size="small" type="link" disabled={barred(now)} onClick={() => choose(now)}>{t('today')}</Button>
        {value && <Button size="small" type="link" onClick={() => choose(undefined)}>{t('clear')}</Button>}
      </div>
    </div>
  );
}
