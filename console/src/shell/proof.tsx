import { Button, Form, Input, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, carry, ok, proveBy } from '../api/client';
import type { Session } from '../api/model';
import { sessionKey, useSession } from '../api/session';
import { useWords } from '../i18n';
import { useSubmit } from '../parts/form';
import { logInByPasskey, passkeysWork } from '../people/passkey';
import { SetUp } from '../people/account/setup';
import { shellWords } from './words';
import { common } from '../words';

/** Asks for the second factor where the server wants one, and lets the waiting request go on. */
export function Proving({ children }: { children: ReactNode }) {
  const [asking, setAsking] = useState(false);
  const waiting = useRef<((proved: boolean) => void)[]>([]);
  useEffect(() => {
    proveBy(() => {
      setAsking(true);
      return new Promise<boolean>((resolve) => void waiting.current.push(resolve));
    });
    return () => proveBy(async () => false);
  }, []);
  const settle = (proved: boolean) => {
    setAsking(false);
    const all = waiting.current;
    waiting.current = [];
    for (const resolve of all) resolve(proved);
  };
  return (
    <>
      {children}
      {asking && <Dialog settle={settle} />}
    </>
  );
}

function Dialog({ settle }: { settle: (proved: boolean) => void }) {
  const t = useWords({ ...common, ...shellWords });
  const session = useSession();
  const queries = useQueryClient();
  const [setUp] = useState(!session.second_factor);
  const proved = (next?: Session) => {
    if (next) {
      carry(next.csrf);
      queries.setQueryData(sessionKey, next);
    } else {
      void queries.invalidateQueries({ queryKey: sessionKey });
    }
    settle(true);
  };
  return (
    <Modal open title={setUp ? t('prove_setup_title') : t('prove_title')} footer={null} onCancel={() => settle(false)} maskClosable={false} zIndex={1200}>
      {setUp ? (
        <div className="stack">
          <p>{t('prove_setup_text')}</p>
          <SetUp done={() => proved()} />
        </div>
      ) : (
        <Prove proved={proved} />
      )}
    </Modal>
  );
}

export function Prove({ proved }: { proved: (session: Session) => void }) {
  const t = useWords({ ...common, ...shellWords });
  const [form] = Form.useForm<{ code: string }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ code }: { code: string }) => {
    proved(await ok(api.POST('/v1/session/second-factor', { body: { code: code.replaceAll(' ', '') } })));
  });
  const passkey = useSubmit(form, async () => proved(await logInByPasskey()));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      <p style={{ marginBottom: 16 }}>{t('prove_text')}</p>
      {trouble ?? passkey.trouble}
      <Form.Item name="code" label={t('prove_code')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
        <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={24} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>{t('prove_act')}</Button>
      {passkeysWork() && <Button type="link" block loading={passkey.busy} onClick={() => void passkey.submit({} as never)} style={{ marginTop: 8 }}>{t('prove_passkey')}</Button>}
    </Form>
  );
}
