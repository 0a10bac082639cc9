import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { Supplier, SupplierDifference } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money, shortId, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { amountIn } from './figures';
import { supplyWrite } from './scopes';
import { statementWords } from './statement_words';

type Way = 'book' | 'dispute' | 'known';

const tones: Record<string, string> = { open: 'wait', disputed: 'info', booked: 'good', closed: '' };

/** What a statement, or a decision, may have changed. */
export const refreshed = (queries: QueryClient) =>
  Promise.all(['supplier-statements', 'supplier-differences', 'supplier-calendar', 'supplier-waits', 'supplier', 'suppliers', 'deposits'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

/** In what a supplier's statements and the books do not agree, and what can be done about each. */
export function Differences({ supplier }: { supplier: Supplier }) {
  const t = useWords(statementWords);
  const code = useCodes(statementWords);
  const write = useMay()(supplyWrite);
  const shown = (one: SupplierDifference, amount: number) => <Money of={amountIn(one.currency, amount)} />;
  return (
    <DataList<SupplierDifference>
      name="supplier-differences"
      label={t('differences')}
      fixed={{ supplier: supplier.id }}
      load={({ waits, ...query }) => ok(api.GET('/v1/supplier-differences', { params: { query: { ...query, supplier: supplier.id, waits: waits ? waits === 'waits' : undefined } } }))}
      rowId={(one) => one.id}
      filters={[{ key: 'waits', label: t('state'), kind: 'choice', options: (['waits', 'ended'] as const).map((value) => ({ value, label: t(value) })) }]}
      presets={[{ name: { zh: '待处理', en: 'To settle' }, filters: { waits: 'waits' } }]}
      columns={[
        { key: 'kind', title: t('kind'), main: true, render: (one) => <span>{code(one.kind)}{one.ways.length > 0 && <><br /><span className="soft small">{code(`h_${one.kind}`)}</span></>}</span> },
        { key: 'state', title: t('state'), render: (one) => <span className={`tag ${tones[one.state] ?? ''}`} data-state={one.state}>{one.outcome ? code(`o_${one.outcome}`) : code(`st_${one.state}`)}</span> },
        { key: 'theirs', title: t('theirs'), align: 'right', render: (one) => shown(one, one.theirs) },
        { key: 'ours', title: t('ours'), align: 'right', render: (one) => shown(one, one.ours) },
        { key: 'order', title: t('order'), render: (one) => (one.order ? <Link className="code" to={`/fulfilments/${one.order}`}>{shortId(one.order)}</Link> : '–') },
        { key: 'order_no', title: t('order_no'), extra: true, render: (one) => <span className="code">{one.order_no || '–'}</span> },
        { key: 'reference', title: t('reference'), extra: true, render: (one) => <span className="code">{one.reference || '–'}</span> },
        { key: 'reason', title: t('reason'), extra: true, render: (one) => (one.reason ? `${one.decided_by ?? ''}: ${one.reason}` : '–') },
        { key: 'at', title: t('happened'), render: (one) => <When at={one.happened_at} /> },
      ]}
      acts={write ? (one) => one.ways.length > 0 && <Decide of={one} /> : undefined}
      empty={{ title: t('empty'), text: t('empty_text') }}
    />
  );
}

function Decide({ of }: { of: SupplierDifference }) {
  const t = useWords(statementWords);
  const code = useCodes(statementWords);
  const ask = useAsk();
  const queries = useQueryClient();
  const decide = (way: Way) => ask({
    title: t(`${way}_title`), act: t(way), danger: way === 'book', reason: true, done: t('noted'),
    text: (
      <div className="stack">
        <p>{t(`${way}_text`)}</p>
        <dl className="facts">
          <dt>{t('kind')}</dt><dd>{code(of.kind)}</dd>
          <dt>{t('theirs')}</dt><dd><Money of={amountIn(of.currency, of.theirs)} /></dd>
          <dt>{t('ours')}</dt><dd><Money of={amountIn(of.currency, of.ours)} /></dd>
          {way === 'book' && <><dt>{t('effect')}</dt><dd>{of.effect > 0 ? '+' : ''}<Money of={amountIn(of.currency, of.effect)} /></dd></>}
        </dl>
      </div>
    ),
    run: async (reason) => {
      await ok(api.POST('/v1/supplier-differences/{id}/decide', { params: { path: { id: of.id } }, body: { way, reason } }));
      await refreshed(queries);
    },
  });
  const [first, ...rest] = of.ways as Way[];
  if (!first) return null;
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      <Button size="small" onClick={() => decide(first)} data-test={`difference-${first}`}>{t(first)}</Button>
      {rest.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: rest.map((way) => ({ key: way, label: t(way), onClick: () => decide(way) })) }}>
          <Button size="small">{t('more')}</Button>
        </Dropdown>
      )}
    </span>
  );
}
