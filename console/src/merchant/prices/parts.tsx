import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Radio, Select } from 'antd';
import { basisPoints, decimal, minor, percent } from '../../api/money';
import type { Offer, PriceOff } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Day, Money } from '../../parts/bits';
import { DateField } from '../../parts/date/field';
import { startOf } from '../../parts/days';
import { MoneyField } from '../../parts/form';
import { common } from '../../words';
import { everyOffer } from '../products/every';
import { priceWords } from './words';

/** What comes off, as it is typed. */
export interface OffValues {
  off_kind: 'rate' | 'amount';
  percent?: string;
  amount?: string;
}

/** From which day to which, both included. */
export interface DayValues {
  first_day?: string;
  last_day?: string;
}

const day = (at: Date) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

/** A rule holds until the first moment behind its last day. */
export const window = ({ first_day, last_day }: DayValues) => {
  const behind = last_day ? new Date(`${last_day}T00:00:00`) : undefined;
  behind?.setDate(behind.getDate() + 1);
  return { from: first_day ? startOf(first_day) : undefined, until: behind?.toISOString() };
};

export const days = (of: { from?: string | null; until?: string | null } | undefined): DayValues => ({
  first_day: of?.from ? day(new Date(of.from)) : undefined,
  last_day: of?.until ? day(new Date(Date.parse(of.until) - 1)) : undefined,
});

export const offOf = (values: OffValues, currency: string) =>
  values.off_kind === 'rate' ? { bps: basisPoints(values.percent ?? '') ?? 0 } : { amount: { amount: minor(values.amount ?? '', currency) ?? 0, currency } };

export const offValues = (off: PriceOff | undefined): OffValues => ({
  off_kind: off?.amount ? 'amount' : 'rate',
  percent: off?.bps ? percent(off.bps).slice(0, -1) : '',
  amount: off?.amount ? decimal(off.amount) : '',
});

export const typed = (of: Offer, say: ReturnType<typeof useSay>) => `${say(of.title)} ${say(of.sku_name)} (${of.sku_code})`;

/** All offers of the merchant, by what people call them. */
export function useOffers() {
  const say = useSay();
  const { data, error } = useQuery({ queryKey: ['offers', 'every'], queryFn: everyOffer });
  const options = data?.map((of) => ({ value: of.id, label: typed(of, say) })) ?? [];
  const one = (id: string | undefined) => data?.find((of) => of.id === id);
  return { options, one, error, currency: data?.[0]?.price.currency ?? 'CNY', name: (id: string) => options.find((of) => of.value === id)?.label ?? '–' };
}

export function OffFields({ currency, hint, rateOnly }: { currency: string; hint: string; rateOnly?: boolean }) {
  const t = useWords({ ...common, ...priceWords });
  const kind = Form.useWatch<OffValues['off_kind'] | undefined>('off_kind');
  const check = async (_: unknown, value?: string) => {
    const bps = basisPoints(value ?? '');
    if (!bps || bps > 9_000) throw new Error(t('percent_bad'));
  };
  return (
    <>
      <Form.Item name="off_kind" label={t('off_kind')} hidden={rateOnly}>
        <Radio.Group options={[{ value: 'rate', label: t('by_rate') }, { value: 'amount', label: t('by_amount') }]} />
      </Form.Item>
      {kind === 'amount'
        ? <MoneyField name="amount" label={t('amount')} currency={currency} required extra={hint} />
        : <Form.Item name="percent" label={t('percent')} extra={t('percent_hint')} rules={[{ validator: check }]}><Input inputMode="decimal" suffix={<span className="soft">%</span>} autoComplete="off" /></Form.Item>}
    </>
  );
}

export function DayFields() {
  const t = useWords(priceWords);
  return (
    <div className="two">
      <Form.Item name="first_day" label={t('first_day')} extra={t('first_day_hint')}><DateField /></Form.Item>
      <Form.Item name="last_day" label={t('last_day')} extra={t('last_day_hint')}><DateField /></Form.Item>
    </div>
  );
}

export function OffersField({ of }: { of: ReturnType<typeof useOffers> }) {
  const t = useWords(priceWords);
  return <Form.Item name="offers" label={t('offers')} extra={t('offers_all')}><Select mode="multiple" allowClear showSearch={{ optionFilterProp: 'label' }} options={of.options} /></Form.Item>;
}

export function CodeField({ fixed, hint, name }: { fixed: boolean; hint: string; name?: string }) {
  const t = useWords({ ...common, ...priceWords });
  return <Form.Item name="code" label={name ?? t('code')} extra={hint} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input disabled={fixed} maxLength={40} autoComplete="off" className="code" /></Form.Item>;
}

export function Off({ of }: { of: PriceOff }) {
  return of.amount ? <>− <Money of={of.amount} /></> : <span className="number">− {percent(of.bps ?? 0)}</span>;
}

export function Goods({ of }: { of: string[] }) {
  const t = useWords(priceWords);
  return <>{of.length === 0 ? t('all_goods') : t('n_goods', { n: of.length })}</>;
}

export function Holds({ of }: { of: { from?: string | null; until?: string | null } }) {
  const t = useWords(priceWords);
  return <span className="row" style={{ gap: 4 }}>{of.from && <Day at={of.from} />} – {of.until ? <Day at={new Date(Date.parse(of.until) - 1).toISOString()} /> : t('always')}</span>;
}

export function Standing({ of }: { of: { from?: string | null; until?: string | null; on?: boolean } }) {
  const t = useWords(priceWords);
  const now = Date.now();
  if (of.on === false) return <span className="tag">{t('s_off')}</span>;
  if (of.until && Date.parse(of.until) <= now) return <span className="tag">{t('s_over')}</span>;
  if (of.from && Date.parse(of.from) > now) return <span className="tag wait">{t('s_soon')}</span>;
  return <span className="tag good">{t('s_on')}</span>;
}

/** Asks before a rule goes, and reads its list again. */
export function useRemove(list: string) {
  const t = useWords({ ...common, ...priceWords });
  const ask = useAsk();
  const queries = useQueryClient();
  return (name: string, run: () => Promise<unknown>) => ask({
    title: t('remove_title', { name }), text: t('remove_text'), act: t('remove'), danger: true, done: t('removed'),
    run: async () => {
      await run();
      await queries.invalidateQueries({ queryKey: [list] });
    },
  });
}
