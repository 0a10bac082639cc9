import type { ReactNode } from 'react';
import type { components } from '../../../api/schema';
import { useCodes, useLanguage, useWords } from '../../../i18n';
import { fulfilmentWords } from '../../fulfilments/words';
import { uncertain, unwritable } from './said';
import { descriptionWords } from './words';

type Told = components['schemas'];
export type Run = Told['SupplierDryRun'];

const tone = (state: string) => ({ credited: 'good', delivered: 'good', accepted: 'info', balance: 'good', catalogue: 'good', account: 'good', statement: 'good', no_account: 'bad', failed: 'bad', not_found: 'wait', unknown: 'wait' })[state] ?? '';

/** Each request as it would be sent. */
export function Requests({ of }: { of: Run['requests'] }) {
  const t = useWords(descriptionWords);
  const code = useCodes(descriptionWords);
  const { language } = useLanguage();
  if (of.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 12 }} aria-label={t('requests')} data-test="dry-run-requests">
      <div>
        <h3>{t('requests')}</h3>
        <p className="soft small">{t('masked')}</p>
      </div>
      {of.map((request) => (
        <details key={request.name} className="sent" open={request.name === 'submit'} data-test={`request-${request.name}`}>
          <summary>
            <strong>{code(`r_${request.name}`)}</strong> <span className="code">{request.method}</span>
            {request.problem && <> <span className="tag bad">{t('not_sent', { why: '' }).replace(/[：:]\s*$/, '')}</span></>}
          </summary>
          {request.problem ? (
            <p className="bad-ink">{t('not_sent', { why: language === 'zh' ? unwritable[request.problem] ?? request.problem : request.problem })}</p>
          ) : (
            <dl className="sent-parts">
              <Part name={t('method')} text={`${request.method} ${request.url}`} />
              {request.headers.length > 0 && <Part name={t('headers')} text={request.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')} />}
              {request.body && <Part name={t('body')} text={request.body} />}
              {request.signatures.map((one) => <Signature key={one.recipe} of={one} />)}
            </dl>
          )}
        </details>
      ))}
    </section>
  );
}

function Part({ name, text }: { name: string; text: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd><pre className="code">{text}</pre></dd>
    </>
  );
}

function Signature({ of, value }: { of: Told['DryRunSignature']; value?: string }) {
  const t = useWords(descriptionWords);
  return (
    <>
      <Part name={t('hashed', { recipe: of.recipe })} text={of.text} />
      <Part name={value ?? t('value')} text={of.value} />
    </>
  );
}

function inChinese(said: string): string {
  for (const [pattern, text] of uncertain) {
    const found = pattern.exec(said);
    if (found) return text.replace('$1', found[1] ?? '');
  }
  return said;
}

/** The pasted answer, as each request would read it. */
export function Answers({ of, currency }: { of: Run['answers']; currency: string }) {
  const t = useWords(descriptionWords);
  const code = useCodes(descriptionWords);
  const why = useCodes(fulfilmentWords);
  const { language } = useLanguage();
  if (of.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 12 }} aria-label={t('answers')} data-test="dry-run-answers">
      <div>
        <h3>{t('answers')}</h3>
        <p className="soft small">{t('answers_lead')}</p>
      </div>
      <ul className="checks">
        {of.map((one) => (
          <li key={one.request} data-test={`answer-${one.request}`}>
            <strong style={{ minWidth: 56 }}>{code(`r_${one.request}`)}</strong>
            <span className="stack" style={{ gap: 2 }}>
              <span><span className={`tag ${tone(one.state)}`} data-state={one.state}>{code(`s_${one.state}`)}</span>{one.why && <> {why(`w_${one.why}`)}</>}</span>
              {one.amount !== null && <span className="number">{t('amount')} {one.amount} {currency}</span>}
              {one.reference !== null && <span>{t('reference')} <span className="code">{one.reference}</span></span>}
              {one.said && <span className="soft small pre">{one.state === 'unknown' && language === 'zh' ? inChinese(one.said) : one.said.replace(/^the supplier did not answer: /, '')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The pasted callback, as it would be taken. */
export function CallbackRead({ of }: { of: NonNullable<Run['callback']> }) {
  const t = useWords(descriptionWords);
  const code = useCodes(descriptionWords);
  const { language } = useLanguage();
  return (
    <section className="stack" style={{ gap: 8 }} aria-label={t('r_callback')} data-test="dry-run-callback">
      <h3>{t('r_callback')}</h3>
      {of.refusal === null ? (
        <p><span className="tag good">✓</span> {t('taken', { order: of.order_no ?? '' })}</p>
      ) : (
        <p><span className="tag bad">{t('refused')}</span> {code(`n_${of.refusal}`)}{language === 'en' && of.refusal === 'malformed' && <span className="soft"> ({of.said})</span>}</p>
      )}
      <dl className="sent-parts">
        {of.signature && <Signature of={of.signature} value={of.refusal === null ? undefined : t('expected')} />}
      </dl>
      {of.refusal === null && of.answer && <p className="soft small">{t('replied', { text: of.answer })}</p>}
    </section>
  );
}
