import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Statement, StatementLine } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { Id, Money, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Card } from '../../parts/page';
import { common } from '../../words';
import { moneyWords } from './words';

/** A period between its opening and its closing balance. */
export function StatementList() {
  const t = useWords({ ...common, ...moneyWords });
  const code = useCodes(moneyWords);
  const may = useMay();
  const files = useFiles();
  const [shown, setShown] = useState<Statement>();
  return (
    <div className="stack">
      {shown && (
        <Card title={t('statement')}>
          <dl className="facts">
            <dt>{t('opening')}</dt><dd><Money of={shown.opening} /></dd>
            {shown.sums.map((sum) => [<dt key={sum.kind}>{code(sum.kind)}</dt>, <dd key={`${sum.kind} sum`}><Money of={sum.sum} /> <span className="soft">× {sum.count}</span></dd>])}
            <dt>{t('closing')}</dt><dd><strong><Money of={shown.closing} /></strong></dd>
          </dl>
        </Card>
      )}
      <DataList<StatementLine>
        name="statement"
        label={t('statement')}
        load={async ({ after, ...query }) => {
          const answer = await ok(api.GET('/v1/merchant/money/statement', { params: { query: { ...query, after: after === undefined ? undefined : Number(after) } } }));
          setShown(answer);
          return { items: answer.lines, next: answer.next === null ? null : String(answer.next) };
        }}
        rowId={(line) => String(line.number)}
        exports={files('/v1/merchant/money/statement/export', may('money:export'), undefined, ['csv', 'xlsx', 'pdf'])}
        filters={[{ key: 'dates', label: t('at'), kind: 'dates' }]}
        columns={[
          { key: 'kind', title: t('what'), main: true, render: (line) => code(line.kind) },
          { key: 'amount', title: t('amount'), align: 'right', render: (line) => <Money of={line.amount} /> },
          { key: 'balance', title: t('balance'), align: 'right', render: (line) => <Money of={line.balance} /> },
          { key: 'reference', title: t('reference'), render: (line) => <Id id={line.reference} /> },
          { key: 'at', title: t('at'), render: (line) => <When at={line.at} /> },
        ]}
        empty={{ title: t('statement_empty') }}
      />
    </div>
  );
}
