import { Alert, Button, Form, Input, type FormInstance } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { api, ok } from '../../../api/client';
import type { Supplier, SupplierKind } from '../../../api/model';
import { digitsOf, minor } from '../../../api/money';
import { fieldOf, Problem } from '../../../api/problem';
import { useLanguage, useWords } from '../../../i18n';
import { Card } from '../../../parts/page';
import { typed } from '../../../parts/settings/told';
import { common } from '../../../words';
import { AskTrouble } from '../parts';
import { Faults } from './check';
import { Answers, CallbackRead, Requests, type Run } from './told';
import { descriptionWords } from './words';

const first = { order_no: 'sample0000000001', product: '10086', quantity: '1', unit_cost: '10', account: '13800138000' };
type Sample = typeof first;
const names = Object.keys(first) as (keyof Sample)[];

/** What a description comes to. Sends nothing and saves nothing. */
export function DryRun({ kind, supplier, form }: { kind: SupplierKind; supplier?: Supplier; form: FormInstance }) {
  const t = useWords({ ...common, ...descriptionWords });
  const { language } = useLanguage();
  const [sample, setSample] = useState(first);
  const [answer, setAnswer] = useState('');
  const [callback, setCallback] = useState('');
  const [busy, setBusy] = useState(false);
  const [run, setRun] = useState<Run>();
  const [fault, setFault] = useState<unknown>();
  const [wrong, setWrong] = useState<Partial<Record<keyof Sample, string>>>({});
  const currency = Form.useWatch<string | undefined>('currency', form) ?? 'CNY';
  const field = kind.described ?? 'description';

  const go = async () => {
    const unit_cost = minor(sample.unit_cost, currency);
    const quantity = Number(sample.quantity);
    setWrong({
      ...(unit_cost === undefined && { unit_cost: t('amount_bad') }),
      ...(!Number.isInteger(quantity) && { quantity: t('whole_bad') }),
    });
    if (unit_cost === undefined || !Number.isInteger(quantity)) return;
    setBusy(true);
    setFault(undefined);
    setRun(undefined);
    try {
      const settings = typed(form.getFieldValue('settings'), supplier?.settings);
      const { order_no, product, account } = sample;
      const of = { order_no, product, quantity, unit_cost, account: { account } };
      setRun(await ok(api.POST('/v1/suppliers/dry-run', { body: { kind: kind.code, currency, of: supplier?.id ?? null, settings, sample: of, answer, callback } })));
    } catch (why) {
      const problem = Problem.from(why);
      const own: Partial<Record<keyof Sample, string>> = {};
      for (const { pointer, detail, zh } of problem.errors) {
        const text = language === 'zh' ? zh ?? detail : detail;
        const [place, name] = fieldOf(pointer);
        const known = place === 'sample' ? names.find((one) => one === name) : undefined;
        if (known) own[known] = text;
        else form.setFields([{ name: fieldOf(pointer), errors: [text] }]);
      }
      setWrong(own);
      if (Object.keys(own).length === 0) setFault(why);
    } finally {
      setBusy(false);
    }
  };
  // The form around this one would be saved.
  const onEnter = (event: KeyboardEvent) => {
    event.preventDefault();
    void go();
  };
  const line = (name: keyof Sample, extra?: string) => (
    <Form.Item label={t(name)} htmlFor={`sample_${name}`} extra={extra} validateStatus={wrong[name] ? 'error' : undefined} help={wrong[name]} style={{ marginBottom: 12 }}>
      <Input
        id={`sample_${name}`}
        value={sample[name]}
        maxLength={120}
        autoComplete="off"
        spellCheck={false}
        inputMode={name === 'quantity' ? 'numeric' : name === 'unit_cost' && digitsOf(currency) ? 'decimal' : 'text'}
        suffix={name === 'unit_cost' ? <span className="soft">{currency}</span> : undefined}
        onChange={(event) => setSample({ ...sample, [name]: event.target.value })}
        onPressEnter={onEnter}
      />
    </Form.Item>
  );
  const paste = (name: 'answer' | 'callback', value: string, set: (text: string) => void) => (
    <Form.Item label={t(name)} htmlFor={`sample_${name}`} extra={t(`${name}_hint`)} style={{ marginBottom: 12 }}>
      <Input.TextArea id={`sample_${name}`} className="code" rows={4} maxLength={65_536} spellCheck={false} value={value} onChange={(event) => set(event.target.value)} />
    </Form.Item>
  );
  return (
    <Card title={t('title')}>
      <div className="stack">
        <p className="soft">{t('lead')}</p>
        <div>
          <h3 className="small soft" style={{ marginBottom: 8 }}>{t('sample')}</h3>
          <div className="two">
            {line('product')}
            {line('account')}
            {line('quantity')}
            {line('unit_cost')}
            {line('order_no', t('order_no_hint'))}
          </div>
          <div className="two">
            {paste('answer', answer, setAnswer)}
            {paste('callback', callback, setCallback)}
          </div>
          <Button onClick={() => void go()} loading={busy} data-test="dry-run">{t('act')}</Button>
        </div>
        <div className="stack" aria-live="polite">
          {fault !== undefined && <AskTrouble error={fault} />}
          {run && run.faults.length > 0 && (
            <>
              <Alert type="error" showIcon title={t('faults')} data-test="dry-run-bad" />
              <Faults faults={run.faults} text={form.getFieldValue(['settings', field]) ?? ''} field={field} />
            </>
          )}
          {run && <Requests of={run.requests} />}
          {run && <Answers of={run.answers} currency={currency} />}
          {run?.callback && <CallbackRead of={run.callback} />}
          {run && run.faults.length === 0 && callback.trim() && !run.callback && <Alert type="warning" showIcon title={t('no_callback')} />}
        </div>
      </div>
    </Card>
  );
}
