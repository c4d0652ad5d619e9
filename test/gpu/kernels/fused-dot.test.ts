import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { fusedDot, type FieldGrid } from '../../../src/gpu/kernels/fused-dot';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { randomDepths } from '../../helpers/regularizer-random';

const F32_SUM = 2e-6; // sums of a dozen products of interpolated values
const GRID: FieldGrid = { batch: 2, rows: 3, cols: 4, depthX: 5, depthY: 1, samples: 7, units: 12, slope: 0.2 };
const RAYS = GRID.rows * GRID.cols;

/** Value on a line of `depth` texels at z: clamped, linear between centres. */
function lerp(z: number, depth: number, at: (knot: number) => number): number {
  const c = Math.min(Math.max(((z + 1) * depth - 1) / 2, 0), depth - 1);
  const knot = Math.floor(c);
  return at(knot) * (1 - (c - knot)) + at(Math.min(knot + 1, depth - 1)) * (c - knot);
}

test.for([
  { what: 'one row of weights for all rays', step: 0, biasStep: 0 },
  { what: 'a row of weights for each ray', step: 8, biasStep: 1 },
])('$what: agrees with plain sums', async ({ step, biasStep }) => {
  const { batch, rows, cols, depthX, depthY, samples, units, slope } = GRID;
  const projected = randomTensor([batch * (rows * cols + depthX * cols + rows * depthY), units], 1);
  const t = randomDepths([batch, RAYS, samples], 2);
  const weights = randomTensor([batch * RAYS + 1, 8], 3);
  const biases = randomTensor([batch * RAYS + 2], 4);
  const options = { first: 4, count: 8, firstWeight: 8, weightStep: step, firstBias: 2, biasStep };
  const got = await readTensor(fusedDot({ projected, t, weights, biases }, GRID, options));
  const [q, z, w, b] = await readTensors([projected, t, weights, biases]);
  const offsetX = batch * rows * cols;
  const offsetY = offsetX + batch * depthX * cols;
  const want = [...z!].map((depth, sample) => {
    const ray = Math.floor(sample / samples);
    const [image, i, j] = [Math.floor(ray / RAYS), Math.floor(ray / cols) % rows, ray % cols];
    let sum = b![options.firstBias + ray * biasStep]!;
    for (let c = 0; c < 8; c++) {
      const unit = options.first + c;
      const pre =
        q![((image * rows + i) * cols + j) * units + unit]! +
        lerp(depth, depthX, (k) => q![(offsetX + (image * depthX + k) * cols + j) * units + unit]!) +
        lerp(depth, depthY, (k) => q![(offsetY + (image * rows + i) * depthY + k) * units + unit]!);
      sum += w![options.firstWeight + ray * step + c]! * (pre > 0 ? pre : slope * pre);
    }
    return sum;
  });
  expectClose(got, want, F32_SUM);
});

test('outside the outermost texel centres the border goes on', async () => {
  const grid = { ...GRID, batch: 1, rows: 1, cols: 1, depthX: 2, depthY: 2, samples: 2, units: 4 };
  const projected = tf.tensor2d(
    [0, 10, 20, 100, 200].flatMap((value) => [value, 0, 0, 0]),
    [5, 4],
  );
  const t = tf.tensor3d([-1, 1], [1, 1, 2]);
  const options = { first: 0, count: 4, firstWeight: 0, weightStep: 0, firstBias: 0, biasStep: 0 };
  const value = fusedDot({ projected, t, weights: tf.ones([1, 4]), biases: tf.zeros([1]) }, grid, options);
  expectClose(await readTensor(value), [110, 220], 0);
});
