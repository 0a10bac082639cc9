import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { basisPoints, percent } from '../../api/money';
import type { MemberLevel } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { BilingualField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { CodeField, OffFields, useRemove, type OffValues } from './parts';
import { priceWords } from './words';

export const levels = () => ok(api.GET('/v1/merchant/pricing/levels'));

export function Levels() {
  const t = useWords({ ...common, ...priceWords });
  const say = useSay();
  const write = useMay()('catalog:write');
  const remove = useRemove('price-levels');
  const [editing, setEditing] = useState<MemberLevel | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-level">{t('new_level')}</Button>;
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
      <DataList<MemberLevel>
        name="price-levels"
        label={t('t_levels')}
        load={levels}
        rowId={(level) => level.code}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (level) => say(level.name) },
          { key: 'off', title: t('off'), align: 'right', render: (level) => <span className="number">− {percent(level.off_bps)}</span> },
          { key: 'code', title: t('code'), extra: true, render: (level) => <span className="code">{level.code}</span> },
        ]}
        acts={write ? (level) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setEditing(level)}>{t('edit')}</Button>
            <Button size="small" danger onClick={() => remove(say(level.name), () => ok(api.DELETE('/v1/merchant/pricing/levels/{code}', { params: { path: { code: level.code } } })))}>{t('remove')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('levels_empty'), text: t('levels_empty_text'), action: make }}
      />
      {editing && <LevelForm of={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </div>
  );
}

interface Values extends OffValues {
  code: string;
  name: Bilingual;
}

function LevelForm({ of, close }: { of?: MemberLevel; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const body = { code: values.code.trim(), name: both(values.name), off_bps: basisPoints(values.percent ?? '') ?? 0 };
    await ok(api.PUT('/v1/merchant/pricing/levels', { body }));
    await queries.invalidateQueries({ queryKey: ['price-levels'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={of ? t('edit') : t('new_level')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="level" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ code: of?.code ?? '', name: of?.name ?? {}, off_kind: 'rate', percent: of ? percent(of.off_bps).slice(0, -1) : '' }}>
        {trouble}
        <BilingualField name="name" label={t('name')} required max={60} extra={t('name_hint')} />
        <CodeField fixed={Boolean(of)} hint={t('code_hint')} />
        <OffFields currency="CNY" hint="" rateOnly />
      </Form>
    </Modal>
  );
}

/** The Chinese name for both, where nobody wrote an English one. */
export const both = (name: Bilingual): Bilingual => ({ zh: name.zh.trim(), en: (name.en ?? '').trim() || name.zh.trim() });
