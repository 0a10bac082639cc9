import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { Level } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useCount } from '../../parts/bits';
import { useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { holds, scan } from '../../parts/list/scan';
import type { Query } from '../../parts/list/types';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { isFulfilled } from '../products/every';
import { stockWords } from './words';

/** Thousandths of a unit, as a number with one digit behind the point. */
const perDay = (milli: number) => (milli / 1000).toFixed(milli < 100_000 && milli % 1000 !== 0 ? 1 : 0);

const levels = (query: Query) => ok(api.GET('/v1/stock/levels', { params: { query } }));

/** Gone, gone within four days, or less than somebody wants. What suppliers credit lies on no shelf, and is not listed. */
const low = ({ left, days_left, warn_below }: Level) => left === 0 || (days_left !== null && days_left < 4) || (warn_below !== null && left < warn_below);

export default function StockPage() {
  const t = useWords({ ...common, ...stockWords });
  const say = useSay();
  const count = useCount();
  const may = useMay();
  const write = may('stock:write');
  const [ruling, setRuling] = useState<Level>();
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      acts={<><Link to="/stock/batches"><Button>{t('batches')}</Button></Link>{write && <Link to="/stock/import"><Button type="primary">{t('import')}</Button></Link>}</>}
    >
      <DataList<Level>
        name="levels"
        label={t('title')}
        load={({ q, level: wanted, ...query }) => scan(levels, (level) => !isFulfilled(level.kind) && (!wanted || low(level)) && holds([level.product_title.zh, level.product_title.en, level.name.zh, level.name.en, level.code], q), query)}
        filters={[
          { key: 'q', label: t('search'), kind: 'search' },
          { key: 'level', label: t('level'), kind: 'choice', options: [{ value: 'low', label: t('low') }] },
        ]}
        rowId={(level) => level.sku}
        columns={[
          { key: 'sku', title: t('sku'), main: true, render: (level) => <span>{say(level.product_title)} <span className="soft">{say(level.name)}</span></span> },
          { key: 'left', title: t('left'), align: 'right', render: (level) => <span className={level.left === 0 ? 'tag bad' : 'number'}>{level.left === 0 ? t('sold_out') : count(level.left)}</span> },
          { key: 'per_day', title: t('per_day'), align: 'right', render: (level) => <span className="number">{perDay(level.per_day_milli)}</span> },
          { key: 'lasts', title: t('lasts'), align: 'right', render: (level) => <Lasts level={level} /> },
          { key: 'rule', title: t('rule'), align: 'right', render: (level) => (level.warn_below ? t('below', { n: count(level.warn_below) }) : <span className="soft">{t('no_rule')}</span>) },
        ]}
        acts={write ? (level) => (
          <span className="row" style={{ justifyContent: 'flex-end' }}>
            <Button size="small" onClick={() => setRuling(level)}>{t('set_rule')}</Button>
            <Link to={`/stock/import?sku=${level.sku}`}><Button size="small">{t('import')}</Button></Link>
          </span>
        ) : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: <Link to="/products/new"><Button type="primary">{t('to_products')}</Button></Link> }}
      />
      {ruling && <Rule level={ruling} close={() => setRuling(undefined)} />}
    </Page>
  );
}

function Lasts({ level }: { level: Level }) {
  const t = useWords(stockWords);
  const count = useCount();
  if (level.left === 0) return <span className="soft">–</span>;
  if (level.days_left === null) return <span className="soft">{t('not_selling')}</span>;
  return <span className={level.days_left < 4 ? 'tag wait' : 'number'}>{t('days', { n: count(level.days_left) })}</span>;
}

function Rule({ level, close }: { level: Level; close: () => void }) {
  const t = useWords({ ...common, ...stockWords });
  const say = useSay();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ warn_below: number }>();
  const { submit, busy, trouble } = useSubmit(form, async ({ warn_below }: { warn_below: number }) => {
    await ok(api.PUT('/v1/stock/rules/{sku}', { params: { path: { sku: level.sku } }, body: { warn_below: warn_below || null } }));
    await queries.invalidateQueries({ queryKey: ['levels'] });
    close();
  }, t('saved'));
  return (
    <Modal open title={t('rule')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ warn_below: level.warn_below ?? 10 }}>
        {trouble}
        <Form.Item name="warn_below" label={t('rule_for', { name: `${say(level.product_title)} ${say(level.name)}` })} extra={t('rule_hint')} rules={[{ required: true, message: t('required') }]}>
          <InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
