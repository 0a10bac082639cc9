import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { PriceMember } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { shortId } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { levels } from './levels';
import { DayFields, Holds, Standing, days, useRemove, window, type DayValues } from './parts';
import { priceWords } from './words';

export const useLevels = () => useQuery({ queryKey: ['price-levels', 'every'], queryFn: levels });

/** Who has a level. */
export function Members() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const write = useMay()('catalog:write');
  const remove = useRemove('price-members');
  const all = useLevels();
  const [editing, setEditing] = useState<PriceMember | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-member">{t('new_member')}</Button>;
  const called = (member: PriceMember) => member.label || shortId(member.user);
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<PriceMember>
        name="price-members"
        label={t('t_members')}
        load={(query) => ok(api.GET('/v1/merchant/pricing/members', { params: { query } }))}
        rowId={(member) => member.user}
        columns={[
          { key: 'label', title: t('label'), main: true, render: called },
          { key: 'level', title: t('level'), render: (member) => say(all.data?.items.find((level) => level.code === member.level)?.name) || member.level },
          { key: 'holds', title: t('holds'), render: (member) => <Holds of={member} /> },
          { key: 'state', title: t('state'), render: (member) => <Standing of={member} /> },
        ]}
        acts={write ? (member) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(member)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(called(member), () => ok(api.DELETE('/v1/merchant/pricing/members/{user}', { params: { path: { user: member.user } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('members_empty'), text: t('members_empty_text'), action: make }}
      />
      {editing && <MemberForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values extends DayValues {
  email?: string;
  level: string;
  label?: string;
}

function MemberForm({ of, close }: { of?: PriceMember; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const queries = useQueryClient();
  const all = useLevels();
  const [form] = Form.useForm<Values>();
  const need = { required: true, whitespace: true, message: t('required') };
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const who = of ? { user: of.user } : { email: values.email?.trim() };
    await ok(api.PUT('/v1/merchant/pricing/members', { body: { ...who, level: values.level, label: values.label?.trim() ?? '', ...window(values) } }));
    await queries.invalidateQueries({ queryKey: ['price-members'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={of ? t('edit') : t('new_member')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="member" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ level: of?.level, label: of?.label ?? '', ...days(of) }}>
        {trouble}
        {!of && <Form.Item name="email" label={t('who')} extra={t('who_hint')} rules={[need]}><Input inputMode="email" maxLength={254} autoComplete="off" /></Form.Item>}
        <Form.Item name="label" label={t('label')} extra={t('label_hint')}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <Form.Item name="level" label={t('level')} rules={[need]}><Select options={all.data?.items.map((level) => ({ value: level.code, label: say(level.name) }))} notFoundContent={t('levels_empty')} /></Form.Item>
        <DayFields />
      </Form>
    </Modal>
  );
}
