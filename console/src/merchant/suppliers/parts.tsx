import { useQuery } from '@tanstack/react-query';
import { api, ok } from '../../api/client';
import type { Supplier } from '../../api/model';
import { percent } from '../../api/money';
import { Problem } from '../../api/problem';
import { useLanguage, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { Trouble } from '../../parts/trouble';
import { amountIn, contractDays, creditedRate, lasting, runway } from './figures';
import { supplierWords } from './words';

export type SupplierState = 'on' | 'off' | 'retired';

/** A full bar is a month. */
const full = 30;
/** From how few days on somebody has to do something: pay in, renew the contract. */
const few = 7;
const soon = 30;

export function useKinds() {
  return useQuery({ queryKey: ['supplier-kinds'], queryFn: () => ok(api.GET('/v1/suppliers/kinds')), staleTime: Infinity });
}

export function useSuppliers() {
  return useQuery({ queryKey: ['suppliers', 'all'], queryFn: () => ok(api.GET('/v1/suppliers')) });
}

export const deposits = (id: string) => ok(api.GET('/v1/suppliers/{id}/deposits', { params: { path: { id } } }));

export function StateTag({ of }: { of: string }) {
  const t = useWords(supplierWords);
  return <span className={of === 'on' ? 'tag good' : 'tag'} data-state={of}>{t(`s_${of as SupplierState}`)}</span>;
}

/** A word in its colour; what is off has no health. */
export function HealthTag({ of }: { of: Supplier }) {
  const t = useWords(supplierWords);
  if (of.faults.length > 0) return <span className="tag bad">{t('broken')}</span>;
  if (of.state !== 'on') return <span className="soft">–</span>;
  const tone = of.health === 'well' ? 'good' : of.health === 'resting' ? 'bad' : 'wait';
  return <span className={`tag ${tone}`} data-health={of.health}>{t(of.health === 'well' ? 'well' : of.health === 'resting' ? 'resting' : 'shaky')}</span>;
}

/** Nothing, as long as it holds for more than a month. */
export function ContractTag({ until }: { until: string }) {
  const t = useWords(supplierWords);
  const left = contractDays(until, Date.now());
  if (left === undefined) return <span className="tag bad">{t('contract_ended')}</span>;
  if (left >= soon) return null;
  return <span className="tag wait">{left === 0 ? t('contract_today') : t('contract_soon', { n: left })}</span>;
}

export function useSpan() {
  const t = useWords(supplierWords);
  return (seconds: number) => {
    const { unit, n } = lasting(seconds);
    return t(unit, { n });
  };
}

export function Score({ of, whole }: { of: Supplier; whole?: boolean }) {
  const t = useWords(supplierWords);
  const span = useSpan();
  const rate = creditedRate(of.score);
  if (!of.score || rate === undefined) return <span className="soft">{t('score_none')}</span>;
  const { half_seconds: half, most_seconds: most } = of.score;
  return (
    <span>
      <span className="number">{t('score_rate', { rate: percent(rate) })}</span>
      {half !== null && <span className="soft small"> · {t('score_half', { time: span(half) })}</span>}
      {whole && most !== null && <span className="soft small"> · {t('score_most', { time: span(most) })}</span>}
      {whole && <><br /><span className="soft small">{t('score_counts', { credited: of.score.credited, failed: of.score.failed, open: of.score.open })}</span></>}
    </span>
  );
}

/** What can be ordered for, and how long that lasts, where it can be told. */
export function DepositBar({ of }: { of: Supplier }) {
  const t = useWords(supplierWords);
  const booked = useQuery({ queryKey: ['deposits', of.id], queryFn: () => deposits(of.id), enabled: of.state === 'on', staleTime: 60_000, retry: false });
  const days = booked.data && runway(of, booked.data.items, Date.now());
  const available = amountIn(of.currency, of.deposit.available);
  const empty = of.state === 'on' && available.amount <= 0;
  return (
    <div className="stack" style={{ gap: 4, minWidth: 120 }}>
      <span>{empty ? <span className="tag bad">{t('used_up')}</span> : <Money of={available} />}</span>
      {!empty && days !== undefined && (
        <>
          <div className="bar" aria-hidden="true"><i className={days < few ? 'bad' : ''} style={{ width: `${Math.min(100, (days / full) * 100)}%` }} /></div>
          <span className={days < few ? 'small bad-ink' : 'soft small'}>{days === 0 ? t('lasts_zero') : t('lasts', { n: days })}</span>
        </>
      )}
    </div>
  );
}

/** A refusal of the server; where the supplier was asked, in the supplier's words, too. */
export function AskTrouble({ error, again }: { error: unknown; again?: () => void }) {
  const { language } = useLanguage();
  const problem = Problem.from(error);
  return (
    <div className="stack" style={{ gap: 4 }}>
      <Trouble error={error} again={again} />
      {language === 'zh' && problem.code === 'supplier_no_answer' && <span className="soft small">{problem.message.replace(/^[^:]*: /, '')}</span>}
    </div>
  );
}
