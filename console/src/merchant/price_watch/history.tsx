import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { api, ok } from '../../api/client';
import type { Offer } from '../../api/model';
import { decimal, money } from '../../api/money';
import { useLanguage, useWords } from '../../i18n';
import { useTime } from '../../parts/bits';
import { Chart } from '../../parts/chart';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { useTheme } from '../../shell/theme';
import { historyWords } from './history_words';
import { pointsOf, type Point } from './points';

/** What a SKU has cost, and what was asked for it, over time. */
export function PriceHistory({ sku, offers }: { sku: string; offers: Offer[] }) {
  const t = useWords(historyWords);
  const path = { sku };
  const costs = useQuery({ queryKey: ['sku-costs', sku], queryFn: () => ok(api.GET('/v1/skus/{sku}/costs', { params: { path } })) });
  const changes = useQuery({ queryKey: ['price-changes', 'of', sku], queryFn: () => ok(api.GET('/v1/merchant/price-changes', { params: { query: { sku, state: 'applied', limit: 100 } } })) });
  const market = useQuery({ queryKey: ['sku-market', sku], queryFn: () => ok(api.GET('/v1/skus/{sku}/market-prices', { params: { path } })) });
  const failed = [costs, changes, market].find((one) => one.isError);
  const offer = offers.find((one) => one.sku === sku);
  const currency = offer?.price.currency ?? costs.data?.items[0]?.cost.currency ?? 'CNY';
  const points = useMemo(
    () => costs.data && changes.data && market.data && pointsOf({ costs: costs.data.items, changes: changes.data.items, market: market.data.history, offer, currency, now: Date.now() }),
    [costs.data, changes.data, market.data, offer, currency],
  );
  return (
    <Card title={t('title')}>
      {failed && <Trouble error={failed.error} again={() => void Promise.all([costs.refetch(), changes.refetch(), market.refetch()])} />}
      {!failed && !points && <Skeleton active />}
      {points && points.some((line) => line.points.length > 1) && <Lines of={points} currency={currency} />}
      {points && !points.some((line) => line.points.length > 1) && <p className="soft">{t('none')}</p>}
      {costs.data?.loss_leader && <p className="small" style={{ marginTop: 8 }}><span className="tag wait">{t('leader')}</span> {costs.data.loss_leader.reason}</p>}
    </Card>
  );
}

interface Line {
  kind: 'price' | 'cost' | 'market';
  name?: string;
  points: Point[];
}

function Lines({ of, currency }: { of: Line[]; currency: string }) {
  const t = useWords(historyWords);
  const { language } = useLanguage();
  const { dark } = useTheme();
  const time = useTime();
  const option = useMemo(() => {
    const ink = dark ? '#a6b1a8' : '#59635c';
    const rule = dark ? '#2f3730' : '#e3e4da';
    const colours = { price: dark ? '#8bd3a2' : '#2c6e49', cost: dark ? '#ffb59f' : '#b4532f', market: dark ? '#b4d6fa' : '#1c4a78' };
    const day = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { month: 'numeric', day: 'numeric' });
    const worth = (amount: number) => money({ amount, currency }, language);
    const axis = { axisLabel: { color: ink, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: rule } } };
    return {
      animationDuration: 250,
      textStyle: { fontFamily: 'inherit' },
      grid: { left: 8, right: 16, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, type: 'scroll', icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: ink } },
      tooltip: { trigger: 'axis', confine: true, backgroundColor: dark ? '#222823' : '#ffffff', borderColor: rule, textStyle: { color: dark ? '#e8ece6' : '#1c241f' } },
      xAxis: { type: 'time', ...axis, splitNumber: 4, axisLabel: { ...axis.axisLabel, formatter: (at: number) => day.format(at) } },
      yAxis: { type: 'value', scale: true, ...axis, splitLine: { lineStyle: { color: rule } }, axisLabel: { color: ink, formatter: (value: number) => decimal({ amount: Math.round(value), currency }).replace(/\.0+$/, '') } },
      series: of.map((line, nth) => ({
        name: nameOf(line),
        type: 'line',
        step: line.kind === 'market' ? undefined : 'end',
        data: line.points.map((point) => [point.at, point.amount]),
        symbolSize: line.kind === 'market' ? 7 : 5,
        lineStyle: { width: line.kind === 'market' ? 1 : 2.5, color: colours[line.kind], type: line.kind === 'market' ? 'dashed' : 'solid' },
        itemStyle: { color: colours[line.kind], opacity: line.kind === 'market' && nth % 2 ? 0.75 : 1 },
        tooltip: { valueFormatter: (value: unknown) => worth(Number(value)) },
      })),
    };
    function nameOf(line: Line) {
      return line.name ?? t(line.kind);
    }
  }, [of, dark, language, currency, t]);
  const rows = of.flatMap((line) => line.points.map((point) => ({ ...point, line }))).sort((a, b) => a.at - b.at).map(({ at, amount, line }, nth) => [`${nth + 1}`, time.full(new Date(at).toISOString()), line.name ?? t(line.kind), money({ amount, currency }, language)]);
  return <Chart option={option} height={260} label={t('title')} head={['#', t('at'), t('what'), t('amount')]} rows={rows} />;
}
