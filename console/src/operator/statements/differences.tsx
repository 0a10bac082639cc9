import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { api, ok } from '../../api/client';
import type { StatementDifference } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money, shortId, When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { useChannelNames } from '../channels/names';
import { PaidFor } from '../top_ups/parts';
import { differenceWords } from './words';

const kinds = ['missing_here', 'missing_there', 'amount_differs', 'doubled', 'chargeback', 'chargeback_won', 'refund_failed'];
type Way = 'ask' | 'refund_arrived' | 'known' | 'write_off';

/** What does not agree: all of it, or that of one statement. */
export function Differences({ statement }: { statement?: string }) {
  const t = useWords(differenceWords);
  const code = useCodes(differenceWords);
  const say = useSay();
  const may = useMay();
  const { nameOf, codes } = useChannelNames();
  return (
    <DataList<StatementDifference>
      name={statement ? 'statement-differences' : 'differences'}
      label={t('title')}
      load={(query) => ok(api.GET('/v1/platform/differences', { params: { query } }))}
      rowId={(one) => one.id}
      fixed={statement ? { statement } : undefined}
      filters={[
        { key: 'state', label: t('state'), kind: 'choice', options: (['open', 'settled'] as const).map((value) => ({ value, label: t(value) })) },
        { key: 'kind', label: t('kind'), kind: 'choice', options: kinds.map((value) => ({ value, label: code(value) })) },
        ...(statement ? [] : [{ key: 'channel', label: t('channel'), kind: 'choice' as const, options: codes.map((value) => ({ value, label: nameOf(value) })) }]),
      ]}
      presets={[
        { name: { zh: '待处理', en: 'Open' }, filters: { state: 'open' } },
        { name: { zh: '拒付', en: 'Chargebacks' }, filters: { kind: 'chargeback' } },
      ]}
      columns={[
        { key: 'kind', title: t('kind'), main: true, render: (one) => <span>{code(one.kind)} <span className="code soft">{one.reference || shortId(one.ours_id)}</span></span> },
        { key: 'state', title: t('state'), render: (one) => <span className={one.state === 'open' ? 'tag wait' : 'tag good'} data-state={one.state}>{one.outcome ? code(one.outcome) : t('open')}</span> },
        { key: 'theirs', title: t('theirs'), align: 'right', render: (one) => <Money of={one.theirs} /> },
        { key: 'ours', title: t('ours'), align: 'right', render: (one) => <Money of={one.ours} /> },
        { key: 'channel', title: t('channel'), extra: Boolean(statement), render: (one) => nameOf(one.channel) },
        { key: 'of', title: t('of'), render: (one) => <PaidFor of={one} /> },
        { key: 'merchant', title: t('merchant'), extra: true, render: (one) => (one.merchant ? say(one.merchant.name) : '–') },
        { key: 'ours_id', title: t('ours_id'), extra: true, render: (one) => <span className="code">{one.ours_id || '–'}</span> },
        { key: 'line', title: t('line'), extra: true, render: (one) => <span className="number">{one.line ?? '–'}</span> },
        { key: 'reason', title: t('reason'), extra: true, render: (one) => (one.reason ? `${one.settled_by ?? ''}: ${one.reason}` : '–') },
        { key: 'at', title: t('at'), render: (one) => <When at={one.happened_at} /> },
      ]}
      acts={may('statements:write') ? (one) => one.ways.length > 0 && <Settle of={one} /> : undefined}
      empty={{ title: t('empty'), text: t('empty_text') }}
    />
  );
}

function Settle({ of }: { of: StatementDifference }) {
  const t = useWords(differenceWords);
  const code = useCodes(differenceWords);
  const ask = useAsk();
  const queries = useQueryClient();
  const texts = {
    ask: [t('ask_title'), t('ask_text'), t('ask')],
    refund_arrived: [t('arrived_title'), t('arrived_text'), t('arrived')],
    known: [t('know_title'), t('know_text'), t('know')],
    write_off: [t('write_off_title'), t('write_off_text'), t('write_off')],
  } as const;
  const settle = (way: Way) => {
    const [title, text, act] = texts[way];
    ask({
      title, act, danger: way === 'write_off', reason: way !== 'ask', done: way === 'ask' ? t('asked') : t('noted'),
      text: (
        <div className="stack">
          <p>{text}</p>
          <dl className="facts">
            <dt>{t('kind')}</dt><dd>{code(of.kind)}</dd>
            <dt>{t('number')}</dt><dd className="code">{of.reference || '–'}</dd>
            <dt>{t('theirs')}</dt><dd><Money of={of.theirs} /></dd>
            <dt>{t('ours')}</dt><dd><Money of={of.ours} /></dd>
          </dl>
        </div>
      ),
      run: async (reason) => {
        await ok(api.POST('/v1/platform/differences/{id}/settle', { params: { path: { id: of.id } }, body: { way, reason } }));
        await Promise.all(['differences', 'statement-differences', 'statements', 'statement'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      },
    });
  };
  const [first, ...rest] = of.ways as Way[];
  if (!first) return null;
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      <Button size="small" type={first === 'ask' ? 'primary' : 'default'} onClick={() => settle(first)}>{texts[first][2]}</Button>
      {rest.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: rest.map((way) => ({ key: way, label: texts[way][2], onClick: () => settle(way) })) }}>
          <Button size="small">{t('more')}</Button>
        </Dropdown>
      )}
    </span>
  );
}
