import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { fusedWeights, fusedWeightsGrad, type Quadrature } from '../../../src/gpu/kernels/fused-weights';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';
import { randomDepths, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { referenceWeights } from '../../helpers/regularizer-reference';

const F32 = 2e-6; // a running sum of a dozen optical depths, exponentials of it
const RAYS = 20;
const SAMPLES = 12;

const rules: Quadrature[] = (['midpoint', 'nerf'] as const).flatMap((rule) =>
  (['softplus-1', 'softplus', 'relu'] as const).flatMap((activation) =>
    [false, true].map((opaque) => ({ rule, activation, far: 1, opaque })),
  ),
);

function sampleWeights(raw: readonly number[], t: readonly number[], quadrature: Quadrature): number[] {
  const { rule, activation, far, opaque } = quadrature;
  const unabsorbed = opaque ? 'opaque' : 'plain';
  return referenceWeights(raw, t, { ...SMALL_OPTIONS, quadrature: rule, activation, far, unabsorbed }).samples;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('two intervals by hand', async () => {
  const t = tf.tensor3d([0, 0.5, 1], [1, 1, 3]);
  const density = tf.tensor3d([2, 2, 2], [1, 1, 3]);
  const { weights, accumulated } = fusedWeights({ t, density }, { rule: 'midpoint', activation: 'relu', far: 1 });
  const [w, sum] = await readTensors([weights, accumulated]);
  const [front, back] = [1 - Math.exp(-1), Math.exp(-1) - Math.exp(-2)];
  expectClose(w!, [front / 2, (front + back) / 2, back / 2], 1e-6);
  expectClose(sum!, [front + back], 1e-6);
});

test('small and huge densities keep their digits', async () => {
  const t = tf.tensor3d([0, 0.5], [1, 1, 2]);
  const weigh = async (raw: number): Promise<number> => {
    const density = tf.fill<tf.Rank.R3>([1, 1, 2], raw);
    return (
      await readTensor(fusedWeights({ t, density }, { rule: 'midpoint', activation: 'softplus', far: 1 }).accumulated)
    )[0]!;
  };
  const thin = -Math.expm1(-0.5 * Math.log1p(Math.exp(-9)));
  expect(Math.abs((await weigh(-9)) / thin - 1)).toBeLessThan(1e-3); // log(1 + e^-9) itself is rounded
  expect(await weigh(1e4)).toBe(1);
  expect(await weigh(-1e4)).toBe(0);
});

function inputs() {
  const t = randomDepths([1, RAYS, SAMPLES], 1);
  const density = randomTensor([1, RAYS, SAMPLES], 2, 3) as tf.Tensor3D;
  return {
    t,
    density,
    d_weights: randomTensor([1, RAYS, SAMPLES], 3),
    d_accumulated: randomTensor([1, RAYS], 4),
    d_z: randomTensor([1, RAYS], 5),
  };
}

const raysOf = (values: Float32Array): number[][] =>
  Array.from({ length: RAYS }, (_, ray) => [...values.subarray(ray * SAMPLES, (ray + 1) * SAMPLES)]);

describe.each(rules)('$rule, $activation, opaque $opaque', (quadrature) => {
  test('weights agree with plain float64', async () => {
    const { t, density } = inputs();
    const { weights, accumulated, z } = fusedWeights({ t, density }, quadrature);
    const [w, total, depth, places, raw] = await readTensors([weights, accumulated, z, t, density]);
    const depths = raysOf(places!);
    const want = raysOf(raw!).map((s, ray) => sampleWeights(s, depths[ray]!, quadrature));
    expectClose(w!, want.flat(), F32);
    expectClose(total!, want.map(sum), F32);
    expectClose(
      depth!,
      want.map((each, ray) => sum(each.map((weight, s) => weight * depths[ray]![s]!))),
      F32,
    );
  });

  test('the gradient agrees with central differences', async () => {
    const { t, density, ...d } = inputs();
    const { weights } = fusedWeights({ t, density }, quadrature);
    const pairs = fusedWeightsGrad({ t, density, weights, ...d }, quadrature);
    const [got, w, z, raw, dw, dAccumulated, dz] = await readTensors([
      pairs,
      weights,
      t,
      density,
      d.d_weights,
      d.d_accumulated,
      d.d_z,
    ]);
    const [depths, probes] = [raysOf(z!), raysOf(dw!)];
    const STEP = 1e-5; // in float64: truncation 1e-10
    const want = raysOf(raw!).flatMap((s, ray) =>
      s.map((value, i) => {
        const loss = (changed: number): number => {
          const moved = sampleWeights(s.with(i, changed), depths[ray]!, quadrature);
          const slope = (k: number): number => probes[ray]![k]! + dAccumulated![ray]! + dz![ray]! * depths[ray]![k]!;
          return sum(moved.map((weight, k) => weight * slope(k)));
        };
        return (loss(value + STEP) - loss(value - STEP)) / (2 * STEP);
      }),
    );
    expectClose(
      got!.filter((_, i) => i % 2 === 1),
      want,
      1e-5,
    );
    expect(got!.filter((_, i) => i % 2 === 0)).toEqual(w);
  });
});

test('one sample and the midpoint rule: no interval, all zero', async () => {
  const one = tf.ones<tf.Rank.R3>([1, 3, 1]);
  const quadrature: Quadrature = { rule: 'midpoint', activation: 'relu', far: 1 };
  const { weights, accumulated, z } = fusedWeights({ t: one, density: one }, quadrature);
  const perRay = tf.ones([1, 3]);
  const d = { d_weights: one, d_accumulated: perRay, d_z: perRay };
  const pairs = fusedWeightsGrad({ t: one, density: one, weights, ...d }, quadrature);
  for (const values of await readTensors([weights, accumulated, z, pairs]))
    expect([...values].every((v) => v === 0)).toBe(true);
});

test.each(rules)('$rule, $activation, opaque $opaque: a NaN is not swallowed', async (quadrature) => {
  const t = tf.tensor3d([0, 0.25, 0.5, 1, 0, 0.25, 0.5, 1], [1, 2, 4]);
  const density = tf.tensor3d([1, NaN, 1, 1, 1, 1, 1, 1], [1, 2, 4]);
  const { accumulated, z } = fusedWeights({ t, density }, quadrature);
  for (const [broken, sound] of await readTensors([accumulated, z])) {
    expect(broken).toBeNaN();
    expect(Number.isFinite(sound)).toBe(true);
  }
});
