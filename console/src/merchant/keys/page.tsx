import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { ApiKey } from '../../api/model';
import { useMay, useSession } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useCopy, When } from '../../parts/bits';
import { some, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { supplyRead, supplyWrite } from '../suppliers/scopes';
import { keyWords } from './words';

/** What a program may be given; the rest is for people. */
const grantable = ['orders:read', 'orders:write', 'wallet:read', 'catalog:read', 'catalog:write', 'stock:read', 'stock:write', supplyRead, supplyWrite, 'dashboard:read', 'orders:note'];

export default function KeysPage() {
  const t = useWords({ ...common, ...keyWords });
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: ['api-keys'] });
  const write = may('keys:write');
  const revoke = (key: ApiKey) => ask({ title: t('revoke_title', { name: key.name }), text: t('revoke_text'), act: t('revoke'), danger: true, run: async () => {
    await ok(api.DELETE('/v1/merchant/api-keys/{id}', { params: { path: { id: key.id } } }));
    await again();
  } });
  return (
    <Page title={t('title')} lead={t('lead')} acts={<><Button href="/docs">{t('docs')}</Button>{write && <Button type="primary" onClick={() => setMaking(true)}>{t('new')}</Button>}</>}>
      <DataList<ApiKey>
        name="api-keys"
        label={t('title')}
        load={({ q, kind, state, ...query }) => sift<ApiKey>(
          () => ok(api.GET('/v1/merchant/api-keys')),
          (key) => (!kind || (kind === 'live') === key.prefix.includes('live')) && (!state || (state === 'revoked') === Boolean(key.revoked_at)) && holds([key.name, key.last4, ...key.scopes], q),
          query,
        )}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'kind', label: t('kind'), kind: 'choice', options: [{ value: 'live', label: t('live') }, { value: 'test', label: t('test') }] },
          { key: 'state', label: t('state'), kind: 'choice', options: [{ value: 'active', label: t('active') }, { value: 'revoked', label: t('revoked') }] },
        ]}
        rowId={(key) => key.id}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (key) => key.name },
          { key: 'kind', title: t('kind'), render: (key) => <span className={key.prefix.includes('live') ? 'tag good' : 'tag'}>{key.prefix.includes('live') ? t('live') : t('test')}</span> },
          { key: 'scopes', title: t('scopes'), render: (key) => <span className="code">{key.scopes.join(' ')}</span> },
          { key: 'used', title: t('used'), render: (key) => (key.last_used_at ? <When at={key.last_used_at} ago /> : <span className="soft">{t('never')}</span>) },
          { key: 'created', title: t('created'), render: (key) => <When at={key.created_at} /> },
        ]}
        acts={write ? (key) => !key.revoked_at && <Button size="small" danger onClick={() => revoke(key)}>{t('revoke')}</Button> : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: write && <Button type="primary" onClick={() => setMaking(true)}>{t('new')}</Button> }}
      />
      {making && <Make close={() => {
        setMaking(false);
        void again();
      }} />}
    </Page>
  );
}

function Make({ close }: { close: () => void }) {
  const t = useWords({ ...common, ...keyWords });
  const copy = useCopy();
  const { scopes } = useSession();
  const [form] = Form.useForm<{ name: string; scopes: string[] }>();
  const [secret, setSecret] = useState<string>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { name: string; scopes: string[] }) => {
    const answer = await ok(api.POST('/v1/merchant/api-keys', { body: { ...values, live: true } }));
    setSecret(answer.api_key);
  });
  if (secret) {
    return (
      <Modal open closable={false} title={t('made')} footer={<Button type="primary" onClick={close}>{t('kept')}</Button>}>
        <div className="stack">
          <Alert type="warning" showIcon title={t('made_text')} />
          <div className="row between"><span className="code" data-test="api-key">{secret}</span><Button onClick={() => void copy(secret)}>{t('copy')}</Button></div>
        </div>
      </Modal>
    );
  }
  return (
    <Modal open title={t('new')} okText={t('create')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ scopes: ['catalog:read', 'orders:read'] }}>
        {trouble}
        <Form.Item name="name" label={t('name')} extra={t('name_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={60} autoFocus /></Form.Item>
        <Form.Item name="scopes" label={t('scopes')} rules={[some(t('required'))]}>
          <Checkbox.Group style={{ display: 'grid', gap: 6 }} options={grantable.filter((scope) => scopes.includes(scope)).map((value) => ({ value, label: <span className="code">{value}</span> }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
