import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { planeSample, type SampleInputs } from '../../../src/gpu/kernels/plane-sample';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { randomDepths } from '../../helpers/regularizer-random';

const INTERPOLATION = 1e-6; // twelve products of float32 numbers near 1
const CHANNELS = 4;
const BATCH = 2;

/** Three planes of unequal sizes and depths that reach past the outermost texel centres. */
function unequal(rows: number, columns: number): SampleInputs {
  return {
    xy: randomTensor([BATCH, 4, 5, CHANNELS], 1) as tf.Tensor4D,
    xz: randomTensor([BATCH, 6, 3, CHANNELS], 2) as tf.Tensor4D,
    yz: randomTensor([BATCH, 5, 7, CHANNELS], 3) as tf.Tensor4D,
    t: randomDepths([BATCH, rows * columns, 6], 4),
  };
}

test('planes as fine as the rays: xy is read as it is, z between two texels', async () => {
  const xy = tf.tensor4d([1, 2, 3, 4, 10, 20, 30, 40], [1, 1, 2, CHANNELS]);
  const xz = tf.tensor4d([0, 0, 0, 0, 5, 5, 5, 5, 8, 8, 8, 8, 1, 1, 1, 1], [1, 2, 2, CHANNELS]);
  const yz = tf.tensor4d([100, 0, 0, 0, 200, 0, 0, 0], [1, 1, 2, CHANNELS]);
  const t = tf.tensor3d([0.25, 1], [1, 2, 1]); // index (1.25 * 2 - 1) / 2 = .75, and beyond the last centre
  const options = { rows: 1, columns: 2, padding: 'border', aggregate: 'sum' } as const;
  const sum = await readTensor(planeSample({ xy, xz, yz, t }, options));
  expect([...sum]).toEqual([1 + 6 + 175, 2 + 6, 3 + 6, 4 + 6, 10 + 1 + 200, 20 + 1, 30 + 1, 40 + 1]);
  const zeros = await readTensor(planeSample({ xy, xz, yz, t }, { ...options, padding: 'zeros' }));
  expect([...zeros].slice(4)).toEqual([10 + 0.5 + 100, 20 + 0.5, 30 + 0.5, 40 + 0.5]); // half of the tap lies outside
  const mean = await readTensor(planeSample({ xy, xz, yz, t }, { ...options, aggregate: 'mean' }));
  expectClose(
    mean,
    sum.map((value) => value / 3),
    INTERPOLATION,
  );
});

test.each([
  [7, 9, 'border', 'sum'],
  [7, 9, 'zeros', 'mean'],
  [2, 2, 'border', 'mean'],
  [4, 5, 'zeros', 'sum'],
] as const)(
  '%i x %i rays, %s, %s: gradients against central differences',
  async (rows, columns, padding, aggregate) => {
    const inputs = unequal(rows, columns);
    for (const plane of ['xy', 'xz', 'yz'] as const) {
      const f = (x: tf.Tensor): tf.Tensor =>
        planeSample({ ...inputs, [plane]: x as tf.Tensor4D }, { rows, columns, padding, aggregate });
      expect(await gradientError(f, inputs[plane])).toBeLessThan(CENTRAL_DIFFERENCE);
    }
  },
);

test('the gradients are bitwise repeatable and nothing is left behind', async () => {
  const { xy, xz, yz, t } = unequal(7, 9);
  const run = async (): Promise<Float32Array> => {
    const gradient = tf.tidy(() =>
      tf.grad((x: tf.Tensor) => {
        const features = planeSample(
          { xy, xz: x as tf.Tensor4D, yz, t },
          { rows: 7, columns: 9, padding: 'border', aggregate: 'sum' },
        );
        return tf.sum(tf.square(features));
      })(xz),
    );
    const values = await readTensor(gradient);
    gradient.dispose();
    return values;
  };
  const first = await run();
  const before = tf.memory().numTensors;
  expect(await run()).toEqual(first);
  expect(tf.memory().numTensors).toBe(before);
});

test('shapes that do not fit are refused', () => {
  const inputs = unequal(7, 9);
  const options = { rows: 7, columns: 9, padding: 'border', aggregate: 'sum' } as const;
  expect(() => planeSample(inputs, { ...options, rows: 8 })).toThrow(/8x9 rays/);
  const six = tf.zeros([1, 2, 2, 6]) as tf.Tensor4D;
  expect(() => planeSample({ ...inputs, xy: six }, options)).toThrow(/multiple of 4/);
  expect(() => planeSample({ ...inputs, xz: tf.zeros([1, 6, 3, CHANNELS]) }, options)).toThrow(/differ in batch/);
});
