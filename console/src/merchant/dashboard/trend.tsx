import { useMemo } from 'react';
import { decimal, money } from '../../api/money';
import type { Dashboard } from '../../api/model';
import { useLanguage, useWords } from '../../i18n';
import { Chart } from '../../parts/chart';
import { useTheme } from '../../shell/theme';
import { dashboardWords } from './words';

/** Sales as a line over orders as bars, day by day. */
export function Trend({ data }: { data: Dashboard }) {
  const t = useWords(dashboardWords);
  const { language } = useLanguage();
  const { dark } = useTheme();
  const option = useMemo(() => {
    const ink = dark ? '#a6b1a8' : '#59635c';
    const line = dark ? '#2f3730' : '#e3e4da';
    const green = dark ? '#8bd3a2' : '#2c6e49';
    const bars = dark ? '#3a5546' : '#cfe0d2';
    const worth = (amount: number) => money({ amount, currency: data.currency }, language);
    const axis = { axisLabel: { color: ink }, axisTick: { show: false } };
    return {
      animationDuration: 250,
      textStyle: { fontFamily: 'inherit' },
      grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: ink } },
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: dark ? '#222823' : '#ffffff',
        borderColor: line,
        textStyle: { color: dark ? '#e8ece6' : '#1c241f' },
      },
      xAxis: { type: 'category', data: data.days.map((day) => day.day.slice(5)), ...axis, axisLine: { lineStyle: { color: line } } },
      yAxis: [
        { type: 'value', ...axis, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, formatter: (value: number) => short(value, data.currency) } },
        { type: 'value', ...axis, minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        { name: t('orders'), type: 'bar', yAxisIndex: 1, data: data.days.map((day) => day.orders), itemStyle: { color: bars, borderRadius: [3, 3, 0, 0] }, barMaxWidth: 22 },
        {
          name: t('sales'), type: 'line', data: data.days.map((day) => day.sales.amount), smooth: 0.25, showSymbol: data.days.length < 15, symbolSize: 6,
          lineStyle: { width: 2.5, color: green }, itemStyle: { color: green }, areaStyle: { color: green, opacity: 0.08 },
          tooltip: { valueFormatter: (value: unknown) => worth(Number(value)) },
        },
      ],
    };
  }, [data, dark, language, t]);
  const rows = data.days.map((day) => [day.day, money(day.sales, language), String(day.orders)]);
  return <Chart option={option} height={280} label={t('trend')} head={[t('day'), t('sales'), t('orders')]} rows={rows} />;
}

/** A round figure for an axis: without its minor digits, which are none there. */
function short(amount: number, currency: string): string {
  return decimal({ amount: Math.round(amount), currency }).replace(/\.0+$/, '');
}
