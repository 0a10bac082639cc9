import { CalendarOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useWords } from '../../i18n';
import { dayOf } from './civil';
import { dateWords } from './words';

const Calendar = lazy(() => import('./calendar'));
const wide = 288;

interface DateFieldProps {
  id?: string;
  value?: string;
  onChange?: (day: string | undefined) => void;
  min?: string;
  max?: string;
  'aria-label'?: string;
  'aria-required'?: boolean | 'true' | 'false';
  'aria-invalid'?: boolean | 'true' | 'false';
  'aria-describedby'?: string;
}

/**
 * A day, written as yyyy-mm-dd in every language (a browser's own field writes it as the machine is set up), or chosen from
 * a calendar, which is loaded when it is opened.
 */
export function DateField({ id, value, onChange, min, max, ...named }: DateFieldProps) {
  const t = useWords(dateWords);
  const [text, setText] = useState(value ?? '');
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState<string>();
  const place = useRef<HTMLSpanElement>(null);
  const said = useId();
  const known = useRef(value);
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    setText(value ?? '');
    setFault(undefined);
  }, [value]);

  const faultOf = (day: string | undefined) => {
    if (!day) return t('bad');
    if (min && day < min) return t('too_early', { day: min });
    return max && day > max ? t('too_late', { day: max }) : undefined;
  };
  const give = (day: string | undefined) => {
    known.current = day;
    setText(day ?? '');
    setFault(undefined);
    if (day !== value) onChange?.(day);
  };
  /** At every key only what is whole; in the end whatever can be read. */
  const typed = (next: string) => {
    setText(next);
    if (!next.trim()) give(undefined);
    else if (/^\d{4}-\d{2}-\d{2}$/.test(next) && !faultOf(dayOf(next))) give(next);
  };
  const settle = () => {
    if (!text.trim()) return setFault(undefined);
    const day = dayOf(text);
    const wrong = faultOf(day);
    setFault(wrong);
    if (!wrong) give(day);
  };
  const close = () => {
    setOpen(false);
    place.current?.querySelector<HTMLElement>('button')?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) {
      // A dialog around it stays.
      event.stopPropagation();
      close();
    }
  };
  const left = (event: FocusEvent) => {
    if (!place.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
  };
  return (
    <span className="date" ref={place} onKeyDown={keys} onBlur={left}>
      <Input
        {...named}
        id={id}
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        placeholder={t('shape')}
        value={text}
        status={fault ? 'error' : undefined}
        aria-invalid={fault ? true : named['aria-invalid']}
        aria-describedby={fault ? said : named['aria-describedby']}
        onChange={(event) => typed(event.target.value)}
        onBlur={settle}
        onPressEnter={settle}
        suffix={<Button type="text" size="small" icon={<CalendarOutlined />} aria-label={t('calendar')} aria-expanded={open} onClick={() => setOpen(!open)} />}
      />
      {fault && <span className="date-fault small bad-ink" id={said} role="alert">{fault}</span>}
      {open && (
        <Pop name={t('calendar')}>
          <Suspense fallback={null}>
            <Calendar value={dayOf(text)} min={min} max={max} choose={(day) => {
              give(day);
              close();
            }} />
          </Suspense>
        </Pop>
      )}
    </span>
  );
}

/** Under the field, and never beyond the edge of the window. */
function Pop({ name, children }: { name: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [shift, setShift] = useState(0);
  useLayoutEffect(() => {
    const start = box.current?.parentElement?.getBoundingClientRect().left ?? 0;
    setShift(Math.min(0, document.documentElement.clientWidth - 8 - wide - start));
  }, []);
  return <div className="date-pop" role="dialog" aria-label={name} ref={box} style={{ left: shift, width: wide }} tabIndex={-1}>{children}</div>;
}
