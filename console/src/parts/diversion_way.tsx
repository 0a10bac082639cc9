import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DiversionChain } from '../api/model';
import { useCodes, useWords } from '../i18n';
import { Id, shortId, useCount, When } from './bits';
import { doors, type Side } from './diversion_doors';
import { diversionWords } from './diversion_words';

const tones: Record<string, string> = { sold: 'info', in_stock: 'bad', withdrawn: 'bad', held_back: 'bad', canary: 'bad', shared: 'wait', replaced: 'info' };

/** What became of a unit, as a word in its colour. */
export function Whereabouts({ of }: { of: string }) {
  const code = useCodes(diversionWords);
  return <span className={`tag ${tones[of] ?? ''}`} data-state={of}>{code(`w_${of}`)}</span>;
}

/** The way of one unit as a line from its supplier to where it turned up. */
export function Way({ of, side, found }: { of: DiversionChain; side: Side; found?: ReactNode }) {
  const t = useWords(diversionWords);
  const { batch } = of;
  return (
    <ol className="way" data-test="way">
      <Step name={t('supplier')}>
        <div>{batch.supplier}</div>
        <div className="soft small">
          {batch.contract ? t('contract', { name: batch.contract }) : batch.reference || t('no_contract')}
          {batch.signed_on ? ` · ${t('signed', { day: batch.signed_on })}` : ''}
        </div>
      </Step>
      <Step name={t('batch')}>
        <div><Id id={batch.id} /> <When at={batch.imported_at} /></div>
        <div className="soft small">{t('imported')} <span className="code">{shortId(batch.imported_by)}</span></div>
        {batch.authorisation && <div className="soft small">{t('authorised')} <span className="code">{shortId(batch.authorisation)}</span></div>}
      </Step>
      <Sold of={of} side={side} />
      {found && <Step name={t('found')}>{found}</Step>}
    </ol>
  );
}

export function Step({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li>
      <div className="soft small">{name}</div>
      {children}
    </li>
  );
}

/** From the delivery on; or why there is none. */
function Sold({ of, side }: { of: DiversionChain; side: Side }) {
  const t = useWords(diversionWords);
  const code = useCodes(diversionWords);
  const count = useCount();
  const { sale, shared } = of;
  if (shared) {
    const text = shared.complete ? t('shared_text', { units: count(shared.units), orders: count(shared.orders) }) : t('shared_more', { units: count(shared.units) });
    return <Step name={code(`w_${of.state}`)}>{text}</Step>;
  }
  if (!sale) return <Step name={code(`w_${of.state}`)}>{of.state === 'canary' ? t('canary_text') : t('not_sold')}</Step>;
  return (
    <>
      <Step name={t('delivery')}>
        <div><Link className="code" to={doors[side].orderAt(sale.order)}>{shortId(sale.order)}</Link> <When at={sale.delivered_at} /></div>
        <div className="soft small">
          {sale.origin === 'api' ? t('by_api') : t('by_store')} · {t('paid_by')} {sale.pay === 'wallet' ? t('wallet') : sale.pay}
          {sale.network ? ` · ${t('network')} ${sale.network}` : ''}
        </div>
      </Step>
      <Partner of={sale} />
      <Reveals of={sale} />
    </>
  );
}

type Sale = NonNullable<DiversionChain['sale']>;

function Partner({ of }: { of: Sale }) {
  const t = useWords(diversionWords);
  const count = useCount();
  const { partner } = of;
  if (!partner) return <Step name={t('buyer')}><div>{of.contact ?? t('guest')}</div></Step>;
  return (
    <Step name={partner.name ? t('partner') : t('buyer')}>
      <div data-test="partner"><b>{partner.name || of.contact || shortId(partner.id)}</b> <Id id={partner.id} /></div>
      {partner.name && of.contact && <div className="small">{of.contact}</div>}
      <div className="soft small">
        {t('bought', { sku: count(partner.units_of_sku), all: count(partner.units_in_all) })}
        {!partner.complete && ` · ${t('at_least')}`}
      </div>
      {partner.cases > 0 && <div><span className="tag bad">{t('cases_n', { n: count(partner.cases) })}</span></div>}
    </Step>
  );
}

function Reveals({ of }: { of: Sale }) {
  const t = useWords(diversionWords);
  const who = (by: string) => (by === 'link' ? t('via_link') : by === 'reveal_link' ? t('via_reveal_link') : shortId(by));
  return (
    <Step name={t('reveals')}>
      {of.reveals.length === 0 && <div>{t('never_shown')}</div>}
      {of.reveals.map((one, at) => (
        <div key={`${one.at} ${at}`} className="small"><When at={one.at} /> · {who(one.by)}{one.network ? ` · ${one.network}` : ''}</div>
      ))}
      {!of.reveals_complete && <div className="soft small">{t('may_be_more')}</div>}
      {of.links.length > 0 && <div className="soft small">{t('links_n', { n: of.links.length })}</div>}
    </Step>
  );
}
