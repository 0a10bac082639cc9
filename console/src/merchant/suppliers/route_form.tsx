import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select, Skeleton } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { SupplyRoute } from '../../api/model';
import { decimal, minor } from '../../api/money';
import { useWords } from '../../i18n';
import { MoneyField, useSubmit } from '../../parts/form';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { useFulfilledSkus } from '../products/every';
import { amountIn, behind } from './figures';
import { useKinds, useSuppliers } from './parts';
import { supplierWords } from './words';

/** What is known of a route before anybody types: whatever is known here stays. */
interface Known {
  sku?: string;
  supplier?: string;
  product?: string;
  cost?: number;
}

interface Values {
  sku: string;
  supplier: string;
  product: string;
  cost: string;
  on: boolean;
}

/** By which supplier, as which of its goods, a SKU is credited. */
export function RouteForm({ known, route, close }: { known: Known; route?: SupplyRoute; close: () => void }) {
  const t = useWords({ ...common, ...supplierWords });
  const queries = useQueryClient();
  const suppliers = useSuppliers();
  const { skus, isError, error } = useFulfilledSkus();
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch('supplier', form) ?? known.supplier;
  const all = suppliers.data?.items;
  const supplier = all?.find((one) => one.id === chosen);
  const currency = supplier?.currency ?? route?.currency ?? 'CNY';
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const path = { sku: values.sku, supplier: values.supplier };
    const { items } = await ok(api.GET('/v1/skus/{sku}/routes', { params: { path: { sku: values.sku } } }));
    // Whoever is changed keeps their place.
    const position = items.find((one) => one.supplier === values.supplier)?.position ?? behind(items);
    const body = { product: values.product.trim(), unit_cost: minor(values.cost, currency) ?? 0, position, on: values.on };
    await ok(api.PUT('/v1/skus/{sku}/routes/{supplier}', { params: { path }, body }));
    await queries.invalidateQueries({ queryKey: ['routes'] });
    close();
  }, t('route_kept'));
  const fault = suppliers.error ?? (isError ? error : null);
  const ready = all !== undefined && skus !== undefined;
  const need = { required: true, whitespace: true, message: t('required') };
  const cost = route?.unit_cost ?? known.cost;
  return (
    <Modal open title={route ? t('edit_route') : t('new_route')} okText={t('save')} okButtonProps={{ disabled: !ready }} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      {fault && <Trouble error={fault} />}
      {!fault && !ready && <Skeleton active paragraph={{ rows: 6 }} />}
      {ready && (
        <Form
          form={form}
          // Named: the page behind it may have fields of the same names.
          name="route"
          layout="vertical"
          onFinish={submit}
          requiredMark={false}
          initialValues={{ sku: route?.sku ?? known.sku, supplier: route?.supplier ?? known.supplier, product: route?.product ?? known.product ?? '', cost: cost === undefined ? '' : decimal(amountIn(currency, cost)), on: route?.on ?? true }}
        >
          {trouble}
          <Form.Item name="sku" label={t('sku')} rules={[need]}>
            <Select disabled={Boolean(route)} showSearch={{ optionFilterProp: 'label' }} notFoundContent={t('sku_none')} options={skus.map(({ id, label }) => ({ value: id, label }))} />
          </Form.Item>
          <Form.Item name="supplier" label={t('supplier')} extra={route ? undefined : t('route_hint')} rules={[need]}>
            <Select
              disabled={Boolean(route ?? known.supplier)}
              notFoundContent={t('supplier_none')}
              options={all.filter((one) => one.state !== 'retired' || one.id === route?.supplier).map((one) => ({ value: one.id, label: `${one.name} (${one.currency})` }))}
            />
          </Form.Item>
          <Form.Item name="product" label={t('product')} extra={<Lookup supplier={supplier} sku={route?.sku ?? known.sku} shown={!known.product} />} rules={[need]}><Input maxLength={64} autoComplete="off" className="code" /></Form.Item>
          <MoneyField name="cost" label={t('cost')} currency={currency} required extra={t('cost_hint')} />
          <Form.Item name="on" valuePropName="checked"><Checkbox>{t('route_on')}</Checkbox></Form.Item>
        </Form>
      )}
    </Modal>
  );
}

/** Where the supplier's number of the goods is found. */
function Lookup({ supplier, sku, shown }: { supplier?: { id: string; name: string; kind: string }; sku?: string; shown: boolean }) {
  const t = useWords(supplierWords);
  const kinds = useKinds();
  const tells = kinds.data?.items.find((kind) => kind.code === supplier?.kind)?.has_catalogue;
  return (
    <>
      {t('product_hint')}
      {shown && supplier && tells && <> · <Link to={`/suppliers/${supplier.id}${sku ? `?sku=${sku}` : ''}`}>{t('lookup', { name: supplier.name })}</Link></>}
    </>
  );
}
