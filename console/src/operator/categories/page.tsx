import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { api, ok } from '../../api/client';
import type { PlatformCategory } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { operatorWords } from '../words';

/** All of them in their order. What changed is saved, one after the other. */
export default function CategoriesPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const { message } = App.useApp();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['platform-categories'], queryFn: () => ok(api.GET('/v1/platform/categories')) });
  const [rows, setRows] = useState<PlatformCategory[]>([]);
  const [fault, setFault] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => setRows(data?.items ?? []), [data]);
  const known = (code: string) => data?.items.find((one) => one.code === code);
  const change = (at: number, next: PlatformCategory) => setRows(rows.map((row, index) => (index === at ? next : row)));
  const move = (at: number, by: number) => {
    const next = [...rows];
    const [row] = next.splice(at, 1);
    if (row) next.splice(at + by, 0, row);
    setRows(next);
  };
  const save = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      for (const [at, row] of rows.entries()) {
        const body = { ...row, sort: (at + 1) * 10 };
        if (JSON.stringify(body) !== JSON.stringify(known(row.code))) await ok(api.PUT('/v1/platform/categories', { body }));
      }
      message.success(t('saved'));
    } catch (why) {
      setFault(why);
    } finally {
      await refetch();
      setBusy(false);
    }
  };
  return (
    <Page title={t('categories')} lead={t('categories_lead')} narrow acts={<Button type="primary" loading={busy} onClick={() => void save()}>{t('save')}</Button>}>
      <div className="stack">
        {isError && <Trouble error={error} again={() => void refetch()} />}
        {fault !== undefined && <Trouble error={fault} />}
        {!data && !isError && <Skeleton active />}
        {data && (
          <Card>
            <div className="stack" style={{ gap: 10 }}>
              {rows.map((row, at) => (
                <div key={at} className="row" style={{ alignItems: 'center' }}>
                  <Input aria-label={t('code')} style={{ width: 150 }} className="code" value={row.code} disabled={at < data.items.length && Boolean(known(row.code))} placeholder={t('code')} onChange={(event) => change(at, { ...row, code: event.target.value })} />
                  <Input aria-label={`${t('name')} (${t('chinese')})`} style={{ flex: 1, minWidth: 110 }} value={row.name.zh} onChange={(event) => change(at, { ...row, name: { ...row.name, zh: event.target.value } })} />
                  <Input aria-label={`${t('name')} (${t('english')})`} style={{ flex: 1, minWidth: 110 }} value={row.name.en} onChange={(event) => change(at, { ...row, name: { ...row.name, en: event.target.value } })} />
                  <Button icon={<UpOutlined />} aria-label={`${t('move_up')} ${say(row.name)}`} disabled={at === 0} onClick={() => move(at, -1)} />
                  <Button icon={<DownOutlined />} aria-label={`${t('move_down')} ${say(row.name)}`} disabled={at === rows.length - 1} onClick={() => move(at, 1)} />
                </div>
              ))}
              <div><Button onClick={() => setRows([...rows, { code: '', name: { zh: '', en: '' }, icon: '', sort: 0 }])}>{t('category_add')}</Button> <span className="soft small">{t('code_hint')}</span></div>
            </div>
          </Card>
        )}
      </div>
    </Page>
  );
}
