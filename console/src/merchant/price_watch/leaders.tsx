import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { LossLeader, OfferMargin } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Day } from '../../parts/bits';
import { DateField } from '../../parts/date/field';
import { endOf } from '../../parts/days';
import { FormNote, useSubmit } from '../../parts/form';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { leaderWords } from './leader_words';

const key = ['loss-leaders'];

export function useLeaders() {
  return useQuery({ queryKey: key, queryFn: () => ok(api.GET('/v1/merchant/loss-leaders')) });
}

/** What may be sold below its cost now, and until when. */
export function Leaders({ write }: { write: boolean }) {
  const t = useWords({ ...common, ...leaderWords });
  const say = useSay();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data, error, refetch } = useLeaders();
  const [changing, setChanging] = useState<LossLeader>();
  const end = (of: LossLeader) => ask({
    title: t('end_title', { name: say(of.sku_name) }),
    text: t('end_text'),
    act: t('end'),
    danger: true,
    run: async () => {
      await ok(api.DELETE('/v1/skus/{sku}/loss-leader', { params: { path: { sku: of.sku } } }));
      await queries.invalidateQueries({ queryKey: key });
    },
    done: t('ended'),
  });
  return (
    <Card title={t('title')}>
      <p className="soft">{t('lead')}</p>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {data?.items.length === 0 && <p className="soft small" style={{ marginTop: 8 }} data-test="no-leaders">{t(write ? 'none' : 'none_here')}</p>}
      {data && data.items.length > 0 && (
        <ul className="plain-rows">
          {data.items.map((one) => (
            <li key={one.sku} data-test="leader">
              <span className="grow">
                <strong>{say(one.sku_name)}</strong> <span className="code soft">{one.sku_code}</span><br />
                <span className="soft small">{one.reason} · {t('until')} <Day at={lastMoment(one.until)} /> · {one.by}</span>
              </span>
              {write && (
                <span className="row">
                  <Button size="small" onClick={() => setChanging(one)}>{t('change')}</Button>
                  <Button size="small" danger onClick={() => end(one)} data-test="end-leader">{t('end')}</Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {changing && <Mark sku={changing.sku} name={say(changing.sku_name)} known={changing} close={() => setChanging(undefined)} />}
    </Card>
  );
}

/** The end is the first moment at which it does not hold: the day before it is the last. */
const lastMoment = (until: string) => new Date(Date.parse(until) - 1).toISOString();
const dayText = (at: string) => new Date(lastMoment(at)).toLocaleDateString('sv');

export const leaderOf = (line: OfferMargin, leaders?: LossLeader[]) => leaders?.find((one) => one.sku === line.sku);

/** Lets a SKU be sold below its cost, for a reason and until a day. */
export function Mark({ sku, name, known, close }: { sku: string; name: string; known?: LossLeader; close: () => void }) {
  const t = useWords({ ...common, ...leaderWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string; until: string }>();
  const { submit, busy, trouble } = useSubmit<{ reason: string; until: string }>(form, async ({ reason, until }) => {
    await ok(api.PUT('/v1/skus/{sku}/loss-leader', { params: { path: { sku } }, body: { reason: reason.trim(), until: endOf(until) } }));
    await queries.invalidateQueries({ queryKey: key });
    close();
  }, t('marked'));
  return (
    <Modal open title={t('mark_title', { name })} okText={t('mark')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="leader" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ reason: known?.reason ?? '', until: known ? dayText(known.until) : '' }}>
        {trouble}
        <FormNote>{t('mark_text')}</FormNote>
        <Form.Item name="until" label={t('last_day')} extra={t('last_day_hint')} rules={[{ required: true, message: t('required') }]}><DateField min={new Date().toLocaleDateString('sv')} /></Form.Item>
        <Form.Item name="reason" label={t('reason')} extra={t('reason_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>
      </Form>
    </Modal>
  );
}
