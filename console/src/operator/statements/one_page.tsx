import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { ChannelStatement, StatementSums } from '../../api/model';
import { decimal } from '../../api/money';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money, useCount } from '../../parts/bits';
import { Chart } from '../../parts/chart';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { useTheme } from '../../shell/theme';
import { useChannelNames } from '../channels/names';
import { Differences } from './differences';
import { Days, Standing } from './page';
import { statementWords } from './words';

/** One statement: its sums, and what does not agree. */
export default function StatementPage() {
  const { id = '' } = useParams();
  const t = useWords(statementWords);
  const { nameOf } = useChannelNames();
  const { data, error, refetch } = useQuery({ queryKey: ['statement', id], queryFn: () => ok(api.GET('/v1/platform/statements/{id}', { params: { path: { id } } })) });
  const back = <Link to="/platform/statements">{t('title')}</Link>;
  if (error) return <Page title={t('statement')} acts={back}><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('statement')} acts={back}><Skeleton active paragraph={{ rows: 8 }} /></Page>;
  return (
    <Page title={t('one', { channel: nameOf(data.channel) })} lead={<><Standing of={data} /> <Days of={data} /></>} acts={back}>
      <div className="stack">
        {data.sums.length === 0 && <Card><p className="soft">{t('no_lines')}</p></Card>}
        {data.sums.map((sums) => <Sums key={sums.currency} of={sums} />)}
        <BadLines of={data} />
        <Differences statement={id} />
      </div>
    </Page>
  );
}

/** Theirs beside ours, by kind and altogether. */
export function Sums({ of, alone }: { of: StatementSums; alone?: boolean }) {
  const t = useWords(statementWords);
  const code = useCodes(statementWords);
  const count = useCount();
  const amount = (minor: number) => ({ amount: minor, currency: of.currency });
  const right = { className: 'right' };
  return (
    <Card title={t('sums', { currency: of.currency })} extra={!alone && <span className={of.difference === 0 ? 'tag good' : 'tag wait'}>{t('difference')} <Money of={amount(of.difference)} /></span>}>
      <div className="stack">
        {!alone && <Bars of={of} />}
        <div className="sheet" role="region" aria-label={t('sums', { currency: of.currency })} tabIndex={0}>
          <table>
            <thead><tr><th scope="col">{t('kind')}</th><th scope="col" {...right}>{t('count')}</th><th scope="col" {...right}>{t('theirs')}</th>{!alone && <th scope="col" {...right}>{t('ours')}</th>}</tr></thead>
            <tbody>
              {of.kinds.map((kind) => (
                <tr key={kind.kind}><td>{code(`m_${kind.kind}`)}</td><td {...right}>{count(kind.count)}</td><td {...right}><Money of={amount(kind.theirs)} /></td>{!alone && <td {...right}><Money of={amount(kind.ours)} /></td>}</tr>
              ))}
              <tr><td><strong>{t('net')}</strong></td><td /><td {...right}><strong><Money of={amount(of.theirs)} /></strong></td>{!alone && <td {...right}><strong><Money of={amount(of.ours)} /></strong></td>}</tr>
              <tr><td>{t('fees')}</td><td /><td {...right}><Money of={amount(of.fees)} /></td>{!alone && <td />}</tr>
              <tr><td>{t('payouts')}</td><td /><td {...right}><Money of={amount(of.payouts)} /></td>{!alone && <td />}</tr>
            </tbody>
          </table>
        </div>
        {!alone && <p className="soft small">{t('again_note')}</p>}
      </div>
    </Card>
  );
}

function Bars({ of }: { of: StatementSums }) {
  const t = useWords(statementWords);
  const code = useCodes(statementWords);
  const { dark } = useTheme();
  const kinds = useMemo(() => of.kinds.filter((kind) => !['fee', 'payout', 'other'].includes(kind.kind)), [of.kinds]);
  const option = useMemo((): EChartsCoreOption => {
    const ink = dark ? '#a6b1a8' : '#59635c';
    const text = (minor: number) => decimal({ amount: Math.round(minor), currency: of.currency }).replace(/\.0+$/, '');
    const names = kinds.map((kind) => code(`m_${kind.kind}`));
    return {
      animation: false,
      grid: { left: 8, right: 24, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, textStyle: { color: ink } },
      tooltip: { valueFormatter: (minor: number) => text(minor) },
      xAxis: { type: 'value', axisLabel: { color: ink, formatter: text }, splitLine: { show: false } },
      yAxis: { type: 'category', inverse: true, data: names, axisLabel: { color: ink } },
      series: [
        { name: t('theirs'), type: 'bar', data: kinds.map((kind) => kind.theirs), itemStyle: { color: dark ? '#8bd3a2' : '#2c6e49' }, barMaxWidth: 14 },
        { name: t('ours'), type: 'bar', data: kinds.map((kind) => kind.ours), itemStyle: { color: dark ? '#e0b970' : '#b97f24' }, barMaxWidth: 14 },
      ],
    };
  }, [code, dark, kinds, of.currency, t]);
  if (kinds.length === 0) return null;
  const rows = kinds.map((kind) => [code(`m_${kind.kind}`), ...[kind.theirs, kind.ours].map((minor) => decimal({ amount: minor, currency: of.currency }))]);
  return <Chart option={option} height={60 + kinds.length * 44} label={t('sums', { currency: of.currency })} head={[t('kind'), t('theirs'), t('ours')]} rows={rows} />;
}

function BadLines({ of }: { of: ChannelStatement }) {
  const t = useWords(statementWords);
  if (of.bad_lines === 0) return null;
  return (
    <>
      <Alert type="warning" showIcon title={t('preview_errors', { n: of.bad_lines })} />
      <Card flush><Faults of={of.errors} /></Card>
    </>
  );
}

/** What is wrong with each line. */
export function Faults({ of }: { of: ChannelStatement['errors'] }) {
  const t = useWords(statementWords);
  const say = useSay();
  return (
    <div className="sheet" role="region" aria-label={t('fault')} tabIndex={0}>
      <table>
        <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('column')}</th><th scope="col">{t('fault')}</th></tr></thead>
        <tbody>
          {of.map((fault) => (
            <tr key={`${fault.line} ${fault.column} ${fault.detail.en}`}><td className="number">{fault.line}</td><td className="code">{fault.column || '–'}</td><td>{say(fault.detail)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
