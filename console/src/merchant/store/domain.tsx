import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Skeleton, Tag } from 'antd';
import { CopyOutlined } from '@ant-design/icons';
import { api, ok } from '../../api/client';
import type { OwnDomain } from '../../api/model';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useCopy, useTime } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { storeWords } from './words';

/** The domain of the store's own: named, proved by a file there, looked at again and again. */
export function StoreDomain() {
  const t = useWords({ ...common, ...storeWords });
  const { data, isPending, error, refetch } = useQuery({ queryKey: ['store', 'domain'], queryFn: () => ok(api.GET('/v1/merchant/store/domain')) });
  const own = data?.own ?? null;
  return (
    <Card>
      <h2>{t('domain')}</h2>
      <p className="soft">{t('domain_lead')}</p>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {isPending && <Skeleton active />}
      {own && <Known own={own} />}
      {data && <Name own={own} />}
    </Card>
  );
}

const tones = { pending: 'gold', verified: 'green', lost: 'red' } as const;

function Known({ own }: { own: OwnDomain }) {
  const t = useWords({ ...common, ...storeWords });
  const copy = useCopy();
  const time = useTime();
  const ask = useAsk();
  const queries = useQueryClient();
  const [form] = Form.useForm();
  const changed = () => queries.invalidateQueries({ queryKey: ['store', 'domain'] });
  const { submit, busy, trouble } = useSubmit(form, async () => {
    await ok(api.POST('/v1/merchant/store/domain/check'));
    await changed();
  });
  const state = own.state as keyof typeof tones;
  return (
    <Form form={form} onFinish={submit} layout="vertical">
      <p><strong className="code">{own.domain}</strong> <Tag color={tones[state]}>{t(`d_${state}`)}</Tag></p>
      {own.problem && <Alert type="warning" showIcon message={t('domain_problem')} description={own.problem} style={{ marginBottom: 12 }} />}
      <ol>
        <li>{t('domain_file')} <span className="code" style={{ overflowWrap: 'anywhere' }}>{own.file}</span></li>
        <li>{t('domain_line')} <span className="code" style={{ overflowWrap: 'anywhere' }}>{own.line}</span> <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t('copy')} onClick={() => void copy(own.line)} /></li>
        <li>{t('domain_then')}</li>
        <li>{t('domain_lead_here')}</li>
      </ol>
      {own.checked_at && <p className="soft small">{t('domain_checked')} {time.full(own.checked_at)}</p>}
      {trouble}
      <Button htmlType="submit" type={state === 'verified' ? 'default' : 'primary'} loading={busy}>{t('domain_check')}</Button>
      <Button danger type="text" onClick={() => ask({ title: t('domain_drop_title'), act: t('domain_drop'), danger: true, run: async () => { await ok(api.DELETE('/v1/merchant/store/domain')); await changed(); } })}>{t('domain_drop')}</Button>
    </Form>
  );
}

function Name({ own }: { own: OwnDomain | null }) {
  const t = useWords({ ...common, ...storeWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ domain: string }>();
  const { submit, busy, trouble } = useSubmit<{ domain: string }>(form, async ({ domain }) => {
    await ok(api.PUT('/v1/merchant/store/domain', { body: { domain } }));
    form.resetFields();
    await queries.invalidateQueries({ queryKey: ['store', 'domain'] });
  });
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} style={{ marginTop: 16 }}>
      {trouble}
      <Form.Item name="domain" label={t(own ? 'domain_other' : 'domain_name')} extra={t('domain_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input maxLength={253} placeholder="cards.example.com" autoComplete="off" />
      </Form.Item>
      <Button htmlType="submit" loading={busy}>{t('domain_put')}</Button>
    </Form>
  );
}
