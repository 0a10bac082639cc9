import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ok, upload } from '../../api/client';
import { minor } from '../../api/money';
import type { DocumentFile } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { DateField } from '../../parts/date/field';
import { Documents } from '../../parts/documents';
import { endOf, startOf } from '../../parts/days';
import { FileDrop } from '../../parts/file';
import { MoneyField, some, useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { useBrands } from '../products/parts';
import { authorisationWords } from './words';

interface Values {
  brand: string;
  valid_from: string;
  valid_to: string;
  territory?: string;
  channels: string[];
  minimum_price?: string;
  chain: { from: string; to: string }[];
}

const currency = 'CNY';

export default function NewAuthorisationPage() {
  const t = useWords({ ...common, ...authorisationWords });
  const say = useSay();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const brands = useBrands();
  const [form] = Form.useForm<Values>();
  const [documents, setDocuments] = useState<DocumentFile[]>([]);
  const [uploading, setUploading] = useState<unknown>();
  const add = async (file: File) => {
    setUploading(undefined);
    try {
      const body = new FormData();
      body.append('kind', 'authorisation');
      body.append('file', file);
      const stored = await upload<DocumentFile>('/v1/merchant/documents', body);
      setDocuments((old) => [...old, stored]);
    } catch (error) {
      setUploading(error);
    }
  };
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    await ok(api.POST('/v1/merchant/authorisations', {
      body: {
        brand: values.brand,
        territory: (values.territory ?? '').split(/[,，\s]+/).filter(Boolean),
        channels: values.channels,
        minimum_price: values.minimum_price ? { amount: minor(values.minimum_price, currency) ?? 0, currency } : null,
        cost_basis_bps: null,
        valid_from: startOf(values.valid_from),
        valid_to: endOf(values.valid_to),
        chain: values.chain.filter((link) => link?.from && link.to),
        documents: documents.map((one) => one.id),
      },
    }));
    await queries.invalidateQueries({ queryKey: ['authorisations'] });
    message.success(t('submitted'));
    void go('/authorisations');
  });
  const need = { required: true, message: t('required') };
  return (
    <Page title={t('new')} lead={t('new_lead')} narrow>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ channels: ['store', 'api'], territory: 'CN', chain: [{ from: '', to: '' }] }}>
        <div className="stack">
          {trouble}
          <Card>
            <Form.Item name="brand" label={t('brand')} rules={[need]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={brands.map((brand) => ({ value: brand.id, label: say(brand.name) }))} />
            </Form.Item>
            <div className="two">
              <Form.Item name="valid_from" label={t('valid_from')} rules={[need]}><DateField /></Form.Item>
              <Form.Item name="valid_to" label={t('valid_to')} rules={[need]}><DateField /></Form.Item>
            </div>
            <div className="two">
              <Form.Item name="territory" label={t('territory')} extra={t('territory_hint')}><Input /></Form.Item>
              <MoneyField name="minimum_price" label={`${t('minimum_price')} (${t('optional')})`} currency={currency} extra={t('minimum_hint')} />
            </div>
            <Form.Item name="channels" label={t('channels')} rules={[some(t('required'))]}>
              <Checkbox.Group options={[{ value: 'store', label: t('store') }, { value: 'api', label: t('api') }]} />
            </Form.Item>
          </Card>
          <Card title={t('chain')}>
            <p className="soft" style={{ marginBottom: 12 }}>{t('chain_hint')}</p>
            <Form.List name="chain">
              {(fields, { add: more }) => (
                <>
                  {fields.map((field) => (
                    <div key={field.key} className="two">
                      <Form.Item name={[field.name, 'from']} label={t('chain_from')}><Input maxLength={120} /></Form.Item>
                      <Form.Item name={[field.name, 'to']} label={t('chain_to')}><Input maxLength={120} /></Form.Item>
                    </div>
                  ))}
                  {fields.length < 8 && <Button size="small" onClick={() => more({ from: '', to: '' })}>{t('chain_add')}</Button>}
                </>
              )}
            </Form.List>
          </Card>
          <Card title={t('documents')}>
            <div className="stack">
              <FileDrop accept=".pdf,.png,.jpg,.jpeg" onFile={(file) => void add(file)} hint={t('documents_hint')} />
              {uploading !== undefined && <Trouble error={uploading} />}
              {documents.length > 0 && <Documents items={documents} />}
            </div>
          </Card>
          <div className="row">
            <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={documents.length === 0}>{t('submit')}</Button>
            {documents.length === 0 && <span className="soft">{t('need_document')}</span>}
          </div>
        </div>
      </Form>
    </Page>
  );
}
