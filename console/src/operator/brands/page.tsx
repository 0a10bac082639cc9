import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Brand } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords, type Bilingual } from '../../i18n';
import { Yes } from '../../parts/bits';
import { BilingualField, useSubmit } from '../../parts/form';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { operatorWords } from '../words';

export default function BrandsPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const may = useMay();
  const files = useFiles();
  const [editing, setEditing] = useState<Brand | 'new'>();
  const add = <Button type="primary" onClick={() => setEditing('new')}>{t('brand_new')}</Button>;
  return (
    <Page title={t('brands')} lead={t('brands_lead')} acts={add}>
      <DataList<Brand>
        name="brands-list"
        label={t('brands')}
        load={({ q, only, ...query }) => sift<Brand>(
          () => ok(api.GET('/v1/platform/brands')),
          (brand) => (!only || brand.authorised_only === (only === 'yes')) && holds([brand.name.zh, brand.name.en], q),
          query,
        )}
        presets={[{ name: { zh: '需授权', en: 'Authorised only' }, filters: { only: 'yes' } }]}
        filters={[
          { key: 'q', label: t('search_brands'), kind: 'search' },
          { key: 'only', label: t('authorised_only'), kind: 'choice', options: [{ value: 'yes', label: t('yes') }, { value: 'no', label: t('no') }] },
        ]}
        rowId={(brand) => brand.id}
        exports={files('/v1/platform/brands/export', may('platform:export'))}
        columns={[
          { key: 'name', title: t('brand'), main: true, render: (brand) => say(brand.name) },
          { key: 'en', title: t('english'), render: (brand) => brand.name.en || '–' },
          { key: 'only', title: t('authorised_only'), render: (brand) => <Yes when={brand.authorised_only} /> },
        ]}
        acts={(brand) => <Button size="small" onClick={() => setEditing(brand)}>{t('edit')}</Button>}
        empty={{ title: t('brands_empty'), text: t('brands_lead'), action: add }}
      />
      {editing && <Edit brand={editing} close={() => setEditing(undefined)} />}
    </Page>
  );
}

function Edit({ brand, close }: { brand: Brand | 'new'; close: () => void }) {
  const t = useWords({ ...common, ...operatorWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ name: Bilingual; authorised_only: boolean }>();
  const { submit, busy, trouble } = useSubmit(form, async (values: { name: Bilingual; authorised_only: boolean }) => {
    const body = { name: { zh: values.name.zh ?? '', en: values.name.en ?? '' }, authorised_only: values.authorised_only };
    if (brand === 'new') await ok(api.POST('/v1/platform/brands', { body }));
    else await ok(api.PUT('/v1/platform/brands/{id}', { params: { path: { id: brand.id } }, body }));
    await Promise.all(['brands', 'brands-list'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('saved'));
  return (
    <Modal open title={brand === 'new' ? t('brand_new') : t('brand_edit')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={brand === 'new' ? { authorised_only: false } : brand}>
        {trouble}
        <BilingualField name="name" label={t('name')} required max={60} />
        <Form.Item name="authorised_only" valuePropName="checked"><Checkbox>{t('authorised_only')}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}
