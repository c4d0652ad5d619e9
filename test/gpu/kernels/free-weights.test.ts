import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { freeRayWeights, freeWeights } from '../../../src/gpu/kernels/free-weights';
import type { Quadrature } from '../../../src/gpu/kernels/fused-weights';
import { asTensor } from '../../../src/gpu/op';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { randomDepths, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { referenceWeights } from '../../helpers/regularizer-reference';

const WEIGHT = 5e-6; // of a ray's largest weight; exp and log of lavapipe (2.1e-6 seen)
const [BATCH, RAYS, SAMPLES] = [2, 35, 9];

const QUADRATURES: readonly Quadrature[] = [
  { rule: 'midpoint', activation: 'softplus-1', far: 1 },
  { rule: 'nerf', activation: 'softplus', far: 1.2 },
  { rule: 'midpoint', activation: 'relu', far: 1, opaque: true },
  { rule: 'nerf', activation: 'softplus-1', far: 1, opaque: true },
];

/** Two in three samples count; ray 0 has none, ray 1 all. */
function mask(): boolean[] {
  const random = new Random(3);
  return Array.from({ length: BATCH * RAYS * SAMPLES }, (_, i) => {
    const ray = Math.floor(i / SAMPLES);
    return ray === 1 || (ray > 0 && random.uniform() < 0.67);
  });
}

function inputs() {
  const counts = mask();
  return {
    counts,
    t: randomDepths([BATCH, RAYS, SAMPLES], 1),
    density: randomTensor([BATCH, RAYS, SAMPLES], 2, 2) as tf.Tensor3D,
    at: tf.tensor4d(
      counts.flatMap((c) => [0.1, 0.2, 0.3, c ? 1 : 0]),
      [BATCH, RAYS, SAMPLES, 4],
    ),
  };
}

test('by hand: the interval between two samples that count absorbs, its neighbours do not', async () => {
  const t = tf.tensor3d([-1, -0.5, 0.5, 1], [1, 1, 4]);
  const density = tf.fill<tf.Rank.R3>([1, 1, 4], 2);
  const at = tf.tensor4d([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], [1, 1, 4, 4]);
  const quadrature: Quadrature = { rule: 'midpoint', activation: 'relu', far: 1 };
  const { weights, accumulated } = freeRayWeights({ density, t, at }, quadrature);
  const all = 1 - Math.exp(-2);
  const got = await readTensor(weights);
  [0, all / 2, all / 2, 0].forEach((want, i) => expect(got[i]).toBeCloseTo(want, 6));
  expect((await readTensor(accumulated))[0]).toBeCloseTo(all, 6);
});

describe.each(QUADRATURES)('%o', (quadrature) => {
  test('weights as plain float64 has them', async () => {
    const { counts, t, density, at } = inputs();
    const { rule, ...rest } = quadrature;
    const options = {
      ...SMALL_OPTIONS,
      ...rest,
      quadrature: rule,
      unabsorbed: rest.opaque ? 'opaque' : 'plain',
    } as const;
    const [depths, raw] = await readTensors([t, density]);
    const got = freeWeights({ t, density, at }, quadrature);
    const tensors = [got.weights, got.interval, got.accumulated, got.z].map((info) => asTensor(info));
    const [weights, interval, accumulated, z] = await readTensors(tensors);
    for (let ray = 0; ray < BATCH * RAYS; ray++) {
      const part = <T>(of: ArrayLike<T>): T[] => Array.from(of).slice(ray * SAMPLES, (ray + 1) * SAMPLES);
      const want = referenceWeights(part(raw!), part(depths!), options, part(counts));
      expectClose(part(weights!), want.samples, WEIGHT, `weights of ray ${ray}`);
      expectClose(part(interval!).slice(0, want.interval.length), want.interval, WEIGHT, `intervals of ray ${ray}`);
      expect(Math.abs(accumulated![ray]! - want.interval.reduce((a, b) => a + b, 0))).toBeLessThan(WEIGHT);
      const place = part(depths!).reduce((sum, depth, s) => sum + depth * want.samples[s]!, 0);
      expect(Math.abs(z![ray]! - place)).toBeLessThan(WEIGHT);
    }
    expect(part0(weights!)).toEqual(Array.from({ length: SAMPLES }, () => 0));
  });

  test('gradient against central differences; none where nothing counts', async () => {
    const { t, density, at } = inputs();
    const both = (d: tf.Tensor): tf.Tensor => {
      const { weights, accumulated } = freeRayWeights({ density: d as tf.Tensor3D, t, at }, quadrature);
      return tf.concat([weights, tf.expandDims(accumulated, 2)], 2);
    };
    expect(await gradientError(both, density)).toBeLessThan(CENTRAL_DIFFERENCE);
    const gradient = await readTensor(tf.grad(both)(density));
    expect(part0(gradient).every((value) => value === 0)).toBe(true);
  });
});

const part0 = (values: Float32Array): number[] => [...values.subarray(0, SAMPLES)];

test('leaves nothing behind', async () => {
  const { t, density, at } = inputs();
  await expectNoLeak(() =>
    tf.grad((d: tf.Tensor) => freeRayWeights({ density: d as tf.Tensor3D, t, at }, QUADRATURES[0]!).weights)(density),
  );
});
