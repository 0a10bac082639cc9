import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { OfferMargin } from '../../api/model';
import { decimal, minor, money, percent } from '../../api/money';
import { useMay } from '../../api/session';
import { useLanguage, useSay, useWords } from '../../i18n';
import { Money } from '../../parts/bits';
import { MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { leaderWords } from './leader_words';
import { leaderOf, Leaders, Mark, useLeaders } from './leaders';
import { priceWords } from './words';

/** What is earned with one unit of each offer. */
export default function MarginsPage() {
  const t = useWords({ ...common, ...priceWords });
  const l = useWords(leaderWords);
  const say = useSay();
  const write = useMay()('catalog:write');
  const [setting, setSetting] = useState<OfferMargin>();
  const [marking, setMarking] = useState<OfferMargin>();
  const leaders = useLeaders().data?.items;
  return (
    <Page title={t('margins')} lead={t('margins_lead')}>
      <Leaders write={write} />
      <div style={{ height: 16 }} />
      <DataList<OfferMargin>
        name="margins"
        label={t('margins')}
        load={(query) => ok(api.GET('/v1/merchant/margins', { params: { query } }))}
        rowId={(line) => line.offer}
        columns={[
          { key: 'product', title: t('product'), main: true, render: (line) => say(line.title) },
          { key: 'sku', title: t('sku'), render: (line) => <><Link className="in-text" to={`/products/skus/${line.sku}`}>{say(line.sku_name)}</Link> <span className="code soft">{line.sku_code}</span></> },
          { key: 'price', title: t('price'), align: 'right', render: (line) => <Money of={line.price} /> },
          { key: 'fee', title: t('fee'), align: 'right', extra: true, render: (line) => <Money of={line.fee} /> },
          { key: 'cost', title: t('cost'), align: 'right', render: (line) => (line.cost ? <Money of={line.cost} /> : <span className="soft">{t('unknown')}</span>) },
          { key: 'margin', title: t('margin'), render: (line) => <span className="row" style={{ gap: 8 }}><Bar of={line} />{leaderOf(line, leaders) && <span className="tag wait">{l('on')}</span>}</span> },
        ]}
        acts={write ? (line) => (
          <span className="row" style={{ gap: 6, flexWrap: 'nowrap' }}>
            <Button size="small" onClick={() => setSetting(line)} data-test="set-cost">{t('set_cost')}</Button>
            <Button size="small" onClick={() => setMarking(line)} data-test="mark-leader">{l('act')}</Button>
          </span>
        ) : undefined}
        empty={{ title: t('margins_empty') }}
      />
      {marking && <Mark sku={marking.sku} name={say(marking.sku_name)} known={leaderOf(marking, leaders)} close={() => setMarking(undefined)} />}
      {setting && <SetCost of={setting} close={() => setSetting(undefined)} />}
    </Page>
  );
}

/** How much of the price is left; red where it is less than nothing. */
function Bar({ of }: { of: OfferMargin }) {
  const { language } = useLanguage();
  if (!of.margin || of.margin_bps === null) return <span className="soft">–</span>;
  const lost = of.margin.amount < 0;
  const width = Math.min(100, Math.abs(of.margin_bps) / 50);
  return (
    <span className="row" style={{ gap: 8, flexWrap: 'nowrap' }}>
      <span aria-hidden style={{ width: 80, height: 6, borderRadius: 3, background: 'var(--line)' }}>
        <span style={{ display: 'block', width: `${width}%`, height: 6, borderRadius: 3, background: lost ? 'var(--bad-ink)' : 'var(--good-ink)' }} />
      </span>
      <span className={lost ? 'number bad-ink' : 'number'}>{money(of.margin, language)} ({lost ? '−' : ''}{percent(Math.abs(of.margin_bps))})</span>
    </span>
  );
}

function SetCost({ of, close }: { of: OfferMargin; close: () => void }) {
  const t = useWords({ ...common, ...priceWords });
  const queries = useQueryClient();
  const [form] = Form.useForm<{ cost: string }>();
  const { currency } = of.price;
  const { submit, busy, trouble } = useSubmit<{ cost: string }>(form, async (values) => {
    const cost = { amount: minor(values.cost, currency) ?? 0, currency };
    await ok(api.PUT('/v1/merchant/costs', { body: { items: [{ sku: of.sku, cost }] } }));
    await Promise.all(['margins', 'price-changes', 'offers', 'sku-costs'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('cost_kept'));
  return (
    <Modal open title={t('set_cost')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="cost" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ cost: of.cost ? decimal(of.cost) : '' }}>
        {trouble}
        <MoneyField name="cost" label={t('cost')} currency={currency} required extra={t('cost_hint')} />
      </Form>
    </Modal>
  );
}
