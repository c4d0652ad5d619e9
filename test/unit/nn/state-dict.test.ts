import { expect, test } from 'vitest';
import { fileShape, fromFile, toFile } from '../../../src/nn/state-dict';

const parameter = (layout: 'plain' | 'linear' | 'conv', shape: number[]) => ({ layout, value: { shape } });
const count = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => i);

test('a linear weight is transposed', () => {
  const weight = parameter('linear', [2, 3]);
  expect(fileShape(weight)).toEqual([3, 2]);
  expect(Array.from(toFile(weight, count(6)))).toEqual([0, 3, 1, 4, 2, 5]);
});

test('a convolution goes from [kh, kw, in, out] to [out, in, kh, kw]', () => {
  const weight = parameter('conv', [2, 3, 4, 5]);
  expect(fileShape(weight)).toEqual([5, 4, 2, 3]);
  const file = toFile(weight, count(120));
  const [o, i, y, x] = [3, 2, 1, 2];
  expect(file[((o * 4 + i) * 2 + y) * 3 + x]).toBe(((y * 3 + x) * 4 + i) * 5 + o);
});

test.each([
  parameter('conv', [3, 2, 4, 5]),
  parameter('linear', [7, 3]),
  parameter('plain', [6]),
  parameter('plain', []),
])('there and back is where it was: %o', (weight) => {
  const values = count(weight.value.shape.reduce((a, b) => a * b, 1));
  expect(fromFile(weight, toFile(weight, values))).toEqual(values);
  expect(toFile(weight, values)).not.toBe(values);
});
