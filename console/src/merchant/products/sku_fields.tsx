import { Form, Input, Radio } from 'antd';
import { useWords } from '../../i18n';
import { common } from '../../words';
import { productWords } from './words';

export function SkuFields({ prefix = [] }: { prefix?: string[] }) {
  const t = useWords({ ...common, ...productWords });
  const need = { required: true, whitespace: true, message: t('required') };
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
        </Radio.Group>
      </Form.Item>
    </>
  );
}
