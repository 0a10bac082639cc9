import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Slider } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { SupplyReplay, SupplyWeights } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Money, useCount } from '../../parts/bits';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { amountIn } from './figures';
import { supplyWrite } from './scopes';
import { supplierWords } from './words';

const parts = ['cost', 'success', 'speed', 'deposit'] as const;
const DAYS = 30;

/** How suppliers are weighed against each other, and what other weights would have made of past orders. */
export function Weights() {
  const t = useWords({ ...common, ...supplierWords });
  const { data, error } = useQuery({ queryKey: ['weights'], queryFn: () => ok(api.GET('/v1/supply-weights')) });
  if (error) return <Trouble error={error} />;
  return data ? <Board key={JSON.stringify(data)} now={data} title={t('weights')} /> : null;
}

function Board({ now, title }: { now: SupplyWeights; title: string }) {
  const t = useWords({ ...common, ...supplierWords });
  const count = useCount();
  const write = useMay()(supplyWrite);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [weights, setWeights] = useState(now);
  const [replay, setReplay] = useState<SupplyReplay>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const run = (work: () => Promise<unknown>) => {
    setBusy(true);
    setFault(undefined);
    work().catch(setFault).finally(() => setBusy(false));
  };
  const tryOut = () => run(async () => setReplay(await ok(api.POST('/v1/supply-weights/replay', { body: { weights, days: DAYS } }))));
  const keep = () => run(async () => {
    await ok(api.PUT('/v1/supply-weights', { body: weights }));
    await queries.invalidateQueries({ queryKey: ['weights'] });
    message.success(t('saved'));
  });
  const byHand = parts.every((part) => weights[part] === 0);
  return (
    <Card title={title}>
      <p className="soft small">{byHand ? t('weights_by_hand') : t('weights_lead')}</p>
      {fault !== undefined && <Trouble error={fault} />}
      {parts.map((part) => (
        <div key={part} className="row" style={{ gap: 12 }}>
          <span style={{ minWidth: 72 }} id={`weight-${part}`}>{t(`w_part_${part}`)}</span>
          <div style={{ flex: 1 }}><Slider min={0} max={100} value={weights[part]} disabled={!write} ariaLabelledByForHandle={`weight-${part}`} onChange={(value) => { setWeights({ ...weights, [part]: value }); setReplay(undefined); }} /></div>
          <span className="number" style={{ minWidth: 28, textAlign: 'right' }}>{weights[part]}</span>
        </div>
      ))}
      <div className="row" style={{ gap: 8 }}>
        <Button onClick={tryOut} loading={busy} data-test="replay">{t('weights_try', { n: String(DAYS) })}</Button>
        {write && <Button type="primary" onClick={keep} disabled={busy || parts.every((part) => weights[part] === now[part])}>{t('save')}</Button>}
      </div>
      {replay && (
        <div className="stack" style={{ gap: 4 }} role="status" data-test="replayed">
          <span>{replay.orders === 0 ? t('replay_none') : t('replay_moved', { n: count(replay.moved), of: count(replay.orders) })}</span>
          {replay.costs.map((cost) => (
            <span key={cost.currency} className="small">{t('replay_cost')} <Money of={amountIn(cost.currency, cost.was)} /> → <Money of={amountIn(cost.currency, cost.would)} /></span>
          ))}
          {replay.suppliers.map((one) => <span key={one.supplier} className="soft small">{one.supplier_name}: {count(one.was)} → {count(one.would)}</span>)}
        </div>
      )}
    </Card>
  );
}
