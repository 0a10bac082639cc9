import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { decimal, minor, money } from '../../api/money';
import type { MerchantMoney } from '../../api/model';
import { useLanguage, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useTime } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { common } from '../../words';
import { moneyWords } from './words';

/** Money that is paid out without being asked for, and what stands good for the merchant. */
export function Standing({ of, write }: { of: MerchantMoney; write: boolean }) {
  const t = useWords({ ...common, ...moneyWords });
  const { language } = useLanguage();
  const time = useTime();
  const ask = useAsk();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'schedule' | 'bond'>();
  const drop = (currency: string) => ask({
    title: t('schedule_drop'), act: t('schedule_drop'), danger: true,
    run: async () => {
      await ok(api.DELETE('/v1/merchant/payout-schedule', { params: { query: { currency } } }));
      await queries.invalidateQueries();
    },
  });
  const acts = write && (
    <span className="row">
      <Button size="small" onClick={() => setAsking('schedule')}>{t('schedule_edit')}</Button>
      <Button size="small" onClick={() => setAsking('bond')}>{t('bond_fill')}</Button>
    </span>
  );
  return (
    <Card title={t('schedule')} extra={acts || undefined}>
      {of.schedules.length === 0 && <p className="soft">{t('schedule_none')}</p>}
      {of.schedules.map((one) => (
        <div key={one.currency} className="row between">
          <span>{t(one.every === 'weekly' ? 'weekly' : 'daily')} · T+{one.keep_days} · {t('schedule_least', { least: money({ amount: one.minimum, currency: one.currency }, language) })}</span>
          <span className="row"><span className="soft small">{t('schedule_next', { time: time.short(one.next_at) })}</span>{write && <Button size="small" onClick={() => drop(one.currency)}>{t('remove')}</Button>}</span>
        </div>
      ))}
      {asking === 'schedule' && <ScheduleForm of={of} close={() => setAsking(undefined)} />}
      {asking === 'bond' && <BondForm of={of} close={() => setAsking(undefined)} />}
    </Card>
  );
}

const currencyOf = (of: MerchantMoney) => of.balances[0]?.available.currency ?? 'CNY';

interface Schedule {
  every: 'daily' | 'weekly';
  keep_days: number;
  minimum: string;
}

function ScheduleForm({ of, close }: { of: MerchantMoney; close: () => void }) {
  const t = useWords({ ...common, ...moneyWords });
  const queries = useQueryClient();
  const currency = currencyOf(of);
  const [form] = Form.useForm<Schedule>();
  const { submit, busy, trouble } = useSubmit(form, async (values: Schedule) => {
    const body = { currency, every: values.every, keep_days: values.keep_days, minimum: minor(values.minimum, currency) ?? 0 };
    await ok(api.PUT('/v1/merchant/payout-schedule', { body }));
    await queries.invalidateQueries();
    close();
  }, t('saved'));
  const first = { every: 'daily', keep_days: 1, minimum: decimal({ amount: of.payout_minimum, currency }) };
  return (
    <Modal open title={t('schedule_edit')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={first}>
        {trouble}
        <Form.Item name="every" label={t('schedule_every')}><Segmented options={[{ value: 'daily', label: t('daily') }, { value: 'weekly', label: t('weekly') }]} /></Form.Item>
        <Form.Item name="keep_days" label={t('schedule_keep')} extra={t('schedule_keep_hint')}><InputNumber min={0} max={90} precision={0} /></Form.Item>
        <MoneyField name="minimum" label={t('schedule_minimum')} currency={currency} required />
      </Form>
    </Modal>
  );
}

function BondForm({ of, close }: { of: MerchantMoney; close: () => void }) {
  const t = useWords({ ...common, ...moneyWords });
  const queries = useQueryClient();
  const currency = currencyOf(of);
  const [form] = Form.useForm<{ amount: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { amount: string }) => {
    await ok(api.POST('/v1/merchant/bond', { body: { amount: { amount: minor(values.amount, currency) ?? 0, currency } } }));
    await queries.invalidateQueries();
    close();
  }, t('saved'));
  return (
    <Modal open title={t('bond_fill')} okText={t('bond_fill')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
        {trouble}
        <p className="soft small">{t('bond_text')}</p>
        <MoneyField name="amount" label={t('amount')} currency={currency} required />
      </Form>
    </Modal>
  );
}
