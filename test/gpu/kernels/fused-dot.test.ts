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

/** Value on a line of `depth` texels at z: linear between centres; beyond the ends that of the border, or 0. */
function lerp(z: number, { depth, zeros }: { depth: number; zeros: boolean }, at: (knot: number) => number): number {
  const place = ((z + 1) * depth - 1) / 2;
  const knot = Math.floor(place);
  const value = (k: number): number => (zeros && (k < 0 || k >= depth) ? 0 : at(Math.min(Math.max(k, 0), depth - 1)));
  return value(knot) * (1 - (place - knot)) + value(knot + 1) * (place - knot);
}

test.for([
  { what: 'one row of weights for all rays', step: 0, biasStep: 0 },
  { what: 'a row of weights for each ray', step: 8, biasStep: 1 },
  { what: 'few samples for the depth of the planes', step: 8, biasStep: 1, changes: { depthX: 9, depthY: 4 } },
  { what: 'several stretches of a ray', step: 8, biasStep: 1, changes: { samples: 70, depthY: 3 } },
  { what: 'several threads on a ray', step: 148, biasStep: 1, changes: { units: 152, slope: 0.01 }, count: 148 },
  { what: 'planes that end in zeros', step: 8, biasStep: 1, changes: { zeros: true } },
  { what: 'few samples and zeros', step: 8, biasStep: 1, changes: { depthX: 9, depthY: 4, zeros: true } },
])('$what: agrees with plain sums', async ({ step, biasStep, changes, count = 8 }) => {
  const grid: FieldGrid = { ...GRID, ...changes };
  const { batch, rows, cols, depthX, depthY, samples, units, slope, zeros = false } = grid;
  const projected = randomTensor([batch * (rows * cols + depthX * cols + rows * depthY), units], 1);
  const t = randomDepths([batch, RAYS, samples], 2);
  const weights = randomTensor([batch * RAYS * count + 8], 3);
  const biases = randomTensor([batch * RAYS + 2], 4);
  const options = { first: 4, count, firstWeight: 8, weightStep: step, firstBias: 2, biasStep };
  const got = await readTensor(fusedDot({ projected, t, weights, biases }, grid, options));
  const [q, z, w, b] = await readTensors([projected, t, weights, biases]);
  const offsetX = batch * rows * cols;
  const offsetY = offsetX + batch * depthX * cols;
  const want = [...z!].map((depth, sample) => {
    const ray = Math.floor(sample / samples);
    const [image, i, j] = [Math.floor(ray / RAYS), Math.floor(ray / cols) % rows, ray % cols];
    let sum = b![options.firstBias + ray * biasStep]!;
    for (let c = 0; c < count; c++) {
      const unit = options.first + c;
      const pre =
        q![((image * rows + i) * cols + j) * units + unit]! +
        lerp(depth, { depth: depthX, zeros }, (k) => q![(offsetX + (image * depthX + k) * cols + j) * units + unit]!) +
        lerp(depth, { depth: depthY, zeros }, (k) => q![(offsetY + (image * rows + i) * depthY + k) * units + unit]!);
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
