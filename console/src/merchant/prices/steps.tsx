import type { ReactNode } from 'react';
import type { PriceMade } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { priceWords } from './words';

/** From the base price to what is paid. */
export function Steps({ made, currency }: { made: PriceMade | null | undefined; currency: string }) {
  const t = useWords(priceWords);
  const say = useSay();
  if (!made) return <p className="soft">{t('no_steps')}</p>;
  return (
    <>
      {made.lines.map((line) => (
        <dl className="facts" key={line.offer}>
          <dt>{t('base')}</dt><dd><Money of={{ amount: line.base_price, currency }} /></dd>
          {line.steps.map((step) => (
            <Step key={step.kind} label={say(step.label)} limited={step.limited ? t('limited') : undefined}><Money of={{ amount: step.after, currency }} /></Step>
          ))}
          <dt>{t('pays')}</dt><dd><Money of={{ amount: line.unit_price, currency }} /> × {line.quantity}</dd>
        </dl>
      ))}
      {made.saved > 0 && <p className="soft">{t('saved')} <Money of={{ amount: made.saved, currency }} /></p>}
    </>
  );
}

function Step({ label, limited, children }: { label: string; limited?: string; children: ReactNode }) {
  return <><dt>{label}</dt><dd>{children}{limited && <span className="soft"> · {limited}</span>}</dd></>;
}
