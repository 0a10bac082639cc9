import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { api, ok } from '../../api/client';
import type { CategoryFee, PlatformCategory } from '../../api/model';
import { basisPoints, decimal } from '../../api/money';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { operatorWords } from '../words';

/** As it is typed: per cent, or nothing where there is none. */
const typed = (fee?: CategoryFee) => (fee?.fee_bps === null || fee?.fee_bps === undefined ? '' : decimal({ amount: fee.fee_bps, currency: 'CNY' }));

/** All of them in their order. What changed is saved, one after the other. */
export default function CategoriesPage() {
  const t = useWords({ ...common, ...operatorWords });
  const say = useSay();
  const { message } = App.useApp();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['platform-categories'], queryFn: () => ok(api.GET('/v1/platform/categories')) });
  const may = useMay();
  const fees = useQuery({ queryKey: ['platform-category-fees'], queryFn: () => ok(api.GET('/v1/platform/category-fees')) });
  const [rows, setRows] = useState<PlatformCategory[]>([]);
  const [shares, setShares] = useState<Record<string, string>>({});
  const [fault, setFault] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => { setRows(data?.items ?? []); }, [data]);
  useEffect(() => { setShares({}); }, [fees.data]);
  const feeOf = (code: string) => typed(fees.data?.items.find((one) => one.category === code));
  const shareOf = (code: string) => shares[code] ?? feeOf(code);
  const isShare = (text: string) => text.trim() === '' || basisPoints(text) !== undefined;
  const wrong = rows.some((row) => !isShare(shareOf(row.code)));
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
      for (const { code } of rows) {
        const text = shareOf(code).trim();
        if (text === feeOf(code)) continue;
        await ok(api.PUT('/v1/platform/category-fees', { body: { category: code, fee_bps: text === '' ? null : (basisPoints(text) ?? null) } }));
      }
      message.success(t('saved'));
    } catch (why) {
      setFault(why);
    } finally {
      await Promise.all([refetch(), fees.refetch()]);
      setBusy(false);
    }
  };
  return (
    <Page title={t('categories')} lead={t('categories_lead')} narrow acts={<Button type="primary" loading={busy} disabled={wrong} onClick={() => void save()}>{t('save')}</Button>}>
      <div className="stack">
        {(isError || fees.isError) && <Trouble error={error ?? fees.error} again={() => void Promise.all([refetch(), fees.refetch()])} />}
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
                  <Input aria-label={`${t('category_fee')} ${say(row.name)}`} style={{ width: 110 }} inputMode="decimal" suffix="%" placeholder={t('category_fee')} value={shareOf(row.code)} disabled={!may('plans:write') || row.code === ''} status={isShare(shareOf(row.code)) ? '' : 'error'} onChange={(event) => setShares({ ...shares, [row.code]: event.target.value })} />
                  <Button icon={<UpOutlined />} aria-label={`${t('move_up')} ${say(row.name)}`} disabled={at === 0} onClick={() => move(at, -1)} />
                  <Button icon={<DownOutlined />} aria-label={`${t('move_down')} ${say(row.name)}`} disabled={at === rows.length - 1} onClick={() => move(at, 1)} />
                </div>
              ))}
              <div><Button onClick={() => setRows([...rows, { code: '', name: { zh: '', en: '' }, icon: '', sort: 0 }])}>{t('category_add')}</Button> <span className="soft small">{t('code_hint')}</span></div>
              <span className={wrong ? 'bad-ink small' : 'soft small'} role={wrong ? 'alert' : undefined}>{wrong ? t('fee_bad') : t('category_fee_hint')}</span>
            </div>
          </Card>
        )}
      </div>
    </Page>
  );
}
