import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, ok, upload } from '../../api/client';
import type { MarketPriceLine, Sku } from '../../api/model';
import { minor, money } from '../../api/money';
import { Problem, type FieldFault } from '../../api/problem';
import { useCodes, useLanguage, useSay, useWords } from '../../i18n';
import { Money, When } from '../../parts/bits';
import { FileDrop } from '../../parts/file';
import { MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { every } from '../products/every';
import { marketWords } from './market_words';

/** What others were last seen to ask, beside one's own price. */
export function MarketPrices({ write }: { write: boolean }) {
  const t = useWords({ ...common, ...marketWords });
  const say = useSay();
  const [noting, setNoting] = useState(false);
  const [importing, setImporting] = useState(false);
  const acts = write && (
    <span className="row">
      <Button size="small" onClick={() => setNoting(true)} data-test="note-market">{t('note')}</Button>
      <Button size="small" onClick={() => setImporting(true)} data-test="import-market">{t('import')}</Button>
    </span>
  );
  return (
    <section aria-label={t('title')} style={{ marginTop: 24 }}>
      <div className="row between" style={{ marginBottom: 8 }}>
        <div className="grow">
          <h2 style={{ fontSize: 15 }}>{t('title')}</h2>
          <p className="soft">{t('lead')}</p>
        </div>
        {acts}
      </div>
      <DataList<MarketPriceLine>
        name="market-prices"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/merchant/market-prices', { params: { query } }))}
        rowId={(line) => `${line.sku} ${line.source}`}
        columns={[
          { key: 'sku', title: t('sku'), main: true, render: (line) => <>{say(line.sku_name)} <span className="code soft">{line.sku_code}</span></> },
          { key: 'source', title: t('source'), render: (line) => line.source },
          { key: 'price', title: t('price'), align: 'right', render: (line) => <Money of={line.price} /> },
          { key: 'own', title: t('own'), align: 'right', render: (line) => <Money of={line.own} /> },
          { key: 'gap', title: t('gap'), render: (line) => <Gap of={line} /> },
          { key: 'at', title: t('at'), render: (line) => <span className="row" style={{ gap: 6 }}><When at={line.at} ago />{!line.fresh && <span className="tag wait">{t('stale')}</span>}</span> },
          { key: 'by', title: t('by'), extra: true, render: (line) => line.by },
        ]}
        empty={{ title: t('empty'), text: t('empty_text'), action: acts }}
      />
      {noting && <Note close={() => setNoting(false)} />}
      {importing && <Import close={() => setImporting(false)} />}
    </section>
  );
}

/** How much one's own price is above theirs, or below. */
function Gap({ of }: { of: MarketPriceLine }) {
  const t = useWords(marketWords);
  const { language } = useLanguage();
  if (!of.own) return <span className="soft">{t('no_own')}</span>;
  const more = of.own.amount - of.price.amount;
  const amount = money({ amount: Math.abs(more), currency: of.price.currency }, language);
  if (more === 0) return <span>{t('same')}</span>;
  return <span className={more > 0 ? 'bad-ink number' : 'number'}>{t(more > 0 ? 'dearer' : 'cheaper', { amount })}</span>;
}

function useAgain() {
  const queries = useQueryClient();
  return () => Promise.all(['market-prices', 'price-changes', 'offers', 'sku-market'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

function Note({ close }: { close: () => void }) {
  const t = useWords({ ...common, ...marketWords });
  const say = useSay();
  const again = useAgain();
  const [form] = Form.useForm<{ sku: string; source: string; currency: string; price: string }>();
  const currency = Form.useWatch('currency', form) ?? 'CNY';
  const skus = useQuery({ queryKey: ['skus', 'all'], queryFn: () => every<Sku>('/v1/skus', () => true) });
  const { submit, busy, trouble } = useSubmit<{ sku: string; source: string; currency: string; price: string }>(form, async (values) => {
    const price = { amount: minor(values.price, values.currency) ?? 0, currency: values.currency };
    try {
      await ok(api.POST('/v1/merchant/market-prices', { body: { items: [{ sku: values.sku, source: values.source.trim(), price, at: null }] } }));
    } catch (fault) {
      const problem = Problem.from(fault);
      // The line is the form.
      for (const one of problem.errors) one.pointer = one.pointer.replace(/^\/items\/0/, '');
      throw problem;
    }
    await again();
    close();
  }, t('noted'));
  return (
    <Modal open title={t('note')} okText={t('save')} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="market" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ sku: undefined, source: '', currency: 'CNY', price: '' }}>
        {trouble}
        {skus.isError && <Trouble error={skus.error} again={() => void skus.refetch()} />}
        <Form.Item name="sku" label={t('sku')} rules={[{ required: true, message: t('required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={!skus.data}
            options={skus.data?.map((sku) => ({ value: sku.id, label: `${say(sku.name)} (${sku.code})` }))}
          />
        </Form.Item>
        <Form.Item name="source" label={t('source')} extra={t('source_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={40} autoComplete="off" /></Form.Item>
        <div className="two">
          <MoneyField name="price" label={t('price')} currency={currency} required />
          <Form.Item name="currency" label={t('currency')}><Select options={['CNY', 'USD', 'HKD', 'EUR'].map((value) => ({ value, label: value }))} /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}

const kindOf = (file: File) => (file.name.toLowerCase().endsWith('.xlsx') ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv');

/** `/lines/12/price` → line and column. */
export const placeOf = (pointer: string) => {
  const [, line = '', column = ''] = /^\/lines\/(\d+)\/(.+)$/.exec(pointer) ?? [];
  return { line, column };
};

/** A table, taken as a whole or not at all; each line that cannot stand is named. */
function Import({ close }: { close: () => void }) {
  const t = useWords({ ...common, ...marketWords });
  const code = useCodes(marketWords);
  const { language } = useLanguage();
  const { message } = App.useApp();
  const again = useAgain();
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [faults, setFaults] = useState<FieldFault[]>([]);
  const choose = (chosen: File) => {
    setFile(chosen);
    setError(undefined);
    setFaults([]);
  };
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError(undefined);
    setFaults([]);
    try {
      const taken = await upload<{ lines: number; fresh: number }>('/v1/merchant/market-prices/import', file, { 'Content-Type': kindOf(file) });
      await again();
      message.success(t('imported', { ...taken }));
      close();
    } catch (why) {
      const problem = Problem.from(why);
      const lines = problem.errors.filter((one) => placeOf(one.pointer).line);
      setFaults(lines);
      if (lines.length === 0) setError(why);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('import')} okText={t('import_act')} onCancel={close} onOk={() => void send()} okButtonProps={{ disabled: !file, ...{ 'data-test': 'send-market' } }} confirmLoading={busy}>
      <div className="stack">
        <FileDrop accept=".csv,.xlsx" file={file} onFile={choose} hint=".csv / .xlsx" />
        <p className="soft small">{t('import_columns')} <span className="code">sku_code, source, price, currency, at</span><br />{t('import_hint')}</p>
        {error !== undefined && <Trouble error={error} />}
        {faults.length > 0 && (
          <div className="stack" style={{ gap: 8 }} role="alert" data-test="market-faults">
            <span><span className="tag bad">{t('import_bad', { n: faults.length })}</span></span>
            <div className="sheet" role="region" aria-label={t('import_bad', { n: faults.length })} tabIndex={0} style={{ maxHeight: 260, overflow: 'auto' }}>
              <table>
                <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('column')}</th><th scope="col">{t('fault')}</th></tr></thead>
                <tbody>
                  {faults.map((fault) => {
                    const { line, column } = placeOf(fault.pointer);
                    return <tr key={fault.pointer}><td>{line}</td><td><span className="code">{column}</span> <span className="soft small">{code(`m_${column}`, '')}</span></td><td>{language === 'zh' ? fault.zh ?? fault.detail : fault.detail}</td></tr>;
                  })}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </div>
    </Modal>
  );
}
