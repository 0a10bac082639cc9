import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Offer } from '../../api/model';
import { rate } from '../../api/money';
import { useCodes, useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { problems } from '../../problems';
import { common } from '../../words';
import { offerWords } from './words';

/** As many as the server changes at once. */
const together = 100;

async function change(offers: Offer[], change_bps: number, dry_run: boolean) {
  const items = [];
  for (let at = 0; at < offers.length; at += together) {
    const part = offers.slice(at, at + together).map(({ id, price }) => ({ id, from: price }));
    items.push(...(await ok(api.POST('/v1/merchant/offers/reprice', { body: { offers: part, change_bps, dry_run } }))).items);
  }
  return items;
}

/** Prices up or down by per cent: the server reckons, and says beforehand what would come of it. */
export function Percent({ offers, close }: { offers: Offer[]; close: () => void }) {
  const t = useWords({ ...common, ...offerWords });
  const say = useSay();
  const code = useCodes(problems);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ percent: string }>();
  const [bps, setBps] = useState<number>();
  const seen = useQuery({ queryKey: ['reprice', bps, offers.map((offer) => offer.id)], queryFn: () => change(offers, bps ?? 0, true), enabled: bps !== undefined, gcTime: 0 });
  const { submit, busy, trouble } = useSubmit(form, async ({ percent }: { percent: string }) => {
    const items = await change(offers, rate(percent) ?? 0, false);
    await queries.invalidateQueries({ queryKey: ['offers'] });
    const refused = items.filter((item) => item.refused);
    const done = items.length - refused.length;
    if (refused.length === 0) message.success(t('repriced', { n: done }));
    else message.warning(t('repriced_some', { n: done, bad: refused.length, why: [...new Set(refused.map((item) => code(item.refused ?? '')))].join(' ') }), 8);
    close();
  });
  const check = async (_: unknown, text?: string) => {
    if (rate(text ?? '') === undefined) throw new Error(t('percent_bad'));
  };
  return (
    <Modal open title={t('percent_many', { n: offers.length })} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} onValuesChange={(_, { percent }) => setBps(rate(percent ?? ''))}>
        {trouble}
        <Form.Item name="percent" label={t('percent_label')} extra={t('percent_hint')} rules={[{ validator: check }]}>
          <Input inputMode="text" suffix={<span className="soft">%</span>} autoComplete="off" autoFocus />
        </Form.Item>
      </Form>
      {seen.isError && <Alert type="error" showIcon title={t('percent_bad')} />}
      {seen.data && (
        <div className="sheet" role="region" aria-label={t('percent_seen')} tabIndex={0} style={{ maxHeight: 280, overflowY: 'auto' }}>
          <table>
            <thead><tr><th scope="col">{t('product')}</th><th scope="col" className="right">{t('price')}</th><th scope="col" className="right">{t('new_price')}</th></tr></thead>
            <tbody>
              {seen.data.map((item, at) => {
                const offer = offers[at];
                return (
                  <tr key={item.id}>
                    <td>{say(offer?.title)} <span className="soft">{say(offer?.sku_name)}</span></td>
                    <td className="right"><Money of={offer?.price} /></td>
                    <td className="right">{item.refused ? <span className="bad-ink">{code(item.refused)}</span> : <Money of={item.price} />}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Modal>
  );
}
