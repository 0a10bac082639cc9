import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Skeleton } from 'antd';
import { useEffect, useMemo, useState, type MouseEvent } from 'react';
import { useWords } from '../../i18n';
import { common } from '../../words';
import { Empty } from '../empty';
import { useFilters } from '../filters';
import { useNarrow } from '../narrow';
import { useStored } from '../stored';
import { Trouble } from '../trouble';
import { useCount } from '../bits';
import { Bulk } from './bulk';
import { Tools } from './tools';
import type { Column, ListProps, Query } from './types';
import { listWords } from './words';

const few = 50;

/** A list with its filters, views, columns and bulk acts: a table where there is room, cards where there is none. */
export function DataList<T extends object>(props: ListProps<T>) {
  const { name, load, columns, rowId, filters = [], bulk = [], fixed } = props;
  const named = filters.flatMap((filter) => (filter.kind === 'dates' ? ['from', 'to'] : [filter.key])).join(' ');
  const keys = useMemo(() => named.split(' ').filter(Boolean), [named]);
  const { values, change, replace } = useFilters(keys);
  const query: Query = { ...values, ...fixed };
  const asked = useInfiniteQuery({
    queryKey: [name, query],
    queryFn: ({ pageParam }) => load({ ...query, limit: few, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => asked.data?.pages.flatMap((page) => page.items) ?? [], [asked.data]);
  // A page may hold nothing that fits although there is more behind it.
  const { hasNextPage, isFetching, fetchNextPage } = asked;
  const dry = rows.length === 0 && hasNextPage;
  useEffect(() => {
    if (dry && !isFetching) void fetchNextPage();
  }, [dry, isFetching, fetchNextPage]);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [hidden, setHidden] = useStored<string[]>(`columns.${name}`, columns.filter((column) => column.extra).map((column) => column.key));
  const shown = columns.filter((column) => column.main || !hidden.includes(column.key));
  const picked = rows.filter((row) => chosen.includes(rowId(row)));
  const narrow = useNarrow();
  const filtered = Object.keys(values).length > 0;
  const select = bulk.length > 0;

  return (
    <section className="card list" aria-label={props.label}>
      <Tools {...props} filters={filters} values={values} change={change} replace={replace} hidden={hidden} setHidden={setHidden} query={query} />
      {select && picked.length > 0 && <Bulk acts={bulk} rows={picked} clear={() => setChosen([])} after={() => void asked.refetch()} />}
      {asked.isError && (
        <div style={{ padding: 16 }}>
          <Trouble error={asked.error} again={() => void asked.refetch()} />
        </div>
      )}
      {(asked.isPending || dry) && !asked.isError && (
        <div style={{ padding: 20 }}>
          <Skeleton active title={false} paragraph={{ rows: 7, width: '100%' }} />
        </div>
      )}
      {asked.isSuccess && rows.length === 0 && !dry && <Nothing filtered={filtered} clear={() => replace({})} empty={props.empty} />}
      {rows.length > 0 && (narrow ? (
        <Cards {...props} rows={rows} columns={shown} chosen={chosen} choose={select ? setChosen : undefined} />
      ) : (
        <Rows {...props} rows={rows} columns={shown} chosen={chosen} choose={select ? setChosen : undefined} dim={asked.isPlaceholderData} />
      ))}
      {rows.length > 0 && <Foot shown={rows.length} more={asked.hasNextPage} busy={asked.isFetchingNextPage} next={() => void asked.fetchNextPage()} />}
    </section>
  );
}

interface Shown<T> extends ListProps<T> {
  rows: T[];
  chosen: readonly string[];
  choose?: (ids: readonly string[]) => void;
  dim?: boolean;
}

function Rows<T extends object>({ rows, columns, rowId, chosen, choose, onOpen, acts, fresh, label, dim }: Shown<T>) {
  const t = useWords({ ...common, ...listWords });
  const ids = rows.map(rowId);
  const all = ids.every((id) => chosen.includes(id));
  const side = (column: Column<T>) => (column.align === 'right' ? 'right' : undefined);
  return (
    <div className="sheet" role="region" aria-label={label} tabIndex={0} style={dim ? { opacity: 0.6 } : undefined}>
      <table>
        <thead>
          <tr>
            {choose && <td className="pick"><Checkbox aria-label={t('choose_all')} checked={all} indeterminate={!all && chosen.length > 0} onChange={() => choose(all ? [] : ids)} /></td>}
            {columns.map((column) => <th key={column.key} scope="col" className={side(column)}>{column.title || <span className="hidden-label">{column.key}</span>}</th>)}
            {acts && <th scope="col"><span className="hidden-label">{t('actions')}</span></th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = rowId(row);
            const open = onOpen && ((event: MouseEvent) => void (plain(event.target) && onOpen(row)));
            const name = [open && 'opens', fresh?.has(id) && 'fresh', chosen.includes(id) && 'chosen'].filter(Boolean).join(' ');
            return (
              <tr key={id} className={name || undefined} onClick={open} data-id={id}>
                {choose && <td className="pick"><Pick id={id} chosen={chosen} choose={choose} /></td>}
                {columns.map((column) => (
                  <td key={column.key} className={side(column)}>{column.main && onOpen ? <Opens row={row} column={column} onOpen={onOpen} /> : column.render(row)}</td>
                ))}
                {acts && <td className="right">{acts(row)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Pick({ id, chosen, choose }: { id: string; chosen: readonly string[]; choose: (ids: readonly string[]) => void }) {
  const t = useWords(listWords);
  return (
    <Checkbox
      aria-label={`${t('choose')} ${id.slice(-7)}`}
      checked={chosen.includes(id)}
      onChange={(event) => choose(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
    />
  );
}

/** A click into a row opens it, unless it was meant for something in it. */
const plain = (target: EventTarget) => !(target as Element).closest('a, button, input, label, [role=button]') && !getSelection()?.toString();

function Opens<T>({ row, column, onOpen }: { row: T; column: Column<T>; onOpen: (row: T) => void }) {
  return (
    <div role="button" tabIndex={0} className="link" onClick={(event) => {
      event.stopPropagation();
      onOpen(row);
    }} onKeyDown={(event) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row);
    }}>
      {column.render(row)}
    </div>
  );
}

function Cards<T extends object>({ rows, columns, rowId, chosen, choose, onOpen, acts, fresh }: Shown<T>) {
  const [main, ...rest] = [...columns.filter((column) => column.main), ...columns.filter((column) => !column.main)];
  return (
    <ul className="items">
      {rows.map((row) => {
        const id = rowId(row);
        return (
          <li key={id} className={fresh?.has(id) ? 'item fresh' : 'item'}>
            <div className="item-top">
              {choose && <Pick id={id} chosen={chosen} choose={choose} />}
              <div className="item-title">{main && (onOpen ? <Opens row={row} column={main} onOpen={onOpen} /> : main.render(row))}</div>
              {acts?.(row)}
            </div>
            <dl>
              {rest.map((column) => (
                <div key={column.key} style={{ display: 'contents' }}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

function Nothing({ filtered, clear, empty }: { filtered: boolean; clear: () => void; empty: ListProps<object>['empty'] }) {
  const t = useWords(listWords);
  if (!filtered) return <Empty title={empty.title} text={empty.text}>{empty.action}</Empty>;
  return (
    <Empty title={t('nothing')} text={t('nothing_text')}>
      <Button onClick={clear}>{t('clear')}</Button>
    </Empty>
  );
}

function Foot({ shown, more, busy, next }: { shown: number; more: boolean; busy: boolean; next: () => void }) {
  const t = useWords(listWords);
  const count = useCount();
  return (
    <div className="list-foot">
      <span>{t('shown', { n: count(shown) })}</span>
      {more ? <Button onClick={next} loading={busy}>{t('more')}</Button> : <span>{shown > few ? t('end') : ''}</span>}
    </div>
  );
}
