import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Member } from '../../api/model';
import { useMay, useSession } from '../../api/session';
import { useCodes, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { State, When, Yes } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { Invitations } from './invitations';
import { staffWords } from './words';

export type TeamPath = '/v1/merchant/staff' | '/v1/platform/operators';

/** The staff of a merchant, or of the platform: the same people, other duties. */
export function Team({ path, duties, platform, scope }: { path: TeamPath; duties: string[]; platform?: boolean; scope: string }) {
  const t = useWords({ ...common, ...staffWords });
  const code = useCodes(staffWords);
  const state = useStates();
  const may = useMay();
  const ask = useAsk();
  const { user } = useSession();
  const queries = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: [path] });
  const write = may(scope);
  const change = (member: Member, duty: string) => ask({
    title: `${t('change')}: ${code(duty)}`, text: member.email, act: t('change'), reason: platform,
    run: async (reason) => {
      await ok(api.POST(`${path}/{id}/duty`, { params: { path: { id: member.id } }, body: { duty, reason } }));
      await again();
    },
  });
  const remove = (member: Member) => ask({
    title: t('remove_title', { name: member.name || member.email }), text: t('remove_text'), act: t('remove'), danger: true, reason: platform,
    run: async (reason) => {
      await ok(platform
        ? api.DELETE('/v1/platform/operators/{id}', { params: { path: { id: member.id }, query: { reason } } })
        : api.DELETE('/v1/merchant/staff/{id}', { params: { path: { id: member.id } } }));
      await again();
    },
  });
  return (
    <Page title={platform ? t('platform_title') : t('title')} lead={platform ? t('platform_lead') : t('lead')} acts={write && <Button type="primary" onClick={() => setInviting(true)}>{t('invite')}</Button>}>
      <DataList<Member>
        name={path}
        label={t('title')}
        load={({ q, duty, state: wanted, ...query }) => sift<Member>(
          () => ok(api.GET(path)),
          (member) => (!duty || member.duty === duty) && (!wanted || member.state === wanted) && holds([member.email, member.name], q),
          query,
        )}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'duty', label: t('duty'), kind: 'choice', options: duties.map((value) => ({ value, label: code(value) })) },
          { key: 'state', label: t('state'), kind: 'choice', options: ['active', 'blocked'].map((value) => ({ value, label: state(value) })) },
        ]}
        rowId={(member) => member.id}
        columns={[
          { key: 'email', title: t('email'), main: true, render: (member) => <span>{member.email}{member.name && <span className="soft"> · {member.name}</span>}</span> },
          { key: 'duty', title: t('duty'), render: (member) => code(member.duty) },
          { key: 'second', title: t('second'), render: (member) => <Yes when={member.second_factor} /> },
          { key: 'state', title: t('state'), render: (member) => <State of={member.state} /> },
          { key: 'seen', title: t('seen'), render: (member) => <When at={member.logged_in_at} ago /> },
          { key: 'created', title: t('created'), extra: true, render: (member) => <When at={member.created_at} /> },
        ]}
        acts={write ? (member) => member.id !== user.id && (
          <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
            <Dropdown trigger={['click']} menu={{ items: duties.filter((duty) => duty !== member.duty).map((duty) => ({ key: duty, label: code(duty), onClick: () => change(member, duty) })) }}>
              <Button size="small">{t('change')}</Button>
            </Dropdown>
            <Button size="small" danger onClick={() => remove(member)}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
      <div style={{ marginTop: 16 }}><Invitations path={path} write={write} /></div>
      {inviting && <Invite path={path} duties={duties} platform={platform} close={() => {
        setInviting(false);
        void again();
      }} />}
    </Page>
  );
}

function Invite({ path, duties, platform, close }: { path: TeamPath; duties: string[]; platform?: boolean; close: () => void }) {
  const t = useWords({ ...common, ...staffWords });
  const code = useCodes(staffWords);
  const [form] = Form.useForm<{ email: string; duty: string; reason?: string }>();
  const chosen = Form.useWatch('duty', form);
  const { submit, busy, trouble } = useSubmit(form, async (body: { email: string; duty: string; reason?: string }) => {
    await ok(api.POST(path, { body }));
    close();
  }, t('invited'));
  const about = (duty: string) => (platform && (duty === 'finance' || duty === 'support') ? code(`${duty}_platform_text`) : code(`${duty}_text`));
  return (
    <Modal open title={t('invite_title')} okText={t('invite')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
        <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ duty: duties[1] }}>
          <p className="soft" style={{ marginBottom: 12 }}>{t('invite_text')}</p>
          {trouble}
          <Form.Item name="email" label={t('email')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input type="email" autoComplete="off" autoFocus /></Form.Item>
          <Form.Item name="duty" label={t('duty')}>
            <Radio.Group style={{ display: 'grid', gap: 6 }}>
              {duties.map((duty) => <Radio key={duty} value={duty}>{code(duty)} <span className="soft small">{about(duty)}</span></Radio>)}
            </Radio.Group>
          </Form.Item>
          {platform && chosen === 'admin' && <Form.Item name="reason" label={t('reason')} extra={t('reason_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>}
        </Form>
    </Modal>
  );
}
