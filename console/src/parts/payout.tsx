import type { Payout } from '../api/model';
import { useWords } from '../i18n';
import { State } from './bits';
import { payoutStateWords } from './payout_words';

/** How a payout stands; of one that a payment channel transfers, through which, and what that waits for. */
export function PayoutState({ of }: { of: Payout }) {
  const t = useWords(payoutStateWords);
  const channel = of.state === 'sent' ? of.route : undefined;
  return (
    <span>
      <State of={of.state} />
      {channel && <span className="soft small"> {t('through', { channel })}</span>}
      {channel && of.note && <span className="soft small"> · {of.note}</span>}
    </span>
  );
}
