import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Supplier, SupplierProduct } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Money, useCount } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { holds } from '../../parts/list/scan';
import type { ListPage, Query } from '../../parts/list/types';
import { amountIn } from './figures';
import { AskTrouble } from './parts';
import { RouteForm } from './route_form';
import { supplyWrite } from './scopes';
import { supplierWords } from './words';

/** Some thousands of goods, shown by the page. */
const page = (all: SupplierProduct[], { q, after, limit }: Query): ListPage<SupplierProduct> => {
  const fit = all.filter((one) => holds([one.name, one.product], q));
  const from = Number(after ?? 0);
  const end = from + Number(limit ?? 50);
  return { items: fit.slice(from, end), next: end < fit.length ? String(end) : null };
};

/** What the supplier offers, once somebody asks; whichever is chosen becomes a route. */
export function Catalogue({ of }: { of: Supplier }) {
  const t = useWords(supplierWords);
  const count = useCount();
  const write = useMay()(supplyWrite);
  const [search] = useSearchParams();
  const [wanted, setWanted] = useState(false);
  const [picked, setPicked] = useState<SupplierProduct>();
  const asked = useQuery({
    queryKey: ['supplier-catalogue', of.id],
    queryFn: () => ok(api.GET('/v1/suppliers/{id}/catalogue', { params: { path: { id: of.id } } })),
    enabled: wanted,
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const all = asked.data?.items;
  const ask = () => {
    if (wanted) void asked.refetch();
    else setWanted(true);
  };
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="row between">
        <h2 style={{ fontSize: 15 }}>{t('catalogue')}</h2>
        <Button size="small" onClick={ask} loading={asked.isFetching} data-test="ask-catalogue">{t('ask_catalogue')}</Button>
      </div>
      <p className="soft">{t('catalogue_lead')}</p>
      {asked.isError && <AskTrouble error={asked.error} />}
      {all && (
        <DataList<SupplierProduct>
          name="catalogue"
          label={t('catalogue')}
          // Asked for anew, it is another list.
          fixed={{ supplier: of.id, at: asked.dataUpdatedAt }}
          load={async (query) => page(all, query)}
          rowId={(one) => one.product}
          filters={[{ key: 'q', label: t('find_product'), kind: 'search' }]}
          columns={[
            { key: 'name', title: t('product_name'), main: true, render: (one) => one.name },
            { key: 'product', title: t('product'), render: (one) => <span className="code">{one.product}</span> },
            { key: 'cost', title: t('cost'), align: 'right', render: (one) => <Money of={amountIn(one.currency, one.cost)} /> },
            { key: 'stock', title: t('stock'), align: 'right', render: (one) => (one.stock === null ? <span className="soft">–</span> : <span className="number">{count(one.stock)}</span>) },
            { key: 'sale', title: t('on_sale'), render: (one) => <span className={one.on_sale ? 'tag good' : 'tag'}>{t(one.on_sale ? 'on_sale' : 'off_sale')}</span> },
          ]}
          acts={write ? (one) => <Button size="small" onClick={() => setPicked(one)} data-test="pick-product">{t('pick')}</Button> : undefined}
          empty={{ title: t('catalogue_empty'), text: t('catalogue_empty_text') }}
        />
      )}
      {picked && <RouteForm known={{ supplier: of.id, sku: search.get('sku') ?? undefined, product: picked.product, cost: picked.cost }} close={() => setPicked(undefined)} />}
    </div>
  );
}
