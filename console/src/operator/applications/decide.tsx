import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { api, ok } from '../../api/client';
import { basisPoints } from '../../api/money';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useSubmit } from '../../parts/form';
import { common } from '../../words';
import { operatorWords } from '../words';
import { applicationFields } from './fields';

interface Deciding {
  id: string;
  close: () => void;
  after: () => Promise<unknown>;
}

export function Approve({ id, close, after }: Deciding) {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const may = useMay();
  const plans = useQuery({ queryKey: ['plans'], queryFn: () => ok(api.GET('/v1/platform/plans')), enabled: may('plans:write'), retry: false });
  const [form] = Form.useForm<{ fee: string; plan?: string; reason: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { fee: string; plan?: string; reason: string }) => {
    await ok(api.POST('/v1/platform/applications/{id}/approve', { params: { path: { id } }, body: { fee_bps: basisPoints(values.fee) ?? 0, plan: values.plan ?? '', reason: values.reason.trim() } }));
    await after();
    close();
  }, t('approved'));
  const fee = async (_: unknown, value?: string) => {
    if (basisPoints(value ?? '') === undefined) throw new Error(t('fee_bad'));
  };
  return (
    <Modal open title={t('approve_title')} okText={t('approve')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ fee: '1.50' }}>
        {trouble}
        <div className="two">
          <Form.Item name="fee" label={t('approve_fee')} rules={[{ validator: fee }]}><Input inputMode="decimal" suffix="%" /></Form.Item>
          {plans.data && plans.data.items.length > 0 && (
            <Form.Item name="plan" label={`${t('plan')} (${t('optional')})`}><Select allowClear options={plans.data.items.map((plan) => ({ value: plan.code, label: say(plan.name) }))} /></Form.Item>
          )}
        </div>
        <Form.Item name="reason" label={t('reason')} extra={t('reason_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}

export function Return({ id, close, after }: Deciding) {
  const t = useWords({ ...common, ...operatorWords });
  const [form] = Form.useForm<{ reasons: { field: string; text: string }[] }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ reasons }: { reasons: { field: string; text: string }[] }) => {
    await ok(api.POST('/v1/platform/applications/{id}/return', { params: { path: { id } }, body: { reasons } }));
    await after();
    close();
  }, t('returned'));
  const fields = [...applicationFields, 'licence' as const, 'identity' as const, 'bank' as const, 'general' as const].map((value) => ({ value, label: t(`f_${value}`) }));
  const need = { required: true, whitespace: true, message: t('required') };
  return (
    <Modal open title={t('return_title')} okText={t('return')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ reasons: [{}] }}>
        <p className="soft" style={{ marginBottom: 12 }}>{t('return_text')}</p>
        {trouble}
        <Form.List name="reasons">
          {(rows, { add, remove }) => (
            <>
              {rows.map((row) => (
                <div key={row.key} className="two">
                  <Form.Item name={[row.name, 'field']} label={t('field')} rules={[need]}><Select options={fields} /></Form.Item>
                  <Form.Item name={[row.name, 'text']} label={t('what')} rules={[need]}><Input maxLength={300} /></Form.Item>
                  {rows.length > 1 && <div><Button size="small" type="text" onClick={() => remove(row.name)}>{t('remove')}</Button></div>}
                </div>
              ))}
              <Button size="small" onClick={() => add({})}>{t('return_add')}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}
