import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { meanPool } from '../../../src/gpu/kernels/mean-pool';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** A sum of at most 64 numbers in float32. */
const FLOAT32 = 1e-6;

test('a window over the border counts what is inside', async () => {
  const y = meanPool(tf.tensor4d([1, 2, 6, 3, 4, 10], [1, 2, 3, 1]), 2);
  expect(y.shape).toEqual([1, 1, 2, 1]);
  expect(Array.from(await readTensor(y))).toEqual([2.5, 8]);
});

test.each([
  [[2, 8, 12, 5], 4],
  [[1, 7, 5, 3], 2],
  [[2, 9, 17, 2], 8],
  [[1, 3, 3, 2], 1],
] as const)('[%s] by %i: values and gradient agree with the definition', async (shape, size) => {
  const [batch, height, width, channels] = shape;
  const x = randomTensor([...shape], 1) as Tensor4D;
  const [rows, columns] = [Math.ceil(height / size), Math.ceil(width / size)];
  const dy = randomTensor([batch, rows, columns, channels], 2);
  const f = (v: Tensor4D): tf.Tensor => meanPool(v, size);
  const [vx, vdy, y, dx] = (await readTensors([x, dy, f(x), grad4(f)(x, dy)])) as Float32Array[];
  const [wantY, wantDx] = [new Float64Array(y!.length), new Float64Array(vx!.length)];
  vx!.forEach((value, i) => {
    const [column, row] = [Math.floor(i / channels) % width, Math.floor(i / channels / width) % height];
    const [r, c] = [Math.floor(row / size), Math.floor(column / size)];
    const pixels = (Math.min((r + 1) * size, height) - r * size) * (Math.min((c + 1) * size, width) - c * size);
    const image = Math.floor(i / channels / width / height);
    const o = ((image * rows + r) * columns + c) * channels + (i % channels);
    wantY[o]! += value / pixels;
    wantDx[i] = vdy![o]! / pixels;
  });
  expectClose(y!, wantY, FLOAT32, 'y');
  expectClose(dx!, wantDx, FLOAT32, 'dx');
});

test('the gradient agrees with central differences; a window of no size is refused', async () => {
  const x = randomTensor([1, 5, 6, 2], 1);
  expect(await gradientError((v) => meanPool(v as Tensor4D, 2), x)).toBeLessThan(CENTRAL_DIFFERENCE);
  expect(() => meanPool(x as Tensor4D, 0)).toThrow('a window of 0 cannot be pooled');
});

test('a second run leaves no tensor behind', () => {
  const x = randomTensor([1, 5, 6, 2], 1) as Tensor4D;
  return expectNoLeak(() => {
    grad4((v) => meanPool(v, 2))(x);
  });
});
