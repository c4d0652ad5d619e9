import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { composite, rayWeights, type CompositeAttrs } from '../../../src/gpu/kernels/composite';
import { readTensor } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import type { RenderOptions } from '../../../src/model/regularizer/types';
import { randomDepths, SMALL_OPTIONS } from '../../helpers/regularizer-random';
import { referenceWeights } from '../../helpers/regularizer-reference';

const WEIGHT = 2e-6; // exp and log of float32 and a product of up to 8 of them
const SHAPE = [2, 6, 8] as const;
const RAYS = SHAPE[0] * SHAPE[1];

const rules: CompositeAttrs[] = (['midpoint', 'nerf'] as const).flatMap((quadrature) =>
  (['softplus-1', 'softplus', 'relu'] as const).flatMap((activation) =>
    [false, true].map((opaque) => ({ quadrature, activation, far: 1, opaque })),
  ),
);

const asOptions = ({ opaque, ...attrs }: CompositeAttrs): RenderOptions => ({
  ...SMALL_OPTIONS,
  ...attrs,
  unabsorbed: opaque ? 'opaque' : 'plain',
});

const density = (scale = 1): tf.Tensor3D => randomTensor([...SHAPE], 1, scale) as tf.Tensor3D;

test('two samples of constant density: half of the absorbed light each', async () => {
  const raw = tf.tensor3d([1, 3], [1, 1, 2]); // midpoint 2
  const t = tf.tensor3d([0, 0.5], [1, 1, 2]);
  const { weights, interval, transmittance, accumulated } = rayWeights(raw, t, {
    activation: 'relu',
    quadrature: 'midpoint',
    far: 1,
  });
  const absorbed = 1 - Math.exp(-1); // density 2 over a length of .5
  expectClose(await readTensor(weights), [absorbed / 2, absorbed / 2], WEIGHT);
  expectClose(await readTensor(interval), [absorbed, 0], WEIGHT);
  expectClose(await readTensor(transmittance), [1, Math.exp(-1)], WEIGHT);
  expectClose(await readTensor(accumulated), [absorbed], WEIGHT);
});

test.each(rules)('$quadrature, $activation, opaque $opaque: weights against float64', async (attrs) => {
  const raw = density();
  const t = randomDepths(SHAPE, 2);
  const { weights, accumulated } = composite(raw, t, attrs);
  const [rawValues, depths] = [await readTensor(raw), await readTensor(t)];
  const want: number[] = [];
  for (let ray = 0; ray < RAYS; ray++) {
    const part = (values: Float32Array): number[] => [...values.subarray(ray * SHAPE[2], (ray + 1) * SHAPE[2])];
    want.push(...referenceWeights(part(rawValues), part(depths), asOptions(attrs)).samples);
  }
  expectClose(await readTensor(weights), want, WEIGHT);
  expectClose(await readTensor(accumulated), await readTensor(tf.sum(weights, 2)), WEIGHT);
});

test.each(rules)('$quadrature, $activation, opaque $opaque: gradients against central differences', async (attrs) => {
  const t = randomDepths(SHAPE, 2);
  const raw = tf.tidy(() => tf.add(tf.mul(tf.sign(density()), 0.1), density()) as tf.Tensor3D); // away from relu's kink
  const kinkFree = attrs.activation !== 'relu' || attrs.quadrature === 'nerf';
  const x = kinkFree ? raw : tf.abs(raw); // the mean of two densities may be 0, not that of two positive ones
  const both = (v: tf.Tensor): tf.Tensor => {
    const { weights, accumulated } = composite(v as tf.Tensor3D, t, attrs);
    return tf.concat([tf.reshape(weights, [-1]), tf.reshape(accumulated, [-1])]);
  };
  expect(await gradientError(both, x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('opaque rays: the last interval takes what is left, to the last bit of their sum', async () => {
  const t = tf.tensor3d([0, 0.5, 1], [1, 1, 3]);
  const raw = tf.fill<tf.Rank.R3>([1, 1, 3], 2);
  const front = 1 - Math.exp(-1);
  const { interval, accumulated } = rayWeights(raw, t, {
    activation: 'relu',
    quadrature: 'midpoint',
    far: 2,
    opaque: true,
  });
  expectClose(await readTensor(interval), [front, 1 - front, 0], WEIGHT);
  expectClose(await readTensor(accumulated), [1], WEIGHT);
  const empty = rayWeights(tf.fill([1, 1, 3], -1), t, { activation: 'relu', quadrature: 'nerf', far: 2, opaque: true });
  expect([...(await readTensor(empty.weights))]).toEqual([0, 0, 1]);
});

test.each(['softplus-1', 'softplus', 'relu'] as const)('%s: a NaN is not swallowed', async (activation) => {
  const t = tf.tensor3d([0, 0.5, 1, 0, 0.5, 1], [1, 2, 3]);
  const raw = tf.tensor3d([1, NaN, 1, 1, 1, 1], [1, 2, 3]);
  for (const quadrature of ['midpoint', 'nerf'] as const) {
    const { accumulated } = composite(raw, t, { activation, quadrature, far: 1.5 });
    const [broken, sound] = await readTensor(accumulated);
    expect(broken).toBeNaN();
    expect(Number.isFinite(sound)).toBe(true);
  }
});

test('thin intervals keep their digits', async () => {
  const t = tf.tensor3d([0, 1e-3, 2e-3], [1, 1, 3]);
  const { interval } = rayWeights(tf.fill([1, 1, 3], 1e-3), t, { activation: 'relu', quadrature: 'midpoint', far: 1 });
  const tau = 1e-6;
  expectClose(await readTensor(interval), [-Math.expm1(-tau), Math.exp(-tau) * -Math.expm1(-tau), 0], 1e-6);
});

test('huge and hugely negative densities give neither NaN nor light from behind', async () => {
  const t = tf.tensor3d([-0.5, 0, 0.5, -0.5, 0, 0.5], [1, 2, 3]);
  const raw = tf.tensor3d([1e4, 1e4, 1e4, -1e4, -1e4, -1e4], [1, 2, 3]);
  const attrs: CompositeAttrs = { activation: 'softplus-1', quadrature: 'midpoint', far: 1 };
  expect([...(await readTensor(composite(raw, t, attrs).weights))]).toEqual([0.5, 0.5, 0, 0, 0, 0]);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.square(composite(x as tf.Tensor3D, t, attrs).weights)))(raw);
  expect((await readTensor(gradient)).every((value) => value === 0)).toBe(true);
});

test('one sample: nothing by the midpoint rule, up to far by the other', async () => {
  const t = tf.tensor3d([0.5], [1, 1, 1]);
  const raw = tf.tensor3d([2], [1, 1, 1]);
  const weights = (quadrature: 'midpoint' | 'nerf'): tf.Tensor3D =>
    composite(raw, t, { activation: 'relu', quadrature, far: 1 }).weights;
  expect([...(await readTensor(weights('midpoint')))]).toEqual([0]);
  expectClose(await readTensor(weights('nerf')), [1 - Math.exp(-1)], WEIGHT);
});

test('the gradient is bitwise repeatable and nothing is left behind', async () => {
  const [raw, t] = [density(), randomDepths(SHAPE, 2)];
  const attrs = rules[0]!;
  const run = async (): Promise<Float32Array> => {
    const gradient = tf.tidy(() =>
      tf.grad((x: tf.Tensor) => tf.sum(tf.square(composite(x as tf.Tensor3D, t, attrs).weights)))(raw),
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
