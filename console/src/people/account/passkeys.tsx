import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { api, ok } from '../../api/client';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { When } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { common } from '../../words';
import { addPasskey, passkeysWork } from '../passkey';
import { peopleWords } from '../words';

export function Passkeys() {
  const t = useWords({ ...common, ...peopleWords });
  const queries = useQueryClient();
  const ask = useAsk();
  const [form] = Form.useForm<{ name: string }>();
  const { data, isError } = useQuery({ queryKey: ['passkeys'], queryFn: () => ok(api.GET('/v1/account/passkeys')), retry: false });
  const again = () => queries.invalidateQueries({ queryKey: ['passkeys'] });
  const { submit, busy, trouble } = useSubmit(form, async ({ name }: { name: string }) => {
    await addPasskey(name.trim());
    form.resetFields();
    await again();
  }, t('saved'));
  if (isError) return null;
  return (
    <Card title={t('passkeys')}>
      <div className="stack">
        <p className="soft">{t('passkeys_text')}</p>
        {data?.items.length === 0 && <p>{t('no_passkeys')}</p>}
        {data?.items.map((key) => (
          <div key={key.id} className="row between">
            <div>
              <strong>{key.name}</strong>
              <div className="soft small">{t('used')} {key.last_used_at ? <When at={key.last_used_at} ago /> : t('never')}</div>
            </div>
            <Button
              size="small"
              aria-label={`${t('remove')} ${key.name}`}
              onClick={() => ask({ title: `${t('remove')} ${key.name}`, act: t('remove'), danger: true, run: async () => {
                await ok(api.DELETE('/v1/account/passkeys/{id}', { params: { path: { id: key.id } } }));
                await again();
              } })}
            >
              {t('remove')}
            </Button>
          </div>
        ))}
        {passkeysWork() ? (
          <Form form={form} onFinish={submit} layout="vertical" requiredMark={false}>
            {trouble}
            <div className="row" style={{ alignItems: 'flex-end' }}>
              <Form.Item name="name" label={t('passkey_name')} style={{ flex: 1, minWidth: 200, marginBottom: 0 }} rules={[{ required: true, whitespace: true, message: t('required') }]}>
                <Input maxLength={60} />
              </Form.Item>
              <Button htmlType="submit" loading={busy}>{t('add_passkey')}</Button>
            </div>
          </Form>
        ) : (
          <p className="soft">{t('passkeys_need_https')}</p>
        )}
      </div>
    </Card>
  );
}
