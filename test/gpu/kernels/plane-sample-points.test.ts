import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { planeSample } from '../../../src/gpu/kernels/plane-sample';
import { planeSamplePoints, type PointSampleInputs } from '../../../src/gpu/kernels/plane-sample-points';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { randomDepths } from '../../helpers/regularizer-random';

const INTERPOLATION = 2e-6; // twelve products of float32 numbers near 1, at places rounded once more
const ORDER_OF_SUMS = 5e-6; // float32 sums of some hundred terms in another order
const CHANNELS = 4;
const BATCH = 2;
const PLANES = ['xy', 'xz', 'yz'] as const;

/** Places up to well outside the box; every fifth sample does not count. */
function somePoints(shape: readonly [number, number, number], seed: number): tf.Tensor4D {
  const random = new Random(seed);
  const [batch, rays, samples] = shape;
  const values = Array.from({ length: batch * rays * samples }, (_, i) =>
    i % 5 === 2 ? [0, 0, 0, 0] : [random.between(-1.6, 1.6), random.between(-1.6, 1.6), random.between(-1.6, 1.6), 1],
  );
  return tf.tensor4d(values.flat(), [...shape, 4]);
}

/** Planes of unequal sizes, one a single texel wide. */
function unequal(): PointSampleInputs {
  return {
    xy: randomTensor([BATCH, 4, 5, CHANNELS], 1) as tf.Tensor4D,
    xz: randomTensor([BATCH, 6, 3, CHANNELS], 2) as tf.Tensor4D,
    yz: randomTensor([BATCH, 5, 1, CHANNELS], 3) as tf.Tensor4D,
    at: somePoints([BATCH, 20, 4], 4),
  };
}

test('one place by hand', async () => {
  const xy = tf.tensor4d([1, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0], [1, 2, 2, CHANNELS]);
  const xz = tf.tensor4d([10, 1, 0, 0, 20, 1, 0, 0], [1, 1, 2, CHANNELS]);
  const yz = tf.tensor4d([100, 0, 2, 0, 200, 0, 2, 0], [1, 2, 1, CHANNELS]);
  const at = tf.tensor4d([0, 0.25, 0.9, 1, 3, 0, 0, 1, 0, 0, 0, 0], [1, 1, 3, 4]); // y = .25: index .75
  const given = { xy, xz, yz, at };
  const border = await readTensor(planeSamplePoints(given, { padding: 'border', aggregate: 'sum' }));
  expect([...border.subarray(0, 4)]).toEqual([5 + 15 + 175, 1, 2, 0]);
  expect([...border.subarray(4, 8)]).toEqual([5 + 20 + 150, 1, 2, 0]); // x = 3 reads the last column
  expect([...border.subarray(8)]).toEqual([0, 0, 0, 0]); // does not count
  const zeros = await readTensor(planeSamplePoints(given, { padding: 'zeros', aggregate: 'mean' }));
  expect(zeros[4]).toBeCloseTo(150 / 3, 4); // x = 3 is off xy and xz
});

test.each([
  ['border', 'sum'],
  ['zeros', 'mean'],
] as const)(
  '%s, %s: orthographic places give what plane-sample gives, with the same gradients',
  async (padding, aggregate) => {
    const { xy, xz, yz } = unequal();
    const [rows, columns, samples] = [7, 9, 6];
    const t = randomDepths([BATCH, rows * columns, samples], 4);
    const depths = await readTensor(t);
    const places = Array.from(depths, (z, i) => {
      const ray = Math.floor(i / samples) % (rows * columns);
      return [(2 * (ray % columns) + 1) / columns - 1, (2 * Math.floor(ray / columns) + 1) / rows - 1, z, 1];
    });
    const at = tf.tensor4d(places.flat(), [BATCH, rows * columns, samples, 4]);
    const probe = randomTensor([places.length, CHANNELS], 9);
    const differentiate = (sample: (planes: Omit<PointSampleInputs, 'at'>) => tf.Tensor): Promise<Float32Array[]> => {
      const loss = (...planes: tf.Tensor[]): tf.Tensor => {
        const [a, b, c] = planes as tf.Tensor4D[];
        return tf.sum(tf.mul(sample({ xy: a!, xz: b!, yz: c! }), probe));
      };
      return readTensors([sample({ xy, xz, yz }), ...tf.grads(loss)([xy, xz, yz])]);
    };
    const free = await differentiate((planes) => planeSamplePoints({ ...planes, at }, { padding, aggregate }));
    const plain = await differentiate((planes) => planeSample({ ...planes, t }, { rows, columns, padding, aggregate }));
    expectClose(free[0]!, plain[0]!, INTERPOLATION, 'features');
    PLANES.forEach((plane, k) => expectClose(free[k + 1]!, plain[k + 1]!, ORDER_OF_SUMS, `gradient of ${plane}`));
  },
);

test.each([
  ['border', 'sum'],
  ['zeros', 'mean'],
] as const)('%s, %s: gradients against central differences', async (padding, aggregate) => {
  const inputs = unequal();
  for (const plane of PLANES) {
    const f = (x: tf.Tensor): tf.Tensor =>
      planeSamplePoints({ ...inputs, [plane]: x as tf.Tensor4D }, { padding, aggregate });
    expect(await gradientError(f, inputs[plane]), plane).toBeLessThan(CENTRAL_DIFFERENCE);
  }
});

test('two runs give the same bits, and nothing is left behind', async () => {
  const inputs = { ...unequal(), at: somePoints([BATCH, 300, 8], 6) };
  const gradients = (): tf.Tensor[] =>
    tf.grads((xy: tf.Tensor, xz: tf.Tensor) => {
      const planes = { ...inputs, xy: xy as tf.Tensor4D, xz: xz as tf.Tensor4D };
      return tf.sum(tf.square(planeSamplePoints(planes, { padding: 'border', aggregate: 'sum' })));
    })([inputs.xy, inputs.xz]);
  const first = await readTensors(gradients());
  expect(await readTensors(gradients())).toEqual(first);
  await expectNoLeak(gradients);
});

test('shapes that do not fit are refused', () => {
  const inputs = unequal();
  const options = { padding: 'border', aggregate: 'sum' } as const;
  expect(() => planeSamplePoints({ ...inputs, xy: tf.zeros([2, 2, 2, 6]) }, options)).toThrow(/multiple of 4/);
  expect(() => planeSamplePoints({ ...inputs, xz: tf.zeros([1, 6, 3, CHANNELS]) }, options)).toThrow(/differ in batch/);
  expect(() => planeSamplePoints({ ...inputs, at: tf.zeros([BATCH, 2, 2, 3]) }, options)).toThrow(/points of 4/);
});
