import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Batch, List } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Id, Money, shortId, State, useCount, When } from '../../parts/bits';
import { DocumentLinks } from '../../parts/documents';
import { useOpened } from '../../parts/filters';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useSkuNames, useSkus } from './skus';
import { batchWords } from './words';

export default function BatchesPage() {
  const t = useWords({ ...common, ...batchWords });
  const count = useCount();
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const nameOf = useSkuNames();
  const skus = useSkus();
  const state = useStates();
  const files = useFiles();
  const { fresh } = useLive();
  const [opened, open] = useOpened();
  const withdraw = (batch: Batch) => ask({
    title: t('withdraw_title'), text: t('withdraw_text'), act: t('withdraw'), danger: true, done: t('withdrew'),
    run: async () => {
      await ok(api.POST('/v1/stock/batches/{id}/withdraw', { params: { path: { id: batch.id } } }));
      await Promise.all(['batches', 'levels', 'skus', 'offers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Page title={t('title')} lead={t('lead')} acts={may('stock:write') && <Link to="/stock/import"><Button type="primary">{t('import')}</Button></Link>}>
      <DataList<Batch>
        name="batches"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/stock/batches', { params: { query } }))}
        filters={[
          { key: 'q', label: t('search'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: ['importing', 'in_stock', 'withdrawn', 'shredded'].map((value) => ({ value, label: state(value) })) },
          { key: 'sku', label: t('sku'), kind: 'choice', options: skus.filter((sku) => sku.kind !== 'recharge').map((sku) => ({ value: sku.sku, label: nameOf(sku.sku) })) },
        ]}
        exports={files('/v1/stock/batches/export', may('goods:export'))}
        presets={[{ name: { zh: '在库', en: 'In stock' }, filters: { state: 'in_stock' } }]}
        rowId={(batch) => batch.id}
        fresh={fresh}
        onOpen={(batch) => open(batch.id)}
        columns={[
          { key: 'batch', title: t('sku'), main: true, render: (batch) => nameOf(batch.sku) },
          { key: 'supplier', title: t('supplier'), render: (batch) => <>{batch.supplier} <span className="soft">{batch.reference}</span></> },
          { key: 'items', title: t('items'), align: 'right', render: (batch) => <span className="number">{count(batch.items)}</span> },
          { key: 'duplicates', title: t('duplicates'), align: 'right', extra: true, render: (batch) => count(batch.duplicates) },
          { key: 'withdrawn', title: t('withdrawn'), align: 'right', extra: true, render: (batch) => count(batch.withdrawn) },
          { key: 'cost', title: t('cost'), align: 'right', render: (batch) => <Money of={batch.cost} /> },
          { key: 'state', title: t('state'), render: (batch) => <State of={batch.state} /> },
          { key: 'id', title: t('batch'), extra: true, render: (batch) => <span className="code">{shortId(batch.id)}</span> },
          { key: 'at', title: t('at'), render: (batch) => <When at={batch.created_at} /> },
        ]}
        acts={may('stock:write') ? (batch) => batch.state === 'in_stock' && <Button size="small" danger onClick={() => withdraw(batch)}>{t('withdraw')}</Button> : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: <Link to="/stock/import"><Button type="primary">{t('import')}</Button></Link> }}
      />
      <BatchDrawer id={opened} close={() => open()} nameOf={nameOf} />
    </Page>
  );
}

/** Out of the list that stands behind it: a batch has nothing more to tell. */
function BatchDrawer({ id, close, nameOf }: { id?: string; close: () => void; nameOf: (sku: string) => string }) {
  const t = useWords({ ...common, ...batchWords });
  const count = useCount();
  const queries = useQueryClient();
  const pages = queries.getQueriesData<{ pages: List<Batch>[] }>({ queryKey: ['batches'] }).flatMap(([, data]) => data?.pages ?? []);
  const batch = pages.flatMap((page) => page.items).find((one) => one.id === id);
  return (
    <Drawer open={Boolean(id && batch)} onClose={close} size={520} title={t('batch')} styles={{ wrapper: { maxWidth: '100vw' } }}>
      {batch && (
        <dl className="facts">
          <dt>{t('id')}</dt><dd><Id id={batch.id} /></dd>
          <dt>{t('state')}</dt><dd><State of={batch.state} /></dd>
          <dt>{t('sku')}</dt><dd>{nameOf(batch.sku)}</dd>
          <dt>{t('supplier')}</dt><dd>{batch.supplier}</dd>
          <dt>{t('reference')}</dt><dd>{batch.reference || '–'}</dd>
          <dt>{t('authorisation')}</dt><dd>{batch.authorisation ? <Link to={`/authorisations?open=${batch.authorisation}`}><Id id={batch.authorisation} /></Link> : t('authorisation_none')}</dd>
          <dt>{t('contract')}</dt><dd>{batch.contract ? <>{batch.contract.contract}{batch.contract.signed_on && <span className="soft"> {batch.contract.signed_on}</span>}{batch.contract.document && <DocumentLinks ids={[batch.contract.document]} />}</> : '–'}</dd>
          <dt>{t('cost')}</dt><dd><Money of={batch.cost} /></dd>
          <dt>{t('items')}</dt><dd>{count(batch.items)}</dd>
          <dt>{t('duplicates')}</dt><dd>{count(batch.duplicates)}</dd>
          <dt>{t('withdrawn')}</dt><dd>{count(batch.withdrawn)}</dd>
          <dt>{t('by')}</dt><dd><Id id={batch.imported_by} /></dd>
          <dt>{t('at')}</dt><dd><When at={batch.created_at} /></dd>
          <dt>{t('digest')}</dt><dd className="code">{batch.file_digest ?? '–'}</dd>
          <dt>{t('root')}</dt><dd><span className="code">{batch.merkle_root ?? '–'}</span><div className="soft small">{t('root_hint')}</div></dd>
        </dl>
      )}
    </Drawer>
  );
}
