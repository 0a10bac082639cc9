import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Radio, Skeleton } from 'antd';
import { useEffect } from 'react';
import { api, ok } from '../../api/client';
import type { Store } from '../../api/model';
import { useWords } from '../../i18n';
import { BilingualField, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { StoreDomain } from './domain';
import { StoreLogo } from './logo';
import { storeWords } from './words';

export default function StorePage() {
  const t = useWords({ ...common, ...storeWords });
  const { data, isError, error, refetch } = useQuery({ queryKey: ['store'], queryFn: () => ok(api.GET('/v1/merchant/store')) });
  return (
    <Page title={t('title')} lead={t('lead')} narrow acts={data && <Button href={`/s/${data.slug}`}>{t('open')}</Button>}>
      {isError && <Trouble error={error} again={() => void refetch()} />}
      {!data && !isError && <Skeleton active />}
      {data && <StoreLogo store={data} />}
      {data && <StoreForm store={data} />}
      {data && <StoreDomain />}
    </Page>
  );
}

const colours = ['', 'leaf', 'sea', 'plum', 'clay', 'gold', 'slate'] as const;
const tints: Record<string, string> = { leaf: '#2c6e49', sea: '#1d6380', plum: '#7a3b69', clay: '#a8400f', gold: '#8a6100', slate: '#47525e' };

function Swatch({ name }: { name: string }) {
  return <span aria-hidden="true" style={{ display: 'inline-block', width: 12, height: 12, borderRadius: 3, background: tints[name] ?? 'var(--line)' }} />;
}

function StoreForm({ store }: { store: Store }) {
  const t = useWords({ ...common, ...storeWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<Store>();
  useEffect(() => { form.setFieldsValue(store as never); }, [form, store]);
  const { submit, busy, trouble } = useSubmit<Store>(form, async (values) => {
    await ok(api.PUT('/v1/merchant/store', { body: { version: store.version, name: values.name, announcement: values.announcement, contact: values.contact ?? '', hours: values.hours, policy: values.policy, colour: values.colour } }));
    await queries.invalidateQueries({ queryKey: ['store'] });
  }, t('saved'));
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} scrollToFirstError={{ block: 'center' }}>
      <Card>
        {trouble}
        <BilingualField name="name" label={t('name')} required max={60} />
        <Form.Item name="colour" label={t('colour')}>
          <Radio.Group>
            {colours.map((name) => <Radio key={name || 'none'} value={name}><Swatch name={name} /> {t(name ? `c_${name}` : 'c_none')}</Radio>)}
          </Radio.Group>
        </Form.Item>
        <BilingualField name="announcement" label={t('announcement')} rows={2} max={500} />
        <Form.Item name="contact" label={t('contact')} extra={t('contact_hint')}><Input maxLength={200} /></Form.Item>
        <BilingualField name="hours" label={t('hours')} max={200} />
        <BilingualField name="policy" label={t('policy')} rows={5} max={5000} />
        <Button type="primary" htmlType="submit" loading={busy}>{t('save')}</Button>
      </Card>
    </Form>
  );
}
