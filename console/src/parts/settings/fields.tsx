import { Checkbox, Form, Input, Select, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import type { ChannelField } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { common } from '../../words';
import { settingWords } from './words';

const secret = (field: ChannelField) => field.kind === 'secret' || field.kind === 'secret_key';

/** A field that holds a whole text, and what is said of it below. */
export interface Long {
  name: string;
  below: ReactNode;
}

/** The settings of a foreign system, drawn from its own description. Secrets that are kept stay empty here. */
export function Fields({ fields, kept, form, long }: { fields: ChannelField[]; kept: string[]; form: FormInstance; long?: Long }) {
  return (
    <>
      {fields.map((field) => <Field key={field.name} field={field} kept={kept.includes(field.name)} form={form} long={long?.name === field.name ? long : undefined} />)}
    </>
  );
}

function Field({ field, kept, form, long }: { field: ChannelField; kept: boolean; form: FormInstance; long?: Long }) {
  const t = useWords({ ...common, ...settingWords });
  const say = useSay();
  const forgotten = (Form.useWatch<string[] | undefined>('forget', form) ?? []).includes(field.name);
  const needed = field.required && !(kept && secret(field));
  const label = (
    <span>
      {say(field.label)}
      {!field.required && <span className="soft small"> {t('optional')}</span>}
      {secret(field) && kept && <span className="tag good" style={{ marginLeft: 8 }} data-test="secret-set">{t('is_set')}</span>}
    </span>
  );
  return (
    <>
      <Form.Item
        name={['settings', field.name]}
        label={label}
        extra={say(field.hint) || undefined}
        rules={needed ? [{ required: true, whitespace: true, message: t('required') }] : undefined}
      >
        <Entry field={field} rows={long ? 18 : undefined} disabled={forgotten} placeholder={kept && secret(field) ? t('keep_it') : undefined} />
      </Form.Item>
      {long?.below}
      {kept && secret(field) && !field.required && (
        <Forget name={field.name} form={form} />
      )}
    </>
  );
}

/** What is typed here is the form's; `value` and `onChange` come from its item. */
function Entry({ field, rows = 5, ...rest }: { field: ChannelField; rows?: number; disabled: boolean; placeholder?: string; id?: string; value?: string; onChange?: (event: unknown) => void }) {
  const say = useSay();
  switch (field.kind) {
    case 'secret':
      // No browser fills in a password of its own, and none keeps this one.
      return <Input.Password {...rest} autoComplete="new-password" maxLength={16_000} className="code" />;
    case 'secret_key':
    case 'public_key':
      return <Input.TextArea {...rest} autoComplete="off" spellCheck={false} rows={rows} maxLength={16_000} className="code" />;
    case 'choice':
      return <Select {...rest} allowClear={!field.required} options={field.choices.map(({ value, label }) => ({ value, label: say(label) }))} />;
    default:
      return <Input {...rest} autoComplete="off" spellCheck={false} maxLength={16_000} inputMode={field.kind === 'url' ? 'url' : 'text'} />;
  }
}

function Forget({ name, form }: { name: string; form: FormInstance }) {
  const t = useWords(settingWords);
  const forget = Form.useWatch<string[] | undefined>('forget', form) ?? [];
  const choose = (on: boolean) => form.setFieldValue('forget', on ? [...forget, name] : forget.filter((other) => other !== name));
  return (
    <div style={{ marginTop: -12, marginBottom: 20 }}>
      <Checkbox checked={forget.includes(name)} onChange={(event) => choose(event.target.checked)}>{t('forget')}</Checkbox>
    </div>
  );
}

/** What stands in a field before anybody has chosen: of a choice that is needed the first. */
const none = (field: ChannelField) => (field.kind !== 'choice' ? '' : field.required ? field.choices[0]?.value : undefined);

/** Every setting has a value from the first, so that a refusal of the server finds its field. */
export function firstSettings(fields: ChannelField[], kept: Record<string, string> = {}): Record<string, string | undefined> {
  return Object.fromEntries(fields.map((field) => [field.name, kept[field.name] ?? none(field)]));
}

/** A plain setting that was emptied is taken away, so it is sent empty; a secret that is empty is not sent. */
export function sentSettings(fields: ChannelField[], filled: Record<string, string | undefined>): Record<string, string> {
  const hidden = (name: string) => fields.some((field) => field.name === name && secret(field));
  return Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, value ?? ''] as const).filter(([name, value]) => value !== '' || !hidden(name)));
}
