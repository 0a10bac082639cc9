import { Form, Input, Radio, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useWords } from '../../i18n';
import { common } from '../../words';
import type { FieldDraft } from './account_presets';
import { productWords } from './words';

/** Only goods that are credited need it. */
const AccountFields = lazy(() => import('./account_form'));

/** What stands in the fields of a new SKU. */
export interface SkuValues {
  code: string;
  name: { zh: string; en?: string };
  kind: 'one_time' | 'loop' | 'recharge' | 'supplied';
  form?: FieldDraft[];
}

export function SkuFields({ prefix = [] }: { prefix?: string[] }) {
  const t = useWords({ ...common, ...productWords });
  const need = { required: true, whitespace: true, message: t('required') };
  const kind = Form.useWatch<string | undefined>([...prefix, 'kind']);
  return (
    <>
      <div className="two">
        <Form.Item name={[...prefix, 'name', 'zh']} label={`${t('sku_name')} (${t('chinese')})`} rules={[need]}><Input maxLength={60} /></Form.Item>
        <Form.Item name={[...prefix, 'name', 'en']} label={`${t('sku_name')} (${t('english')})`}><Input maxLength={60} /></Form.Item>
      </div>
      <Form.Item name={[...prefix, 'code']} label={t('sku_code')} extra={t('sku_code_hint')} rules={[need]}><Input maxLength={64} autoComplete="off" /></Form.Item>
      <Form.Item name={[...prefix, 'kind']} label={t('kind')}>
        <Radio.Group>
          <Radio value="one_time">{t('one_time')} <span className="soft small">{t('one_time_text')}</span></Radio>
          <Radio value="loop">{t('loop')} <span className="soft small">{t('loop_text')}</span></Radio>
          <Radio value="supplied">{t('supplied')} <span className="soft small">{t('supplied_text')}</span></Radio>
          <Radio value="recharge">{t('recharge')} <span className="soft small">{t('recharge_text')}</span></Radio>
        </Radio.Group>
      </Form.Item>
      {kind === 'recharge' && <Suspense fallback={<Skeleton active paragraph={{ rows: 3 }} />}><AccountFields name={[...prefix, 'form']} /></Suspense>}
    </>
  );
}
