import type { DisputeDetails } from '../api/model';
import { percent } from '../api/money';
import { useCodes, useWords } from '../i18n';
import { Money, useCount, When } from './bits';
import { disputeWords } from './dispute_words';
import { Card } from './page';

/** As both sides see it, with the digest that stands in the chain of entries. */
export function DisputeEvidence({ of }: { of: DisputeDetails }) {
  const t = useWords(disputeWords);
  return (
    <Card title={t('evidence')}>
      <p className="soft small">{t('evidence_text')}</p>
      {of.evidence.map((one, at) => <Evidence key={one.moment} of={one} open={at === of.evidence.length - 1} />)}
    </Card>
  );
}

function Evidence({ of, open }: { of: DisputeDetails['evidence'][number]; open: boolean }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const known = read(of.content);
  return (
    // One is kept at each ruling and for each chargeback: the kind stands before what tells them apart.
    <details data-test="dispute-evidence" open={open}>
      <summary><When at={of.at} /> <span className="soft">{code(`m_${of.moment.split('-')[0]}`)}</span></summary>
      <div className="stack" style={{ paddingTop: 12 }}>
        {known && <Told known={known} />}
        <details>
          <summary className="soft small">{t('evidence_whole')}</summary>
          <p className="soft small code" style={{ overflowWrap: 'anywhere' }}>{t('digest')} {of.digest}</p>
          <pre className="code small" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{known ? JSON.stringify(known, null, 1) : of.content}</pre>
        </details>
      </div>
    </details>
  );
}

interface Reveal { at: string; same_address: boolean | null }

interface Party { orders: number; cases: number; lost: number; refund_rate_bps: number }

interface Known {
  order: { placed_at: string; paid_at: string | null; currency: string };
  deliveries: { delivered_at: string }[];
  understood_before_reveal: string | null;
  first_reveals: Reveal[];
  batches: { id: string; imported_at: string }[];
  money: { released: boolean; refunded: number };
  buyer: Party;
  merchant: Party;
}

/** From the order to what was given back, in the order in which it happened. */
function Told({ known }: { known: Known }) {
  const t = useWords(disputeWords);
  const count = useCount();
  const { order, money } = known;
  const party = (of: Party) => t('k_party_text', { orders: count(of.orders), cases: count(of.cases), lost: count(of.lost), rate: percent(of.refund_rate_bps) });
  return (
    <dl className="facts" data-test="evidence-facts">
      <dt>{t('k_placed')}</dt><dd><When at={order.placed_at} /></dd>
      <dt>{t('k_paid')}</dt><dd><When at={order.paid_at} /></dd>
      <dt>{t('k_delivered')}</dt><dd><When at={known.deliveries[0]?.delivered_at} /></dd>
      {known.understood_before_reveal && <><dt>{t('k_understood')}</dt><dd><When at={known.understood_before_reveal} /></dd></>}
      <dt>{t('k_revealed')}</dt><dd><Revealed of={known} /></dd>
      {known.batches.map((batch) => [<dt key={batch.id}>{t('k_batch')}</dt>, <dd key={`${batch.id} at`}><When at={batch.imported_at} /></dd>])}
      <dt>{t('k_money')}</dt><dd>{money.refunded > 0 ? <>{t('k_refunded')} <Money of={{ amount: money.refunded, currency: order.currency }} /></> : t(money.released ? 'k_released' : 'k_held')}</dd>
      <dt>{t('k_buyer')}</dt><dd>{party(known.buyer)}</dd>
      <dt>{t('k_merchant')}</dt><dd>{party(known.merchant)}</dd>
    </dl>
  );
}

/** How many keys were seen, when the first of them, and from where. */
function Revealed({ of }: { of: Known }) {
  const t = useWords(disputeWords);
  const count = useCount();
  const [first] = [...of.first_reveals].sort((one, other) => one.at.localeCompare(other.at));
  if (!first) return <>{t('k_seen_none')}</>;
  const where = first.same_address === null ? '' : t(first.same_address ? 'k_seen_same' : 'k_seen_other');
  return <>{t('k_seen', { n: count(of.first_reveals.length), of: count(of.deliveries.length) })} <When at={first.at} /> <span className="soft">{where}</span></>;
}

function read(content: string): Known | undefined {
  try {
    return JSON.parse(content) as Known;
  } catch {
    return undefined;
  }
}
