import { expect, test } from 'vitest';
import md5 from '../../../../../docs/suppliers/examples/md5-form.toml?raw';
import { lineOf, span } from './lines';

const at = (line: number | undefined) => md5.split('\n')[(line ?? 0) - 1];

test('a place in a description leads to its line', () => {
  expect(at(lineOf(md5, 'submit.form.num'))).toContain('{quantity}');
  expect(at(lineOf(md5, 'query'))).toBe('[query]');
  expect(at(lineOf(md5, 'query.answer.states.3'))).toContain('failed');
  expect(at(lineOf(md5, 'answer.errors.1004'))).toContain('price_changed');
  expect(at(lineOf(md5, 'sign.order.steps[1]'))).toContain('steps');
  expect(at(lineOf(md5, 'callback.signature'))).toContain('/sign');
  expect(at(lineOf(md5, 'submit.answer.message'))).toContain('/msg');
  expect(at(lineOf(md5, 'query.answer.state'))).toContain('/data/status');
  expect(lineOf(md5, 'line 12')).toBe(12);
});

test('what is not there leads to the nearest that is, or nowhere', () => {
  expect(lineOf('version = 1\n[submit]\npath = "/a"\nheaders = { X-A = "{key}" }\n', 'submit.headers.X-A')).toBe(4);
  expect(lineOf('version = 1\n[submit]\n', 'submit.method')).toBe(2);
  expect(lineOf('version = 1\n', 'query')).toBeUndefined();
  expect(lineOf('version = 1\n', '')).toBeUndefined();
});

test('a line is marked from its first sign to its last', () => {
  expect('ab\ncd\nef'.slice(...span('ab\ncd\nef', 2))).toBe('cd');
  expect(span('ab', 9)).toEqual([3, 3]);
});
