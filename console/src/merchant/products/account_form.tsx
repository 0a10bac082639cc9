import { DeleteOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Form, Input, InputNumber, Select } from 'antd';
import { useSay, useWords } from '../../i18n';
import { common } from '../../words';
import { fieldKinds, hasLengths, most, presets, readChoices, twice, usual, usualField, type FieldDraft, type FieldKind } from './account_presets';
import { accountFormWords } from './account_form_words';

type Place = (string | number)[];

/** What buyers are asked for: the fields of their account, of a preset or one by one. */
export default function AccountFields({ name }: { name: Place }) {
  const t = useWords({ ...common, ...accountFormWords });
  const form = Form.useFormInstance();
  const check = async (_: unknown, drafts?: Partial<FieldDraft>[]) => {
    if (!drafts?.length) throw new Error(t('needed'));
    if (twice(drafts)) throw new Error(t('twice'));
  };
  return (
    <Form.List name={name} rules={[{ validator: check }]}>
      {(fields, { add, remove, move }, { errors }) => (
        <div className="stack" style={{ gap: 12 }}>
          <p className="soft">{t('lead')}</p>
          <div className="row" role="group" aria-label={t('presets')}>
            <span className="soft">{t('presets')}</span>
            {(Object.keys(presets) as (keyof typeof presets)[]).map((key) => (
              <Button key={key} size="small" onClick={() => form.setFieldValue(name, presets[key]())} data-test={key}>{t(key)}</Button>
            ))}
          </div>
          {fields.map((field, at) => (
            <FieldEditor
              key={field.key}
              list={name}
              at={field.name}
              up={at > 0 ? () => move(at, at - 1) : undefined}
              down={at < fields.length - 1 ? () => move(at, at + 1) : undefined}
              remove={() => remove(field.name)}
            />
          ))}
          {fields.length < most.fields && <div><Button onClick={() => add({ name: '', kind: 'text', label: { zh: '', en: '' } })} data-test="add-field">{t('add')}</Button></div>}
          <Form.ErrorList errors={errors} />
        </div>
      )}
    </Form.List>
  );
}

interface EditorProps {
  list: Place;
  at: number;
  up?: () => void;
  down?: () => void;
  remove: () => void;
}

function FieldEditor({ list, at, up, down, remove }: EditorProps) {
  const t = useWords({ ...common, ...accountFormWords });
  const say = useSay();
  const form = Form.useFormInstance();
  const kind = Form.useWatch<FieldKind | undefined>([...list, at, 'kind']);
  const need = { required: true, whitespace: true, message: t('required') };
  /** Whoever chooses a usual name means what is usual; a label that somebody has typed stays. */
  const take = (name: string) => {
    const known = usualField(name);
    if (!known) return;
    form.setFieldValue([...list, at, 'kind'], known.kind);
    const label = form.getFieldValue([...list, at, 'label']) as FieldDraft['label'] | undefined;
    if (!label?.zh?.trim() && !label?.en?.trim()) form.setFieldValue([...list, at, 'label'], known.label);
  };
  const longest = async (_: unknown, length?: number | null) => {
    const least = form.getFieldValue([...list, at, 'length_min']) as number | null | undefined;
    if (length && least && length < least) throw new Error(t('lengths_bad'));
  };
  const enough = async (_: unknown, text?: string) => {
    const choices = readChoices(text);
    if (choices.length === 0) throw new Error(t('required'));
    if (choices.length > most.choices) throw new Error(t('choices_many', { n: most.choices }));
  };
  return (
    <section className="card" aria-label={t('field_n', { n: at + 1 })}>
      <div className="card-body">
        <div className="row between" style={{ marginBottom: 8 }}>
          <strong>{t('field_n', { n: at + 1 })}</strong>
          <span className="row" style={{ gap: 4 }}>
            <Button size="small" type="text" icon={<UpOutlined />} disabled={!up} onClick={up} aria-label={`${t('move_up')} ${at + 1}`} />
            <Button size="small" type="text" icon={<DownOutlined />} disabled={!down} onClick={down} aria-label={`${t('move_down')} ${at + 1}`} />
            <Button size="small" type="text" danger icon={<DeleteOutlined />} onClick={remove} aria-label={`${t('remove')} ${at + 1}`} />
          </span>
        </div>
        <div className="two">
          <Form.Item name={[at, 'name']} label={t('name')} extra={t('name_hint')} rules={[{ required: true, pattern: /^[a-z0-9_]{1,32}$/, message: t('name_bad') }]}>
            <AutoComplete options={usual.map(({ name, label }) => ({ value: name, label: `${say(label)} (${name})` }))} onSelect={(name: string) => take(name)} />
          </Form.Item>
          <Form.Item name={[at, 'kind']} label={t('kind')} rules={[need]}>
            <Select options={fieldKinds.map((value) => ({ value, label: t(`k_${value}`) }))} />
          </Form.Item>
        </div>
        <div className="two">
          <Form.Item name={[at, 'label', 'zh']} label={`${t('label')} (${t('chinese')})`} rules={[need]}><Input maxLength={most.label} /></Form.Item>
          <Form.Item name={[at, 'label', 'en']} label={`${t('label')} (${t('english')})`}><Input maxLength={most.label} /></Form.Item>
        </div>
        {hasLengths(kind) && (
          <div className="two">
            <Form.Item name={[at, 'length_min']} label={`${t('length_min')} (${t('optional')})`}><InputNumber min={1} max={most.answer} precision={0} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={[at, 'length_max']} label={`${t('length_max')} (${t('optional')})`} dependencies={[[...list, at, 'length_min']]} rules={[{ validator: longest }]}><InputNumber min={1} max={most.answer} precision={0} style={{ width: '100%' }} /></Form.Item>
          </div>
        )}
        {kind === 'choice' && (
          <Form.Item name={[at, 'choices']} label={t('choices')} extra={t('choices_hint')} required rules={[{ validator: enough }]}>
            <Input.TextArea rows={5} className="code" spellCheck={false} />
          </Form.Item>
        )}
      </div>
    </section>
  );
}
