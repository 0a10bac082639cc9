import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { Offer, SupplyRoute } from '../../api/model';
import { money } from '../../api/money';
import { useMay } from '../../api/session';
import { useLanguage, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import type { Column } from '../../parts/list/types';
import { useProblemText } from '../../parts/trouble';
import { common } from '../../words';
import { useFulfilledSkus } from '../products/every';
import { amountIn, lowest, margin, moved, signed } from './figures';
import { ContractTag } from './parts';
import { RouteForm } from './route_form';
import { supplyWrite } from './scopes';
import { supplierWords } from './words';

const put = (route: SupplyRoute, change: Partial<Pick<SupplyRoute, 'position' | 'on'>>) => {
  const { product, unit_cost, position, on } = { ...route, ...change };
  return ok(api.PUT('/v1/skus/{sku}/routes/{supplier}', { params: { path: { sku: route.sku, supplier: route.supplier } }, body: { product, unit_cost, position, on } }));
};

const ofSku = (sku: string) => ok(api.GET('/v1/skus/{sku}/routes', { params: { path: { sku } } }));

/** By which suppliers a SKU is credited, in the order in which they are tried, and what is left of its price. */
export function RoutesOfSku({ sku, offers }: { sku: string; offers: Offer[] }) {
  const t = useWords(supplierWords);
  return (
    <Routes
      of={{ sku }}
      lead={t('routes_lead_sku')}
      empty={t('routes_empty_text')}
      load={() => ofSku(sku)}
      first={{ key: 'supplier', title: t('supplier'), main: true, render: (route) => <SupplierName of={route} /> }}
      more={[{ key: 'margin', title: t('margin'), align: 'right', render: (route) => <Margin of={route} offers={offers} /> }]}
      ordered
    />
  );
}

/** What a supplier credits. */
export function RoutesOfSupplier({ supplier }: { supplier: string }) {
  const t = useWords(supplierWords);
  const { skus } = useFulfilledSkus();
  const label = (route: SupplyRoute) => skus?.find((one) => one.id === route.sku)?.label ?? route.sku_code;
  return (
    <Routes
      of={{ supplier }}
      lead={t('routes_lead')}
      empty={t('routes_lead')}
      load={() => ok(api.GET('/v1/suppliers/{id}/routes', { params: { path: { id: supplier } } }))}
      first={{ key: 'sku', title: t('sku'), main: true, render: (route) => <Link className="link" to={`/products/skus/${route.sku}`}>{label(route)}</Link> }}
    />
  );
}

interface RoutesProps {
  of: { sku: string } | { supplier: string };
  lead: string;
  empty: string;
  load: () => Promise<{ items: SupplyRoute[] }>;
  /** What stands at the other end of each. */
  first: Column<SupplyRoute>;
  more?: Column<SupplyRoute>[];
  /** All of one SKU: they stand in the order in which they are tried. */
  ordered?: boolean;
}

function Routes({ of, lead, empty, load, first, more = [], ordered }: RoutesProps) {
  const t = useWords({ ...common, ...supplierWords });
  const write = useMay()(supplyWrite);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<SupplyRoute>();
  const add = write && <Button size="small" onClick={() => setAdding(true)} data-test="add-route">{t('new_route')}</Button>;
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="row between"><h2 style={{ fontSize: 15 }}>{t('routes')}</h2>{add}</div>
      <p className="soft">{lead}</p>
      <DataList<SupplyRoute>
        name="routes"
        label={t('routes')}
        fixed={of}
        load={load}
        rowId={(route) => (ordered ? route.supplier : route.sku)}
        columns={[
          first,
          { key: 'product', title: t('product'), render: (route) => <span className="code">{route.product}</span> },
          { key: 'cost', title: t('cost'), align: 'right', render: (route) => <Money of={amountIn(route.currency, route.unit_cost)} /> },
          ...more,
          { key: 'on', title: t('state'), render: (route) => <RouteState of={route} alone={!ordered} /> },
        ]}
        acts={write ? (route) => <Acts of={route} ordered={ordered} edit={() => setChanging(route)} /> : undefined}
        empty={{ title: t('routes_empty'), text: empty, action: add }}
      />
      {adding && <RouteForm known={of} close={() => setAdding(false)} />}
      {changing && <RouteForm known={{}} route={changing} close={() => setChanging(undefined)} />}
    </div>
  );
}

function SupplierName({ of }: { of: SupplyRoute }) {
  return <span className="row" style={{ gap: 6 }}><Link className="link" to={`/suppliers/${of.supplier}`}>{of.supplier_name}</Link><ContractTag until={of.contract_until} /></span>;
}

/** Its supplier may be off; alone, on that supplier's own page, this needs no saying. */
function RouteState({ of, alone }: { of: SupplyRoute; alone: boolean }) {
  const t = useWords(supplierWords);
  if (!alone && of.on && of.supplier_state !== 'on') return <span className="tag wait">{t('supplier_off')}</span>;
  return <span className={of.on ? 'tag good' : 'tag'}>{t(of.on ? 'r_on' : 'r_off')}</span>;
}

/** Red where every sale would lose money. */
function Margin({ of, offers }: { of: SupplyRoute; offers: Offer[] }) {
  const t = useWords(supplierWords);
  const { language } = useLanguage();
  const price = lowest(offers, of.sku, of.currency);
  const left = margin(price, amountIn(of.currency, of.unit_cost));
  if (left === undefined || !price) return <span className="soft" title={t('margin_none_hint')}>{t('margin_none')}</span>;
  const hint = t('margin_hint', { price: money(price, language) });
  if (left < 0) return <span className="tag bad" title={hint} data-test="below-cost">{signed(left)} {t('below_cost')}</span>;
  return <span className="number" title={hint}>{signed(left)}</span>;
}

function Acts({ of, ordered, edit }: { of: SupplyRoute; ordered?: boolean; edit: () => void }) {
  const t = useWords({ ...common, ...supplierWords });
  const ask = useAsk();
  const queries = useQueryClient();
  const doing = useDoing();
  const turn = () => doing(() => put(of, { on: !of.on }), t('route_kept'));
  const move = (by: number) => doing(async () => {
    // What belongs to a retired supplier cannot be changed, and is never tried.
    const routes = (await ofSku(of.sku)).items.filter((route) => route.supplier_state !== 'retired');
    const at = routes.findIndex((route) => route.supplier === of.supplier);
    for (const { route, position } of moved(routes, at, by)) await put(route, { position });
  }, t('order_kept'));
  const remove = () => ask({
    title: t('remove_title', { name: of.supplier_name }), text: t('remove_text'), act: t('remove'), danger: true, done: t('removed'),
    run: async () => {
      await ok(api.DELETE('/v1/skus/{sku}/routes/{supplier}', { params: { path: { sku: of.sku, supplier: of.supplier } } }));
      await queries.invalidateQueries({ queryKey: ['routes'] });
    },
  });
  if (of.supplier_state === 'retired') return <Button size="small" danger onClick={remove}>{t('remove')}</Button>;
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      {ordered && <Button size="small" icon={<UpOutlined />} aria-label={`${t('move_up')} ${of.supplier_name}`} onClick={() => void move(-1)} />}
      {ordered && <Button size="small" icon={<DownOutlined />} aria-label={`${t('move_down')} ${of.supplier_name}`} onClick={() => void move(1)} />}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'edit', label: t('edit'), onClick: edit },
            { key: 'turn', label: of.on ? t('turn_off') : t('turn_on'), onClick: () => void turn() },
            { key: 'remove', label: t('remove'), danger: true, onClick: remove },
          ],
        }}
      >
        <Button size="small">{t('more')}</Button>
      </Dropdown>
    </span>
  );
}

/** Does something to routes at once, says how it went, and asks for them again. */
function useDoing() {
  const { message } = App.useApp();
  const text = useProblemText();
  const queries = useQueryClient();
  return async (act: () => Promise<unknown>, done: string) => {
    try {
      await act();
      message.success(done);
    } catch (error) {
      message.error(text(error));
    } finally {
      await queries.invalidateQueries({ queryKey: ['routes'] });
    }
  };
}
