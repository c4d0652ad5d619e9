/** Labels picked at the middles of a coarser grid's pixels. */
import { expect, test } from 'vitest';
import { pickedAt } from '../../../src/training/labels';

test('of 4x4 at 2x2, the pixels just behind the middles', () => {
  const values = Float32Array.from({ length: 16 }, (_, i) => i);
  expect([...pickedAt(values, { from: [4, 4], to: [2, 2], channels: 1 })]).toEqual([5, 7, 13, 15]);
});

test('a finer grid repeats pixels; channels stay together', () => {
  const values = Float32Array.from([1, 2, 3, 4, 5, 6]); // 1x2, three channels
  expect([...pickedAt(values, { from: [1, 2], to: [1, 4], channels: 3 })]).toEqual([
    1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6,
  ]);
});
