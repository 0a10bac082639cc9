import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import { money, type Amount } from '../../api/money';
import type { Dashboard } from '../../api/model';
import { useMay } from '../../api/session';
import { useLanguage, useSay, useWords } from '../../i18n';
import { useCount } from '../../parts/bits';
import { Empty } from '../../parts/empty';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { Trend } from './trend';
import { dashboardWords } from './words';

const spans = ['7', '30', '90'];

export default function DashboardPage() {
  const t = useWords(dashboardWords);
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('days') ?? '30';
  const days = spans.includes(asked) ? Number(asked) : 30;
  const { data, isError, error, refetch } = useQuery({
    queryKey: ['dashboard', days],
    queryFn: () => ok(api.GET('/v1/merchant/dashboard', { params: { query: { days } } })),
    enabled: may('dashboard:read'),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  });
  const choose = <Segmented aria-label={t('trend')} value={String(days)} options={spans.map((value) => ({ value, label: t('days', { n: value }) }))} onChange={(value) => setSearch({ days: value }, { replace: true })} />;
  return (
    <Page title={t('title')}>
      {isError && <Trouble error={error} again={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && (
        <div className="stack">
          <Figures data={data} />
          <Card title={t('trend')} extra={choose}>
            {data.days.some((day) => day.orders > 0) ? (
              <Trend data={data} />
            ) : (
              <Empty title={t('no_sales')} text={t('no_sales_text')}><Link to="/products"><Button>{t('to_products')}</Button></Link></Empty>
            )}
          </Card>
          <div className="halves">
            <Top data={data} />
            <Stock data={data} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Figures({ data }: { data: Dashboard }) {
  const t = useWords(dashboardWords);
  const { language } = useLanguage();
  const count = useCount();
  const worth = (amount: Amount) => money(amount, language);
  return (
    <div className="grid">
      <Figure name={t('sales_today')} value={worth(data.today.sales)} note={t('yesterday', { n: worth(data.yesterday.sales) })} />
      <Figure name={t('orders_today')} value={count(data.today.orders)} note={t('yesterday', { n: count(data.yesterday.orders) })} to="/orders" />
      <Figure name={t('pending')} value={count(data.pending)} note={t('pending_text')} to="/orders?state=pending" />
      <Figure name={t('alarms')} value={count(data.alarms)} note={t('alarms_text')} to="/alarms" />
    </div>
  );
}

function Figure({ name, value, note, to }: { name: string; value: string; note: string; to?: string }) {
  const inner = (
    <div className="card-body">
      <dl>
        <dt>{name}</dt>
        <dd data-test="figure">{value}</dd>
        <dd className="soft small">{note}</dd>
      </dl>
    </div>
  );
  return to ? <Link className="card figure" to={to}>{inner}</Link> : <div className="card figure">{inner}</div>;
}

function Top({ data }: { data: Dashboard }) {
  const t = useWords(dashboardWords);
  const say = useSay();
  const { language } = useLanguage();
  const count = useCount();
  const most = Math.max(1, ...data.top.map((line) => line.units));
  return (
    <Card title={t('top')}>
      {data.top.length === 0 && <p className="soft">{t('top_empty')}</p>}
      <div className="stack" style={{ gap: 12 }}>
        {data.top.map((line) => (
          <div key={line.product}>
            <div className="row between">
              <Link className="link" to={`/products/${line.product}`}>{say(line.title)}</Link>
              <span className="number">{money(line.sales, language)} <span className="soft">· {t('units', { n: count(line.units) })}</span></span>
            </div>
            <div className="bar" aria-hidden="true"><i style={{ width: `${(line.units / most) * 100}%` }} /></div>
          </div>
        ))}
      </div>
    </Card>
  );
}

/** What runs out first stands first; three weeks are a full bar. */
function Stock({ data }: { data: Dashboard }) {
  const t = useWords(dashboardWords);
  const say = useSay();
  const count = useCount();
  const full = 21;
  return (
    <Card title={t('stock')} extra={<Link to="/stock">{t('all_stock')}</Link>}>
      {data.stock.length === 0 && <p className="soft">{t('stock_empty')}</p>}
      <div className="stack" style={{ gap: 12 }}>
        {data.stock.slice(0, 8).map((line) => {
          const soon = line.left === 0 || (line.days_left !== null && line.days_left < 4);
          const width = line.left === 0 ? 0 : line.days_left === null ? 100 : Math.min(100, (line.days_left / full) * 100);
          return (
            <div key={line.sku}>
              <div className="row between">
                <span>{say(line.product_title)} <span className="soft">{say(line.name)}</span></span>
                <span className="number">
                  {line.left === 0 ? <span className="tag bad">{t('sold_out')}</span> : (
                    <>
                      <span className={soon ? 'tag wait' : ''}>{line.days_left === null ? t('enough') : t('days_left', { n: count(line.days_left) })}</span>{' '}
                      <span className="soft">{t('left', { n: count(line.left) })}</span>
                    </>
                  )}
                </span>
              </div>
              <div className="bar" aria-hidden="true"><i className={soon ? 'bad' : ''} style={{ width: `${width}%` }} /></div>
            </div>
          );
        })}
      </div>
    </Card>
  );
}
