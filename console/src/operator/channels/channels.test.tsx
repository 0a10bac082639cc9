import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { Form } from 'antd';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelField } from '../../api/model';
import { Speaking } from '../../i18n';
import { Fields } from '../../parts/settings/fields';
import { typed } from '../../parts/settings/told';
import { oneCurrency } from './parts';

const field = (name: string, kind: string, required: boolean, choices: ChannelField['choices'] = []): ChannelField => ({
  name, kind, required, choices, label: { zh: `${name} 标签`, en: `${name} label` }, hint: { zh: '', en: `where ${name} is found` },
});

let read: () => Record<string, unknown> = () => ({});

function Drawn({ fields, kept }: { fields: ChannelField[]; kept: string[] }) {
  const [form] = Form.useForm();
  read = () => form.getFieldsValue(true) as Record<string, unknown>;
  return (
    <Speaking initial="en">
      <Form form={form} initialValues={{ forget: [] }}>
        <Form.Item name="forget" hidden><input /></Form.Item>
        <Fields fields={fields} kept={kept} form={form} />
      </Form>
    </Speaking>
  );
}

afterEach(cleanup);

describe('the settings of a channel', () => {
  it('are drawn as their kind says, with the words of its own pages', () => {
    render(<Drawn fields={[field('pid', 'text', true), field('key', 'secret', true), field('pem', 'secret_key', true), field('way', 'choice', false, [{ value: 'a', label: { zh: '甲', en: 'First' } }])]} kept={[]} />);
    expect(screen.getByLabelText(/pid label/).tagName).toBe('INPUT');
    expect(screen.getByLabelText(/key label/).getAttribute('type')).toBe('password');
    expect(screen.getByLabelText(/pem label/).tagName).toBe('TEXTAREA');
    expect(screen.getByLabelText(/way label/).getAttribute('role')).toBe('combobox');
    expect(screen.getByText('where pid is found')).toBeDefined();
  });

  it('say that a secret is set, never which, and can take it away where it is not needed', async () => {
    render(<Drawn fields={[field('key', 'secret', true), field('hook', 'secret', false)]} kept={['key', 'hook']} />);
    expect(screen.getAllByText('set')).toHaveLength(2);
    expect((screen.getByLabelText(/key label/) as HTMLInputElement).value).toBe('');
    // What is needed can only be replaced.
    const boxes = screen.getAllByRole('checkbox');
    expect(boxes).toHaveLength(1);
    fireEvent.click(boxes[0] as Element);
    expect(read().forget).toEqual(['hook']);
    await waitFor(() => expect((screen.getByLabelText(/hook label/) as HTMLInputElement).disabled).toBe(true));
  });

  it('are tried as they were typed, and the rest as it is kept', () => {
    expect(typed({ url: 'https://a.example', pid: '7', key: '', hook: undefined }, { url: 'https://a.example', pid: '6' })).toEqual({ pid: '7' });
    expect(typed(undefined)).toEqual({});
  });
});

describe('amounts of a channel', () => {
  it('mean something in one currency only', () => {
    expect(oneCurrency([], ['CNY'])).toBe('CNY');
    expect(oneCurrency(['USD'], [])).toBe('USD');
    expect(oneCurrency([], [])).toBeUndefined();
    expect(oneCurrency(['USD', 'CNY'], [])).toBeUndefined();
  });
});
