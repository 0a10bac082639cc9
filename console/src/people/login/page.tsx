import { useQuery } from '@tanstack/react-query';
import { Button, Divider, Form, Input, Tabs } from 'antd';
import { useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Session } from '../../api/model';
import { useEnter, useSessionQuery } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useSubmit } from '../../parts/form';
import { useTitle } from '../../parts/page';
import { Corner } from '../../shell/corner';
import { common } from '../../words';
import { logInByPasskey, passkeysWork } from '../passkey';
import { peopleWords } from '../words';

/** An address of ours to go on to; anything else is none. */
function target(to: string | null): string {
  return to?.startsWith('/') && !to.startsWith('//') ? to : '/';
}

export default function LoginPage() {
  const t = useWords(peopleWords);
  useTitle(t('title'));
  const { data: session } = useSessionQuery();
  const [search] = useSearchParams();
  const enter = useEnter();
  if (session) return <Navigate to={target(search.get('to'))} replace />;
  return (
    <div className="door">
      <div className="door-top"><Corner /></div>
      <main>
        <div className="card door-card">
          <div className="door-brand">
            <img src="/console/icon.svg" alt="" />
            <div>
              <h1>{t('title')}</h1>
              <div className="soft small">{t('lead')}</div>
            </div>
          </div>
          <AllWays arrived={enter} />
        </div>
      </main>
      <p className="row soft small" style={{ justifyContent: 'center', padding: 16, gap: 20 }}>
        <a href="/">{t('to_shop')}</a>
        <a href="/apply">{t('to_apply')}</a>
      </p>
    </div>
  );
}

function AllWays({ arrived }: { arrived: (session: Session) => void }) {
  const t = useWords(peopleWords);
  const [form] = Form.useForm();
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: () => ok(api.GET('/v1/session/ways')), staleTime: 300_000, retry: false });
  const passkey = useSubmit(form, async () => arrived(await logInByPasskey()));
  const tabs = [
    { key: 'password', label: t('by_password'), children: <ByPassword arrived={arrived} /> },
    ...(ways?.email_code || ways?.sms_code ? [{ key: 'code', label: t('by_code'), children: <ByCode arrived={arrived} sms={ways.sms_code} /> }] : []),
  ];
  const providers = ways?.providers ?? [];
  const say = useSay();
  const withKey = Boolean(ways?.passkey) && passkeysWork();
  return (
    <>
      {tabs.length > 1 ? <Tabs items={tabs} /> : tabs[0]?.children}
      {(withKey || providers.length > 0) && (
        <div className="stack" style={{ gap: 8 }}>
          <Divider plain style={{ margin: '16px 0 8px' }}>{t('or')}</Divider>
          {passkey.trouble}
          {withKey && <Button block loading={passkey.busy} onClick={() => void passkey.submit(undefined as never)}>{t('passkey')}</Button>}
          {providers.length > 0 && <Button block href="/login?next=/console/">{t('providers', { names: providers.map((provider) => say(provider.name)).join(' / ') })}</Button>}
        </div>
      )}
    </>
  );
}

function ByPassword({ arrived }: { arrived: (session: Session) => void }) {
  const t = useWords({ ...common, ...peopleWords });
  const [form] = Form.useForm<{ email: string; password: string }>();
  const { submit, busy, trouble } = useSubmit(form, async (body: { email: string; password: string }) => arrived(await ok(api.POST('/v1/session', { body }))));
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {trouble && <div style={{ marginBottom: 16 }}>{trouble}</div>}
      <Form.Item name="email" label={t('email')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input size="large" type="email" autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('required') }]}>
        <Input.Password size="large" autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('log_in')}</Button>
    </Form>
  );
}

function ByCode({ arrived, sms }: { arrived: (session: Session) => void; sms: boolean }) {
  const t = useWords({ ...common, ...peopleWords });
  const [form] = Form.useForm<{ contact: string; code: string }>();
  const [contact, setContact] = useState<string>();
  const ask = useSubmit(form, async (values: { contact: string }) => {
    await ok(api.POST('/v1/session/code', { body: { contact: values.contact.trim() } }));
    setContact(values.contact.trim());
  });
  const enter = useSubmit(form, async (values: { code: string }) => contact !== undefined && arrived(await ok(api.POST('/v1/session/by-code', { body: { contact, code: values.code.trim() } }))));
  if (contact === undefined) {
    return (
      <Form form={form} layout="vertical" requiredMark={false} onFinish={ask.submit}>
        {ask.trouble}
        <Form.Item name="contact" label={sms ? t('contact') : t('contact_email')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
          <Input size="large" autoComplete="username" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={ask.busy}>{t('send_code')}</Button>
      </Form>
    );
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={enter.submit}>
      <p className="soft" style={{ marginBottom: 16 }}>{t('code_sent')}</p>
      {enter.trouble}
      <Form.Item name="code" label={t('code')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input size="large" inputMode="numeric" autoComplete="one-time-code" maxLength={8} autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={enter.busy}>{t('log_in')}</Button>
      <Button type="link" block onClick={() => setContact(undefined)}>{t('other_contact')}</Button>
    </Form>
  );
}
