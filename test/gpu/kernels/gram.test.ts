import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gramOf, gramParts, gramSize } from '../../../src/gpu/kernels/gram';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32 = 1e-6; // sums of a few products in float32; the rest is added in float64

/** Of vectors that lie in two slabs. */
async function gramOfSlabs(slabs: readonly tf.Tensor[], rows: number): Promise<number[][]> {
  const parts = tf.fill([slabs.length * gramSize(rows)], 0);
  slabs.forEach((slab, i) => gramParts(slab, parts, { rows, size: slab.size / rows, first: i * gramSize(rows) }));
  return gramOf(await readTensor(parts), rows);
}

test('two vectors by hand', async () => {
  const vectors = tf.tensor1d([1, 2, 3, 4, -1, 0, 1, 0]);
  expect(await gramOfSlabs([vectors], 2)).toEqual([
    [30, 2],
    [2, 2],
  ]);
});

test.each([1, 3, 5])('%d long vectors in two slabs agree with float64', async (rows) => {
  const sizes = [40_000, 9_000]; // more numbers than lanes, and less
  const slabs = sizes.map((size, i) => randomTensor([rows * size], 10 * rows + i));
  const want = Array.from({ length: rows * rows }, () => 0);
  for (const [s, slab] of slabs.entries()) {
    const [values, size] = [await readTensor(slab), sizes[s]!];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        for (let k = 0; k < size; k++) want[i * rows + j]! += values[i * size + k]! * values[j * size + k]!;
      }
    }
  }
  expectClose((await gramOfSlabs(slabs, rows)).flat(), want, F32);
});
