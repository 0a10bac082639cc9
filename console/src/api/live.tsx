import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

export interface LiveEvent {
  topic: string;
  subject: string;
  at: string;
}

interface Live {
  on: boolean;
  /** Subjects of the last seconds. */
  fresh: ReadonlySet<string>;
}

const Context = createContext<Live>({ on: false, fresh: new Set() });
export const useLive = () => useContext(Context);

/** How long something that came in stays highlighted. */
const glow = 8_000;
/** Events come in floods; the lists are asked again once for all of them. */
const pause = 400;

/** Which answers are out of date after an event: by the first word of its topic. */
const touched: Record<string, string[]> = {
  order: ['merchant-orders', 'order', 'dashboard', 'platform-orders', 'levels', 'fulfilments'],
  supplier: ['suppliers', 'supplier', 'deposits', 'routes'],
  top_up: ['platform-payments', 'refunds', 'exceptions'],
  payment: ['platform-payments', 'exceptions', 'refunds', 'refunds-waiting', 'channel-health', 'merchant-orders', 'order'],
  stock: ['batches', 'levels', 'skus', 'offers', 'dashboard'],
  product: ['products', 'product', 'offers', 'reviews', 'queue'],
  escrow: ['money', 'statement', 'order', 'merchant-orders'],
  payout: ['money', 'payouts', 'statement', 'platform-payouts'],
  dispute: ['disputes', 'dispute', 'platform-disputes', 'platform-dispute', 'order'],
  diversion: ['diversions', 'diversion', 'diversion-partners'],
  alarm: ['alarms', 'dashboard', 'refunds', 'refunds-waiting'],
  application: ['applications', 'application', 'queue'],
  authorisation: ['authorisations', 'platform-authorisations', 'queue'],
  merchant: ['merchants'],
  proposal: ['proposals', 'merchants', 'merchant', 'applications', '/v1/platform/operators'],
};

export function Listening({ path, children }: { path: string; children: ReactNode }) {
  const queries = useQueryClient();
  const [on, setOn] = useState(false);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const waiting = new Set<string>();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (act: () => void, after: number) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, after);
      timers.add(timer);
    };
    const flush = () => {
      const keys = [...waiting];
      waiting.clear();
      for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
    };
    const hear = (message: MessageEvent<string>) => {
      const event = parse(message.data);
      if (!event) return;
      setFresh((old) => new Set(old).add(event.subject));
      later(() => setFresh((old) => new Set([...old].filter((id) => id !== event.subject))), glow);
      const keys = touched[event.topic.split('.')[0] ?? ''] ?? [];
      if (waiting.size === 0 && keys.length > 0) later(flush, pause);
      for (const key of keys) waiting.add(key);
    };
    // A browser has six connections to a server, for all tabs together: only those that somebody sees keep one. What
    // they missed is asked for when they are looked at again.
    let source: EventSource | undefined;
    const close = () => {
      source?.close();
      source = undefined;
      setOn(false);
    };
    const turn = () => {
      if (document.hidden) return close();
      if (source) return;
      source = new EventSource(path);
      source.onopen = () => setOn(true);
      source.onerror = () => setOn(false);
      source.onmessage = hear;
      // Too much was missed while the line was down.
      source.addEventListener('gap', () => void queries.invalidateQueries());
    };
    turn();
    document.addEventListener('visibilitychange', turn);
    addEventListener('pagehide', close);
    addEventListener('pageshow', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      removeEventListener('pagehide', close);
      removeEventListener('pageshow', turn);
      close();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [path, queries]);

  const value = useMemo(() => ({ on, fresh }), [on, fresh]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function parse(text: string): LiveEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === 'object' && event !== null && 'topic' in event && 'subject' in event ? (event as LiveEvent) : undefined;
  } catch {
    return undefined;
  }
}
