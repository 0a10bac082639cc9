import { expect, test } from 'vitest';
import { deliveryId, numbers } from './dispute_units';

test('numbers are read however they are set apart', () => {
  expect(numbers('1, 3，4 5')).toEqual([1, 3, 4, 5]);
  expect(numbers(' ')).toEqual([]);
  expect(numbers()).toEqual([]);
});

test('a delivery is called as its order, with its number', () => {
  expect(deliveryId('ord_01kb9w4xq2f3v8s7m6n5p4r3t2', 2)).toBe('dlv_01kb9w4xq2f3v8s7m6n5p4r3t2-2');
});
