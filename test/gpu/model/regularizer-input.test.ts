/** What the renderers are not given by mistake: refused before anything runs, or passed on as NaN. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/errors';
import { gpu } from '../../../src/gpu/device';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { samplePositions } from '../../../src/model/regularizer/ray-sampling';
import type { FieldParameters, Positions, RenderOptions, TriPlane } from '../../../src/model/regularizer/types';
import { caseTensors, type CaseTensors } from '../../helpers/regularizer-case';
import { IMPLEMENTATIONS, outputsOf } from '../../helpers/regularizer-implementations';
import { randomCase, SAMPLING, SMALL_OPTIONS } from '../../helpers/regularizer-random';

const given = (): CaseTensors => caseTensors(randomCase(SMALL_OPTIONS, { planes: [3, 4, 4] }));

type Broken = Partial<Omit<CaseTensors, 'planes' | 'fields'>> & {
  readonly planes?: Partial<TriPlane>;
  readonly fields?: Partial<FieldParameters>;
};

const empty = (shape: readonly number[]): tf.Tensor => tf.tensor([], [...shape]);

const MISTAKES: readonly { readonly what: string; readonly broken: () => Broken; readonly says: string | RegExp }[] = [
  {
    what: 'an empty plane',
    broken: () => ({ planes: { xz: empty([2, 0, 4, 4]) as tf.Tensor4D } }),
    says: 'xz has shape [2,0,4,4]',
  },
  {
    what: 'planes without channels',
    broken: () => ({ planes: { xy: empty([2, 3, 4, 0]) as tf.Tensor4D } }),
    says: 'xy has shape [2,3,4,0]',
  },
  {
    what: 'planes of different batches',
    broken: () => ({ planes: { yz: tf.zeros([1, 3, 4, 4]) } }),
    says: 'plane yz has shape [1,3,4,4] and xy [2,3,4,4]',
  },
  {
    what: 'planes of different channels',
    broken: () => ({ planes: { xz: tf.zeros([2, 4, 4, 8]) } }),
    says: 'plane xz has shape [2,4,4,8]',
  },
  {
    what: 'fields of other planes',
    broken: () => ({ fields: { w1: tf.zeros([12, 8]) } }),
    says: /w1 has shape \[12,8\].*need \[12,4\]/,
  },
  {
    what: 'fields of other heads',
    broken: () => ({ fields: { b2: tf.zeros([4]) } }),
    says: /b2 has shape \[4\].*need \[5\]/,
  },
  {
    what: 'rays that the grid does not have',
    broken: () => ({ positions: tf.zeros<tf.Rank.R3>([2, 13, 5]) }),
    says: '2 images of 3x4 rays need [2, 12, samples]',
  },
  {
    what: 'positions of other images',
    broken: () => ({ positions: tf.zeros<tf.Rank.R3>([1, 12, 5]) }),
    says: 'have shape [1,12,5]',
  },
  {
    what: 'rays without samples',
    broken: () => ({ positions: empty([2, 12, 0]) as tf.Tensor3D }),
    says: 'at least one sample',
  },
  {
    what: 'positions by head, one of them wrong',
    broken: () => ({ positions: { seg: tf.zeros<tf.Rank.R3>([2, 12, 5]), depth: tf.zeros<tf.Rank.R3>([2, 11, 5]) } }),
    says: 'head "depth"',
  },
];

describe.each(IMPLEMENTATIONS)('$name refuses', ({ make }) => {
  test.each(MISTAKES)('$what: refused before anything runs', async ({ broken, says }) => {
    const sound = given();
    const wrong = broken();
    const planes = { ...sound.planes, ...wrong.planes };
    const fields = { ...sound.fields, ...wrong.fields };
    const positions: Positions = wrong.positions ?? sound.positions;
    const renderer = make(SMALL_OPTIONS);
    const { profiler } = gpu().backend;
    profiler.begin();
    for (const run of [renderer.render.bind(renderer), renderer.density.bind(renderer)]) {
      expect(() => run(planes, fields, positions)).toThrow(ShapeError);
      expect(() => run(planes, fields, positions)).toThrow(says);
    }
    expect((await profiler.end()).launches).toBe(0);
  });

  test('positions for another head than asked', () => {
    const { planes, fields, positions } = given();
    const renderer = make({ ...SMALL_OPTIONS, density: 'per_task' });
    const perTask = caseTensors(randomCase({ ...SMALL_OPTIONS, density: 'per_task' }, { planes: [3, 4, 4] })).fields;
    expect(() => renderer.render(planes, perTask, { seg: positions as tf.Tensor3D })).toThrow('head "depth"');
    expect(fields.w1.shape).toEqual([12, 4]);
  });
});

const ACTIVATIONS = ['softplus-1', 'softplus', 'relu'] as const;
const CASES = (['own', 'mean', 'per_task'] as const).flatMap((density) =>
  ACTIVATIONS.map((activation) => ({ density, activation })),
);

describe.each(IMPLEMENTATIONS)('$name passes on', ({ make }) => {
  test.each(CASES)('a NaN in the planes, density $density, $activation: in all maps that read it', async (changed) => {
    const options: RenderOptions = { ...SMALL_OPTIONS, ...changed };
    const { planes, fields } = caseTensors(randomCase(options, { planes: [3, 4, 4] }));
    const values = await readTensor(planes.xy);
    values[(1 * 4 + 2) * 4 + 1] = NaN; // ray (1, 2) of the first image alone reads this texel
    const broken = { ...planes, xy: tf.tensor4d(values, planes.xy.shape) };
    const renderer = make(options);
    const sampling = { options, batch: 2, rules: SAMPLING, seed: 2 };
    const positions = samplePositions((t) => renderer.density(broken, fields, t), sampling);
    const outputs = outputsOf(renderer.render(broken, fields, positions));
    for (const [name, tensor] of Object.entries(outputs)) {
      const got = await readTensor(tensor);
      const channels = got.length / 24;
      const nan = Array.from({ length: 24 }, (_, ray) =>
        got.slice(ray * channels, (ray + 1) * channels).every(Number.isNaN),
      );
      expect(nan.indexOf(true), name).toBe(6);
      expect(got.filter((value) => !Number.isFinite(value)).length, name).toBe(channels);
    }
  });

  test.each(['w1', 'b1', 'w2', 'b2'] as const)('a NaN in %s: in the maps of its head', async (name) => {
    const { planes, fields, positions } = given();
    const values = await readTensor(fields[name]);
    values[0] = NaN; // of the first head, "seg"
    const broken = { ...fields, [name]: tf.tensor(values, fields[name].shape) };
    const { maps } = make(SMALL_OPTIONS).render(planes, broken, positions);
    const [seg, depth] = await readTensors([maps.seg!, maps.depth!]);
    const channelsHit = name.endsWith('1') ? [0, 1, 2] : [0]; // one unit reaches all channels, one row its own
    seg!.forEach((value, i) => expect(Number.isNaN(value)).toBe(channelsHit.includes(i % 3)));
    expect(depth!.every(Number.isFinite)).toBe(true);
  });

  test('a NaN in the loss reaches every gradient', async () => {
    const { planes, fields, positions } = given();
    const renderer = make(SMALL_OPTIONS);
    const gradient = tf.grad((w1: tf.Tensor) => {
      const { maps } = renderer.render(planes, { ...fields, w1: w1 as tf.Tensor2D }, positions);
      return tf.sum(tf.mul(maps.seg!, NaN));
    })(fields.w1);
    const values = await readTensor(gradient);
    const ofSeg = values.slice(0, 16);
    const ofDensity = values.slice(32);
    expect([...ofSeg, ...ofDensity].every(Number.isNaN)).toBe(true);
  });
});
