import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { Session } from '../../api/model';
import { useEnter, useSessionQuery } from '../../api/session';
import { useCodes, useSay, useWords, type Bilingual } from '../../i18n';
import { useSubmit } from '../../parts/form';
import { useTitle } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { staffWords } from '../../merchant/staff/words';
import { Corner } from '../../shell/corner';
import { common } from '../../words';
import { peopleWords } from '../words';

interface Invited {
  email: string;
  duty: string;
  merchant: Bilingual | null;
  expires_at: string;
  has_account: boolean;
}

/** Where the link of an invitation leads. */
export default function JoinPage() {
  const { token = '' } = useParams();
  const t = useWords(peopleWords);
  useTitle(t('join'));
  const asked = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ok<Invited>(api.POST('/v1/invitations/open', { body: { token } })),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <div className="door">
      <div className="door-top"><Corner /></div>
      <main>
        <div className="card door-card">
          <div className="door-brand"><img src="/console/icon.svg" alt="" /><h1>{t('join')}</h1></div>
          {asked.isError && <Trouble error={asked.error} />}
          {asked.isPending && <Skeleton active />}
          {asked.data && <Accept invited={asked.data} token={token} />}
        </div>
      </main>
    </div>
  );
}

function Accept({ invited, token }: { invited: Invited; token: string }) {
  const t = useWords({ ...common, ...peopleWords });
  const code = useCodes(staffWords);
  const say = useSay();
  const go = useNavigate();
  const enter = useEnter();
  const queries = useQueryClient();
  const { data: session } = useSessionQuery();
  const [form] = Form.useForm<{ password: string }>();
  const anew = useSubmit(form, async ({ password }: { password: string }) => {
    enter(await ok<Session>(api.POST('/v1/invitations/accept-anew', { body: { token, password } })));
    void go('/', { replace: true });
  });
  const join = useSubmit(form, async () => {
    await ok(api.POST('/v1/invitations/accept', { body: { token } }));
    queries.clear();
    void go('/', { replace: true });
  });
  const mine = session?.user.email?.toLowerCase() === invited.email.toLowerCase();
  const here = `/join/${token}`;
  return (
    <div className="stack">
      <p>{t('join_text', { where: invited.merchant ? say(invited.merchant) : t('join_platform'), duty: code(invited.duty) })}</p>
      <p><strong>{invited.email}</strong></p>
      {anew.trouble ?? join.trouble}
      {!invited.has_account && (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={anew.submit}>
          <input type="hidden" autoComplete="username" value={invited.email} readOnly />
          <Form.Item name="password" label={t('join_password')} extra={t('join_password_hint')} rules={[{ required: true, min: 8, message: t('join_password_hint') }]}>
            <Input.Password size="large" autoComplete="new-password" autoFocus />
          </Form.Item>
          <Button type="primary" size="large" block htmlType="submit" loading={anew.busy}>{t('join_act')}</Button>
        </Form>
      )}
      {invited.has_account && mine && <Button type="primary" size="large" block loading={join.busy} onClick={() => void join.submit({ password: '' })}>{t('join_act')}</Button>}
      {invited.has_account && !mine && (
        <>
          <p className="soft">{t('join_log_in')}</p>
          <Link to={`/login?to=${encodeURIComponent(here)}`}><Button size="large" block>{t('log_in')}</Button></Link>
        </>
      )}
    </div>
  );
}
