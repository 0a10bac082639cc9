import { useMemo } from 'react';
import type { PartnerPattern } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { When } from '../../parts/bits';
import { Chart } from '../../parts/chart';
import { Card } from '../../parts/page';
import { useTheme } from '../../shell/theme';
import { Mark } from './used';
import { partnerWords } from './words';

/** Every day from the first on which something was bought to the last, those without anything too: a gap is a gap. */
export function everyDay(days: PartnerPattern['days']): PartnerPattern['days'] {
  const [first, last] = [days[0], days[days.length - 1]];
  if (!first || !last) return [];
  const known = new Map(days.map((day) => [day.day, day]));
  const all: PartnerPattern['days'] = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    all.push(known.get(day) ?? { day, orders: 0, units: 0 });
  }
  return all;
}

/** How a partner buys: a chart, and a sentence with a mark for each thing that is looked at. */
export function PatternCard({ of }: { of: PartnerPattern | null }) {
  const t = useWords(partnerWords);
  const say = useSay();
  if (!of) return <Card title={t('pattern')}><p className="soft">{t('pattern_none')}</p></Card>;
  return (
    <Card title={t('pattern')} extra={<Mark of={of.mark} />}>
      <div className="stack">
        <p className="soft small">{t('pattern_sum', { units: of.units, orders: of.orders })}{!of.complete && ` · ${t('not_all')}`} · {t('pattern_at')} <When at={of.at} /></p>
        {of.days.length > 0 ? <Days of={of} /> : <p className="soft">{t('nothing_bought')}</p>}
        <ul className="plain stack" style={{ gap: 8, listStyle: 'none', padding: 0, margin: 0 }}>
          {of.signs.map((sign) => <li key={sign.code} className="row" style={{ alignItems: 'baseline', flexWrap: 'nowrap' }}><Mark of={sign.mark} /><span style={{ minWidth: 0 }}>{say(sign.sentence)}</span></li>)}
        </ul>
      </div>
    </Card>
  );
}

function Days({ of }: { of: PartnerPattern }) {
  const t = useWords(partnerWords);
  const { dark } = useTheme();
  const days = useMemo(() => everyDay(of.days), [of.days]);
  const option = useMemo(() => {
    const ink = dark ? '#a6b1a8' : '#59635c';
    const line = dark ? '#2f3730' : '#e3e4da';
    const axis = { axisLabel: { color: ink }, axisTick: { show: false } };
    return {
      animationDuration: 250,
      textStyle: { fontFamily: 'inherit' },
      grid: { left: 8, right: 8, top: 16, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', confine: true, backgroundColor: dark ? '#222823' : '#ffffff', borderColor: line, textStyle: { color: dark ? '#e8ece6' : '#1c241f' } },
      xAxis: { type: 'category', data: days.map((day) => day.day.slice(5)), ...axis, axisLine: { lineStyle: { color: line } } },
      yAxis: [{ type: 'value', minInterval: 1, ...axis, splitLine: { lineStyle: { color: line } } }],
      series: [{ name: t('units'), type: 'bar', data: days.map((day) => day.units), itemStyle: { color: dark ? '#8bd3a2' : '#2c6e49', borderRadius: [3, 3, 0, 0] }, barMaxWidth: 22 }],
    };
  }, [days, dark, t]);
  return <Chart option={option} height={200} label={t('pattern')} head={[t('day'), t('units'), t('orders')]} rows={days.map((day) => [day.day, String(day.units), String(day.orders)])} />;
}
