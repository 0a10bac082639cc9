import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { minor, type Amount } from '../../api/money';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { disputeWords } from '../../parts/dispute_words';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { common } from '../../words';

interface Values {
  reference: string;
  amount?: string;
  text: string;
}

/** Writes down what a bank took back, where the channel does not tell of it itself. */
export function RecordChargeback({ order, total }: { order: string; total: Amount }) {
  const t = useWords({ ...common, ...disputeWords });
  const may = useMay();
  const go = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit(form, async (values: Values) => {
    const amount = values.amount?.trim() ? { amount: minor(values.amount, total.currency) ?? 0 } : {};
    const body = { reference: values.reference, text: values.text, ...amount };
    const dispute = await ok(api.POST('/v1/platform/orders/{id}/chargebacks', { params: { path: { id: order } }, body }));
    await queries.invalidateQueries({ queryKey: ['order', order] });
    setOpen(false);
    if (may('cases:read')) await go(`/platform/disputes/${dispute.id}`);
  }, t('cb_recorded'));
  if (!may('refunds:decide')) return null;
  return (
    <>
      <Button danger onClick={() => setOpen(true)} data-test="record-chargeback">{t('cb_record')}</Button>
      <Modal open={open} title={t('cb_record')} okText={t('cb_record')} okButtonProps={{ danger: true }} onCancel={() => setOpen(false)} onOk={form.submit} confirmLoading={busy} zIndex={1100}>
        <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
          {trouble}
          <FormNote>{t('cb_record_text')}</FormNote>
          <Form.Item name="reference" label={t('cb_reference')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={100} /></Form.Item>
          <MoneyField name="amount" label={t('cb_amount')} currency={total.currency} />
          <Form.Item name="text" label={t('cb_why')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}
