import { useEffect, useState } from 'react';
import type { Fulfilment } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { When } from '../../parts/bits';
import { useSpan } from '../suppliers/parts';
import { secondsBetween, share } from './progress';
import { fulfilmentWords } from './words';

const tones: Record<string, string> = { open: 'wait', credited: 'good', given_back: 'bad' };

export function FulfilmentState({ of }: { of: string }) {
  const code = useCodes(fulfilmentWords);
  return <span className={`tag ${tones[of] ?? ''}`} data-state={of}>{code(`f_${of}`, of)}</span>;
}

/** The moment that it is, looked at anew every so many milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** How long it has waited, or took. */
export function Takes({ of, now }: { of: Fulfilment; now: number }) {
  const span = useSpan();
  const end = of.ended_at ? Date.parse(of.ended_at) : now;
  return <span className="number">{span(secondsBetween(Date.parse(of.created_at), end))}</span>;
}

/** How much of its time is over: at the end the buyer has the money again. */
export function Deadline({ of, now }: { of: Fulfilment; now: number }) {
  const t = useWords(fulfilmentWords);
  const span = useSpan();
  if (of.state !== 'open' || !of.deadline) return <When at={of.ended_at} />;
  const done = share(of.created_at, of.deadline, now);
  const left = secondsBetween(now, Date.parse(of.deadline));
  const late = done > 0.75;
  return (
    <div className="stack" style={{ gap: 4, minWidth: 110 }}>
      <div className="bar" aria-hidden="true"><i className={late ? 'bad' : ''} style={{ width: `${done * 100}%` }} /></div>
      <span className={late ? 'small bad-ink' : 'soft small'}>{left > 0 ? t('left', { time: span(left) }) : t('over')}</span>
    </div>
  );
}
