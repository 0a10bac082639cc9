import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { basisPoints, decimal, minor } from '../../api/money';
import type { ChannelKind, PaymentChannel } from '../../api/model';
import { useCodes, useSay, useWords, type Bilingual } from '../../i18n';
import { BilingualField, MoneyField, useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Fields, firstSettings, sentSettings } from '../../parts/settings/fields';
import { Notify } from '../../parts/settings/notify';
import { common } from '../../words';
import { devices, oneCurrency } from './parts';
import { ChannelTrial } from './trial';
import { channelWords } from './words';

interface Values {
  code: string;
  name: Bilingual;
  settings: Record<string, string | undefined>;
  forget: string[];
  currencies: string[];
  min?: string;
  max?: string;
  fee: string;
  devices: string[];
  reason: string;
}

/** A new channel of a kind, or a known one. */
export function ChannelForm({ kind, channel }: { kind: ChannelKind; channel?: PaymentChannel }) {
  const t = useWords({ ...common, ...channelWords });
  const say = useSay();
  const go = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const code = Form.useWatch('code', form);
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    await ok(api.PUT('/v1/platform/channels/{code}', { params: { path: { code: values.code } }, body: body(values, kind, channel) }));
    await Promise.all(['channels', 'channel-health'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    await go('/platform/channels');
  }, channel ? t('saved') : t('saved_new'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={first(kind, channel)} scrollToFirstError={{ block: 'center' }}>
      <div className="stack">
        {channel?.broken.map((fault) => <Alert key={fault.field} type="error" showIcon title={t('broken')} description={say(fault.detail)} />)}
        <Card title={t('basics')}>
          <dl className="facts" style={{ marginBottom: 16 }}><dt>{t('kind')}</dt><dd>{say(kind.name)} <span className="soft">· {kind.refunds ? t('refunds') : t('no_refunds')}</span></dd></dl>
          <BilingualField name="name" label={t('name')} required max={30} extra={t('name_hint')} />
          <Form.Item name="code" label={t('code')} extra={t('code_hint')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_-]{1,31}$/, message: t('code_hint') }]}>
            <Input disabled={Boolean(channel)} autoComplete="off" className="code" />
          </Form.Item>
          <Notify address={channel?.notify_url ?? `${location.origin}/notify/${code ?? ''}`} label={t('notify')} hint={t('notify_hint')} />
        </Card>
        <Card title={t('keys')}>
          <p className="soft" style={{ marginBottom: 16 }}>{t('keys_lead')}</p>
          <Form.Item name="forget" hidden><Select mode="multiple" /></Form.Item>
          <Fields fields={kind.fields} kept={channel?.secrets_set ?? []} form={form} />
        </Card>
        <ChannelTrial kind={kind.code} channel={channel} form={form} />
        <Rules kind={kind} />
        <Card>
          {trouble}
          <Form.Item name="reason" label={t('reason')} extra={t('reason_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} data-test="save-channel">{t('save')}</Button>
        </Card>
      </div>
    </Form>
  );
}

/** For which amounts, currencies and devices, and at what fee. */
function Rules({ kind }: { kind: ChannelKind }) {
  const t = useWords({ ...common, ...channelWords });
  const code = useCodes(channelWords);
  const currency = oneCurrency(Form.useWatch<string[] | undefined>('currencies') ?? [], kind.currencies);
  return (
    <Card title={t('rules')}>
      <Form.Item name="currencies" label={t('currencies')} extra={t('currencies_hint')}>
        <Select mode={kind.currencies.length > 0 ? 'multiple' : 'tags'} options={(kind.currencies.length > 0 ? kind.currencies : ['CNY', 'USD', 'HKD', 'EUR']).map((value) => ({ value, label: value }))} />
      </Form.Item>
      {currency && /^[A-Z]{3}$/.test(currency) ? (
        <div className="two">
          <MoneyField name="min" label={t('min')} currency={currency} extra={t('limits_hint')} />
          <MoneyField name="max" label={t('max')} currency={currency} />
        </div>
      ) : <p className="soft" style={{ marginBottom: 20 }}>{t('limits_one')}</p>}
      <Form.Item name="fee" label={t('fee_field')} extra={t('fee_hint')} rules={[{ validator: async (_, value?: string) => {
        const bps = basisPoints(value ?? '');
        if (bps === undefined || bps > 9_999) throw new Error(t('fee_bad'));
      } }]}><Input inputMode="decimal" autoComplete="off" suffix={<span className="soft">%</span>} /></Form.Item>
      <Form.Item name="devices" label={t('devices')} extra={t('devices_hint')}>
        <Checkbox.Group options={devices.map((value) => ({ value, label: code(value) }))} />
      </Form.Item>
    </Card>
  );
}

function first(kind: ChannelKind, channel?: PaymentChannel): Partial<Values> {
  const settings = firstSettings(kind.fields, channel?.settings);
  if (!channel) return { code: kind.code === 'sandbox' ? '' : kind.code, name: kind.name, settings, forget: [], currencies: [], fee: '0', devices: [] };
  const currency = oneCurrency(channel.currencies, kind.currencies);
  const shown = (amount: number | null) => (amount === null || currency === undefined ? undefined : decimal({ amount, currency }));
  return {
    code: channel.code,
    name: channel.name,
    settings,
    forget: [],
    currencies: channel.currencies,
    min: shown(channel.min),
    max: shown(channel.max),
    fee: decimal({ amount: channel.fee_bps, currency: 'CNY' }),
    devices: channel.devices,
  };
}

function body(values: Values, kind: ChannelKind, channel?: PaymentChannel) {
  const currency = oneCurrency(values.currencies, kind.currencies);
  const amount = (text?: string) => (text?.trim() && currency ? minor(text, currency) ?? null : null);
  return {
    kind: kind.code,
    name: { zh: values.name.zh ?? '', en: values.name.en ?? '' },
    settings: sentSettings(kind.fields, values.settings),
    forget: values.forget,
    currencies: values.currencies,
    min: amount(values.min),
    max: amount(values.max),
    fee_bps: basisPoints(values.fee) ?? 0,
    devices: values.devices,
    version: channel?.version ?? 0,
    reason: values.reason.trim(),
  };
}
