import { Alert, App, Form, Input, type FormInstance } from 'antd';
import { useState, type ReactNode } from 'react';
import { hasWaited } from '../api/client';
import { fieldOf, Problem } from '../api/problem';
import { digitsOf, minor } from '../api/money';
import { useLanguage, useWords } from '../i18n';
import { problems } from '../problems';
import { common } from '../words';
import { Trouble } from './trouble';

/** Sends a form; what is wrong with a field is said beside it, the rest above. */
export function useSubmit<V>(form: FormInstance, send: (values: V) => Promise<unknown>, done?: string) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { message } = App.useApp();
  const { language } = useLanguage();
  const submit = async (values: V) => {
    setBusy(true);
    setError(undefined);
    try {
      hasWaited();
      await send(values);
      if (!hasWaited() && done) message.success(done);
    } catch (fault) {
      const rest = place(form, Problem.from(fault), language);
      if (rest) setError(fault);
    } finally {
      setBusy(false);
    }
  };
  const trouble = error === undefined ? null : <Trouble error={error} />;
  return { submit, busy, trouble, failed: setError };
}

/** True where something is left that no field can say. */
function place(form: FormInstance, problem: Problem, language: 'zh' | 'en'): boolean {
  const own = (problems as Record<string, readonly [string, string]>)[problem.code];
  let rest = problem.errors.length === 0;
  for (const { pointer, detail, zh } of problem.errors) {
    const name = fieldOf(pointer);
    const known = form.getFieldInstance(name) !== undefined || form.getFieldValue(name) !== undefined;
    if (!known) {
      rest = true;
      continue;
    }
    const text = language === 'en' ? detail : (zh ?? own?.[0] ?? problems.invalid_field[0]);
    form.setFields([{ name, errors: [text] }]);
    form.scrollToField(name, { block: 'center' });
  }
  return rest;
}

/** The same text in Chinese and in English, side by side. */
export function BilingualField({ name, label, required, rows, max, extra }: { name: string; label: string; required?: boolean; rows?: number; max?: number; extra?: ReactNode }) {
  const t = useWords(common);
  const field = (part: 'zh' | 'en', language: string) => (
    <Form.Item
      name={[name, part]}
      label={`${label} (${language})`}
      extra={part === 'zh' ? extra : undefined}
      rules={required && part === 'zh' ? [{ required: true, whitespace: true, message: t('required') }] : undefined}
    >
      {rows ? <Input.TextArea rows={rows} maxLength={max} /> : <Input maxLength={max} />}
    </Form.Item>
  );
  return (
    <div className="two">
      {field('zh', t('chinese'))}
      {field('en', t('english'))}
    </div>
  );
}

/** An amount in the currency's own unit, kept as the text that was typed. */
export function MoneyField({ name, label, currency, required, extra }: { name: string | (string | number)[]; label: string; currency: string; required?: boolean; extra?: ReactNode }) {
  const t = useWords(common);
  const check = async (_: unknown, value?: string) => {
    if (!value?.trim()) {
      if (required) throw new Error(t('required'));
      return;
    }
    if (minor(value, currency) === undefined) throw new Error(t('amount_bad'));
  };
  return (
    <Form.Item name={name} label={label} extra={extra} required={required} rules={[{ validator: check }]}>
      <Input inputMode={digitsOf(currency) ? 'decimal' : 'numeric'} suffix={<span className="soft">{currency}</span>} autoComplete="off" />
    </Form.Item>
  );
}

export function FormNote({ children }: { children: ReactNode }) {
  return <Alert type="info" showIcon title={children} style={{ marginBottom: 16 }} />;
}

/** One of a group at least. Not `required`, of which a group of boxes may not speak to a screen reader. */
export const some = (message: string) => ({
  validator: async (_: unknown, chosen?: string[]) => {
    if (!chosen?.length) throw new Error(message);
  },
});
