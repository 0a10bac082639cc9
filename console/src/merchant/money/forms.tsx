import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Segmented } from 'antd';
import { api, ok } from '../../api/client';
import { minor, money } from '../../api/money';
import type { MerchantMoney } from '../../api/model';
import { useLanguage, useWords } from '../../i18n';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { common } from '../../words';
import { moneyWords } from './words';

/** What is asked for is reserved at once. */
export function PayoutForm({ of, close }: { of: MerchantMoney; close: () => void }) {
  const t = useWords({ ...common, ...moneyWords });
  const { language } = useLanguage();
  const queries = useQueryClient();
  const currency = of.balances[0]?.available.currency ?? 'CNY';
  const worth = (amount: number) => money({ amount, currency }, language);
  const [form] = Form.useForm<{ amount: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { amount: string }) => {
    await ok(api.POST('/v1/merchant/payouts', { body: { amount: { amount: minor(values.amount, currency) ?? 0, currency } } }));
    await queries.invalidateQueries();
    close();
  }, t('payout_done'));
  return (
    <Modal open title={t('payout')} okText={t('payout')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
        {trouble}
        <FormNote>{t('payout_text', { account: of.account?.account ?? '', least: worth(of.payout_minimum), fee: worth(of.payout_fee) })}</FormNote>
        <MoneyField name="amount" label={t('amount')} currency={currency} required />
      </Form>
    </Modal>
  );
}

interface Account {
  kind: 'bank' | 'alipay';
  holder: string;
  bank?: string;
  number: string;
}

export function AccountForm({ close }: { close: () => void }) {
  const t = useWords({ ...common, ...moneyWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Account>();
  const kind = Form.useWatch('kind', form) ?? 'bank';
  const { submit, busy, trouble } = useSubmit(form, async (values: Account) => {
    await ok(api.PUT('/v1/merchant/payout-account', { body: { kind: values.kind, holder: values.holder, bank: values.bank ?? '', number: values.number } }));
    await queries.invalidateQueries();
    close();
  }, t('saved'));
  const needed = [{ required: true, whitespace: true, message: t('required') }];
  return (
    <Modal open title={t('account')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ kind: 'bank' }}>
        {trouble}
        <FormNote>{t('account_rest')}</FormNote>
        <Form.Item name="kind" label={t('kind')}><Segmented options={[{ value: 'bank', label: t('bank') }, { value: 'alipay', label: t('alipay') }]} /></Form.Item>
        <Form.Item name="holder" label={t('holder')} rules={needed}><Input maxLength={80} autoComplete="off" /></Form.Item>
        {kind === 'bank' && <Form.Item name="bank" label={t('bank_name')} rules={needed}><Input maxLength={80} autoComplete="off" /></Form.Item>}
        <Form.Item name="number" label={t('number')} extra={t('number_hint')} rules={needed}><Input maxLength={80} autoComplete="off" /></Form.Item>
      </Form>
    </Modal>
  );
}
