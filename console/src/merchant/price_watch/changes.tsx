import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { api, ok } from '../../api/client';
import type { PriceChange } from '../../api/model';
import { money } from '../../api/money';
import { useLanguage, useSay, useWords } from '../../i18n';
import { Money, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { useProblemText } from '../../parts/trouble';
import { common } from '../../words';
import { priceWords } from './words';

const states = ['held', 'blocked', 'applied', 'refused', 'superseded'] as const;
const tones: Record<string, string> = { applied: 'tag good', held: 'tag wait', blocked: 'tag bad' };

/** What rules have changed, and what waits for a person. */
export function Changes({ write }: { write: boolean }) {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const queries = useQueryClient();
  const decide = async (change: PriceChange, what: 'approve' | 'refuse') => {
    await ok(api.POST(`/v1/merchant/price-changes/{id}/${what}`, { params: { path: { id: change.id } } }));
    await Promise.all(['price-changes', 'price-stop', 'offers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
  const waits = (change: PriceChange) => change.state === 'held';
  return (
    <DataList<PriceChange>
      name="price-changes"
      label={t('changes')}
      load={(query) => ok(api.GET('/v1/merchant/price-changes', { params: { query } }))}
      rowId={(change) => change.id}
      filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: t(`c_${value}`) })) }]}
      presets={[{ name: { zh: '待批准', en: 'Waiting' }, filters: { state: 'held' } }]}
      bulk={write ? [
        { key: 'approve', label: t('approve'), fits: waits, run: (change) => decide(change, 'approve') },
        { key: 'refuse', label: t('refuse'), danger: true, fits: waits, run: (change) => decide(change, 'refuse') },
      ] : []}
      columns={[
        { key: 'sku', title: t('sku'), main: true, render: (change) => <>{say(change.sku_name)} <span className="code soft">{change.sku_code}</span></> },
        { key: 'from', title: t('from'), align: 'right', render: (change) => <Money of={change.from} /> },
        { key: 'to', title: t('to'), align: 'right', render: (change) => <Money of={change.to} /> },
        { key: 'state', title: t('state'), render: (change) => <span className="row" style={{ gap: 6 }}><span className={tones[change.state] ?? 'tag'}>{t(`c_${change.state as 'held'}`)}</span>{change.why && <WhyOf code={change.why} />}</span> },
        { key: 'why', title: t('why'), render: (change) => <Steps of={change.steps} /> },
        { key: 'at', title: t('at'), render: (change) => <When at={change.at} ago /> },
      ]}
      acts={write ? (change) => (waits(change) ? <Decide of={change} decide={decide} /> : null) : undefined}
      empty={{ title: t('changes_empty'), text: t('changes_empty_text') }}
    />
  );
}

function Decide({ of, decide }: { of: PriceChange; decide: (change: PriceChange, what: 'approve' | 'refuse') => Promise<void> }) {
  const t = useWords(priceWords);
  const doing = useDoing();
  return (
    <span className="row" style={{ gap: 6, flexWrap: 'nowrap' }}>
      <Button size="small" type="primary" onClick={() => void doing(() => decide(of, 'approve'), t('approved'))} data-test="approve-price">{t('approve')}</Button>
      <Button size="small" onClick={() => void doing(() => decide(of, 'refuse'), t('refused'))} data-test="refuse-price">{t('refuse')}</Button>
    </span>
  );
}

/** Does something at once, and says how it went. */
function useDoing() {
  const { message } = App.useApp();
  const text = useProblemText();
  return async (act: () => Promise<unknown>, done: string) => {
    try {
      await act();
      message.success(done);
    } catch (error) {
      message.error(text(error));
    }
  };
}

/** How a price was reckoned, in a line. */
export function Steps({ of }: { of: PriceChange['steps'] }) {
  const t = useWords(priceWords);
  const { language } = useLanguage();
  return <span className="soft small">{of.map((step) => `${t(`t_${step.word as 'cost'}`)} ${money(step.amount, language)}`).join(' → ')}</span>;
}

export function WhyOf({ code }: { code: string }) {
  const t = useWords(priceWords);
  return <span className="soft small">{t(`w_${code as 'jump'}`)}</span>;
}
