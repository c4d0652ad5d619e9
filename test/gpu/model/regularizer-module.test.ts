/** The regularizer as a module: the tri-plane encoder's orders and sizes, and both paths alike from feature to map. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/config/presets';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { Regularizer } from '../../../src/model/regularizer/regularizer';
import { TriplaneEncoder } from '../../../src/model/regularizer/triplane-encoder';
import type { Features } from '../../../src/model/types';
import { ParameterStore, Scope, type Pass } from '../../../src/nn/module';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

const OUT = 5e-6; // as the golden cases
const POSITION_NOISE = 5e-5; // of max |value|: each path draws its fine samples from its own density (2e-5 apart)

const SMALL: RegularizerConfig = {
  ...PRESETS.nano.regularizer,
  planeChannels: 4,
  encoderWidth: 6,
  fieldHidden: 4,
  rays: [3, 4],
  dropout: 0,
  densityBias: 0,
};
const HEADS = [
  { id: 'semseg', channels: 5 },
  { id: 'depth', channels: 1, isDepth: true },
];
const INFO = { strides: [2, 4], channels: [3, 2] };
const TRAINING: Pass = { training: true, seed: 7 };

const featuresOf = (fine: tf.Tensor): Features => ({
  maps: [fine as tf.Tensor4D, randomTensor([2, 3, 4, 2], 2) as tf.Tensor4D],
});
const FINE = (): tf.Tensor4D => randomTensor([2, 6, 8, 3], 1) as tf.Tensor4D;

function encoder(changed: Partial<RegularizerConfig>): { encoder: TriplaneEncoder; store: ParameterStore } {
  const store = new ParameterStore(5);
  const config = { ...SMALL, ...changed };
  return { encoder: new TriplaneEncoder(new Scope(store), { config, features: INFO, bnMomentum: 0.1 }), store };
}

describe('the tri-plane encoder', () => {
  test.each([
    ['input', [3, 4]],
    ['middle', [3, 4]],
    ['none', [6, 8]],
  ] as const)('resizeAt %s: planes of %j texels, differentiable', async (resizeAt, [rows, columns]) => {
    const { encoder: made } = encoder({ resizeAt });
    const planes = (x: tf.Tensor): tf.Tensor => made.forward(featuresOf(x), TRAINING);
    expect(planes(FINE()).shape).toEqual([2, rows, columns, 12]);
    expect(await gradientError(planes, FINE(), { step: 3e-3 })).toBeLessThan(CENTRAL_DIFFERENCE);
  });

  test("between: planes of both signs; last: ReLU's, and dropout stands behind it", async () => {
    const values = async (changed: Partial<RegularizerConfig>): Promise<Float32Array> =>
      readTensor(encoder(changed).encoder.forward(featuresOf(FINE()), TRAINING));
    const zeros = (all: Float32Array): number => all.filter((value) => value === 0).length / all.length;
    const between = await values({ dropout: 0.5 });
    expect(between.some((value) => value < 0)).toBe(true);
    expect(zeros(between)).toBe(0);
    const last = await values({ encoderOrder: 'last' });
    expect(last.every((value) => value >= 0)).toBe(true);
    const dropped = await values({ encoderOrder: 'last', dropout: 0.5 });
    expect(zeros(dropped)).toBeGreaterThan(zeros(last) + 0.15); // half of the others, give or take
    dropped.forEach((value, i) => expect([0, 2 * last[i]!]).toContain(value));
  });

  test('names and shapes of the parameters follow the order', () => {
    const described = (encoderOrder: RegularizerConfig['encoderOrder']): string[] =>
      encoder({ encoderOrder })
        .store.all()
        .map(({ name, value }) => `${name} [${value.shape}]`)
        .filter((text) => !text.includes('running'));
    expect(described('between').slice(0, 1)).toEqual(['0.0.weight [3,3,5,6]']);
    expect(described('between')).toContain('1.weight [3,3,6,12]');
    expect(described('last')).toContain('0.weight [3,3,5,6]');
    expect(described('last')).toContain('1.0.weight [3,3,6,12]');
    expect(described('last')).toContain('1.1.weight [12]');
  });
});

function regularizer(changed: Partial<RegularizerConfig>): { made: Regularizer; store: ParameterStore } {
  const store = new ParameterStore(5);
  const config = { ...SMALL, ...changed };
  return { made: new Regularizer(new Scope(store), { config, features: INFO, heads: HEADS, bnMomentum: 0.1 }), store };
}

const CHANGES: readonly Partial<RegularizerConfig>[] = [
  {},
  { resizeAt: 'none' },
  { encoderOrder: 'last', resizeAt: 'input', padding: 'zeros' },
  { density: 'mean', unabsorbed: 'opaque', depthOutput: 'expected_z' },
  { density: 'per_task', unabsorbed: 'normalized', uniforms: 'independent', jitter: 'per_image' },
  { coarsePlaces: 'eg3d', importance: 'eg3d', aggregate: 'mean', padding: 'zeros', finePass: 'replace' },
  { quadrature: 'nerf', activation: 'relu', coarseSamples: 5, fineSamples: 0, resizeAt: 'none' },
  { zRange: 'disparity', depthOutput: 'expected_z', coarsePlaces: 'eg3d' },
];

test.each(CHANGES)('%j: both paths alike, maps and gradients', async (changed) => {
  const through = async (path: RegularizerConfig['path']): Promise<Float32Array[]> => {
    const { made } = regularizer({ ...changed, path });
    expect(made.path).toBe(path);
    const loss = (x: tf.Tensor): tf.Tensor => {
      const { maps, accumulated } = made.forward(featuresOf(x), TRAINING);
      const parts = [...Object.values(maps), accumulated];
      return parts
        .map((part, i) => tf.sum(tf.mul(part, randomTensor(part.shape, 30 + i))))
        .reduce((a, b) => tf.add(a, b));
    };
    const gradient = tf.grad(loss)(FINE());
    const { maps, accumulated } = made.forward(featuresOf(FINE()), TRAINING);
    return readTensors([...Object.values(maps), accumulated, gradient]);
  };
  const [composed, fused] = await Promise.all([through('composed'), through('fused')]);
  fused.forEach((values, i) => expectClose(values, composed[i]!, POSITION_NOISE, `output ${i}`));
});

test('expected z: the depth map alone is in metres, inside the range; maps and weights are finite', async () => {
  const { made } = regularizer({ depthOutput: 'expected_z', density: 'per_task' });
  const { maps, accumulated, absorbed } = made.forward(featuresOf(FINE()), TRAINING);
  const [depth, semseg, sums] = await readTensors([maps.depth!, maps.semseg!, accumulated]);
  expect(depth!.every((metres) => metres > SMALL.zNear && metres < SMALL.zFar)).toBe(true);
  expect([...semseg!, ...sums!].every(Number.isFinite)).toBe(true);
  const each = await readTensors([absorbed.depth!.weight, absorbed.semseg!.weight]);
  expectClose(
    sums!,
    [...sums!].map((_, i) => (each[0]![i]! + each[1]![i]!) / 2),
    OUT,
  );
});

test('what cannot be built is said in one sentence', () => {
  expect(() => regularizer({ coarseSamples: 1, fineSamples: 4 })).toThrow('regularizer.coarseSamples is 1');
  expect(() => regularizer({ path: 'fused', fieldHidden: 6 })).toThrow('6 hidden units');
  expect(() => regularizer({ path: 'fused', padding: 'zeros', resizeAt: 'none' })).toThrow('another size');
  expect(regularizer({ padding: 'zeros', resizeAt: 'none' }).made.path).toBe('composed');
  expect(regularizer({ planeChannels: 3, fieldHidden: 5 }).made.path).toBe('composed');
});

test('odd widths: rendered all the same', async () => {
  const { made } = regularizer({ planeChannels: 3, fieldHidden: 5, density: 'mean' });
  const { maps } = made.forward(featuresOf(FINE()), TRAINING);
  const [semseg] = await readTensors([maps.semseg!]);
  expect(maps.semseg!.shape).toEqual([2, 3, 4, 5]);
  expect(semseg!.every(Number.isFinite)).toBe(true);
  expect(semseg!.some((value) => value !== 0)).toBe(true);
});
