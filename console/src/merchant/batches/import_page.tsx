import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, InputNumber, Progress, Result, Select } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api, newKey, ok, upload } from '../../api/client';
import { minor } from '../../api/money';
import type { DocumentFile, Import } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useCopy, useCount } from '../../parts/bits';
import { Documents } from '../../parts/documents';
import { FileDrop } from '../../parts/file';
import { MoneyField, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { sendFile } from './send';
import { useSkus } from './skus';
import { batchWords } from './words';

interface Values {
  sku: string;
  supplier: string;
  reference?: string;
  contract?: string;
  contract_date?: string;
  cost?: string;
  canaries?: number;
  use_limit?: number;
}

const currency = 'CNY';

export default function ImportPage() {
  const t = useWords({ ...common, ...batchWords });
  const [report, setReport] = useState<Import>();
  return (
    <Page title={t('import_title')} lead={t('import_lead')} narrow>
      {report ? <Report report={report} again={() => setReport(undefined)} /> : <ImportForm done={setReport} />}
    </Page>
  );
}

function ImportForm({ done }: { done: (report: Import) => void }) {
  const t = useWords({ ...common, ...batchWords });
  const say = useSay();
  const [search] = useSearchParams();
  const queries = useQueryClient();
  const skus = useSkus();
  const [form] = Form.useForm<Values>();
  const [file, setFile] = useState<File>();
  const [key, setKey] = useState(newKey);
  const [sent, setSent] = useState<number>();
  const [scan, setScan] = useState<DocumentFile>();
  const [uploading, setUploading] = useState<unknown>();
  const mayUpload = useMay()('authorisations:write');
  const keepScan = async (chosen: File) => {
    setUploading(undefined);
    try {
      const body = new FormData();
      body.append('kind', 'other');
      body.append('file', chosen);
      setScan(await upload<DocumentFile>('/v1/merchant/documents', body));
    } catch (error) {
      setUploading(error);
    }
  };
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    if (!file) return;
    const query = new URLSearchParams({ sku: values.sku, supplier: values.supplier.trim() });
    if (values.reference?.trim()) query.set('reference', values.reference.trim());
    if (values.contract?.trim()) {
      query.set('contract', values.contract.trim());
      if (values.contract_date) query.set('contract_date', values.contract_date);
      if (scan) query.set('contract_document', scan.id);
    }
    if (values.cost) {
      query.set('cost', String(minor(values.cost, currency)));
      query.set('currency', currency);
    }
    if (values.canaries) query.set('canaries', String(values.canaries));
    if (values.use_limit) query.set('use_limit', String(values.use_limit));
    try {
      setSent(0);
      const report = await sendFile<Import>(`/v1/stock/batches?${query.toString()}`, file, key, setSent);
      await Promise.all(['batches', 'levels', 'skus', 'offers', 'dashboard'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
      done(report);
    } finally {
      setSent(undefined);
    }
  });
  const wanted = search.get('sku') ?? undefined;
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ sku: wanted }} disabled={busy}>
      <div className="stack">
        {trouble}
        <Card>
          <Form.Item name="sku" label={t('for_sku')} rules={[{ required: true, message: t('required') }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              notFoundContent={t('no_skus')}
              // What suppliers credit has no keys.
              options={skus.filter((sku) => sku.kind !== 'recharge').map((sku) => ({ value: sku.sku, label: `${say(sku.product_title)} · ${say(sku.name)} (${sku.code})` }))}
            />
          </Form.Item>
          <Form.Item label={t('file')} required>
            <FileDrop accept=".txt,.csv,text/plain,text/csv" file={file} hint={t('file_hint')} onFile={(chosen) => {
              setFile(chosen);
              setKey(newKey());
            }} />
          </Form.Item>
          <div className="two">
            <Form.Item name="supplier" label={t('supplier')} extra={t('supplier_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={120} /></Form.Item>
            <Form.Item name="reference" label={`${t('reference')} (${t('optional')})`}><Input maxLength={120} /></Form.Item>
          </div>
          <div className="two">
            <Form.Item name="contract" label={`${t('contract')} (${t('optional')})`} extra={t('contract_hint')}><Input maxLength={120} /></Form.Item>
            <Form.Item name="contract_date" label={`${t('contract_date')} (${t('optional')})`}><Input type="date" /></Form.Item>
          </div>
          {mayUpload && (
            <Form.Item label={`${t('contract_scan')} (${t('optional')})`}>
              <FileDrop accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg" hint={t('contract_scan_hint')} onFile={(chosen) => void keepScan(chosen)} />
              {scan && <Documents items={[scan]} />}
              {uploading !== undefined && <Trouble error={uploading} />}
            </Form.Item>
          )}
          <div className="two">
            <MoneyField name="cost" label={`${t('cost')} (${t('optional')})`} currency={currency} />
            <Form.Item name="canaries" label={`${t('canaries')} (${t('optional')})`} extra={t('canaries_hint')}><InputNumber min={0} max={1000} precision={0} style={{ width: '100%' }} /></Form.Item>
          </div>
          <div className="two">
            <Form.Item name="use_limit" label={`${t('use_limit')} (${t('optional')})`} extra={t('use_limit_hint')}><InputNumber min={1} max={1_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
          </div>
        </Card>
        {sent !== undefined && <Sending sent={sent} />}
        <div><Button type="primary" size="large" htmlType="submit" loading={busy} disabled={!file} data-test="import-keys">{t('start')}</Button></div>
      </div>
    </Form>
  );
}

/** The way of the bytes, then the way into the vault: the newest batch says how far it is. */
function Sending({ sent }: { sent: number }) {
  const t = useWords(batchWords);
  const count = useCount();
  const sealing = sent >= 100;
  const { data } = useQuery({
    queryKey: ['importing'],
    enabled: sealing,
    refetchInterval: 700,
    gcTime: 0,
    queryFn: () => ok(api.GET('/v1/stock/batches', { params: { query: { limit: 1 } } })),
  });
  const batch = data?.items[0];
  const items = batch?.state === 'importing' ? batch.items : 0;
  return (
    <div role="status">
      <Progress percent={sealing ? 100 : sent} status="active" showInfo={false} aria-label={t('start')} />
      <span className="soft">{!sealing ? t('sending', { n: sent }) : items > 0 ? t('sealing_n', { n: count(items) }) : t('sealing')}</span>
    </div>
  );
}

function Report({ report, again }: { report: Import; again: () => void }) {
  const t = useWords({ ...common, ...batchWords });
  const count = useCount();
  const copy = useCopy();
  return (
    <Card>
      <Result
        status="success"
        title={t('done')}
        subTitle={t('done_text', { n: count(report.accepted) })}
        extra={[
          <Link key="stock" to="/stock"><Button type="primary">{t('to_stock')}</Button></Link>,
          <Button key="again" onClick={again}>{t('another')}</Button>,
        ]}
      />
      {report.duplicate_count > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('dup_title', { n: count(report.duplicate_count) })}
          description={
            <ul style={{ listStyle: 'none', maxHeight: 240, overflowY: 'auto' }} tabIndex={0}>
              {report.duplicates.slice(0, 200).map((one) => <li key={one.line}>{t('dup_line', { n: one.line })}: {one.known === 'in_file' ? t('in_file') : t('in_stock')}</li>)}
            </ul>
          }
          action={<Button size="small" onClick={() => void copy(report.duplicates.map((one) => one.line).join('\n'))}>{t('dup_copy')}</Button>}
        />
      )}
    </Card>
  );
}
