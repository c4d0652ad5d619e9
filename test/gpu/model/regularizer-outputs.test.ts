/** What becomes of the rendered sums: maps over their weight, depth as expected z. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { readTensor, readTensors } from '../../../src/gpu/read';
import {
  applyOutputs,
  EMPTY_RAY,
  expectedDepth,
  normalized,
  type OutputOptions,
} from '../../../src/model/regularizer/outputs';
import type { Absorbed } from '../../../src/model/regularizer/types';
import { metresOfZ } from '../../../src/base/z-range';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { caseTensors } from '../../helpers/regularizer-case';
import { IMPLEMENTATIONS, type Implementation } from '../../helpers/regularizer-implementations';
import { randomCase, SMALL_OPTIONS } from '../../helpers/regularizer-random';

const F32 = 1e-6; // a quotient and a product

const RANGES = [
  { zRange: 'metric', zNear: 0.5, zFar: 10 },
  { zRange: 'disparity', zNear: 0.5, zFar: 10 },
] as const;

const OPTIONS: OutputOptions = { ...SMALL_OPTIONS, near: -1, far: 1, depthOutput: 'value' };

const row = (...values: number[]): tf.Tensor3D => tf.tensor3d(values, [1, 1, values.length]);

describe.each(RANGES)('expected depth, $zRange', (range) => {
  const options = { near: -1, far: 0.75, ...range };

  test('by hand: the weighted mean of z in metres; far where nothing is absorbed', async () => {
    const weight = row(0.5, 1, 0, EMPTY_RAY / 2, 0.5);
    const z = row(0.25, -1, 0, -EMPTY_RAY / 2, 0.5); // the last mean, 1, lies past far
    const want = [0.5, -1, 0.75, 0.75, 0.75].map((place) => metresOfZ(place, range));
    expectClose(await readTensor(expectedDepth({ weight, z }, options)), want, F32);
  });

  test('gradients agree with central differences; none on an empty ray or past far', async () => {
    const weight = tf.add(tf.abs(randomTensor([1, 4, 6], 1)), 0.5) as tf.Tensor3D;
    const z = tf.mul(tf.tanh(randomTensor([1, 4, 6], 2)), 0.3) as tf.Tensor3D; // |z / weight| < far
    const inZ = (x: tf.Tensor): tf.Tensor => expectedDepth({ weight, z: x as tf.Tensor3D }, options);
    const inWeight = (x: tf.Tensor): tf.Tensor => expectedDepth({ weight: x as tf.Tensor3D, z }, options);
    expect(await gradientError(inZ, z)).toBeLessThan(CENTRAL_DIFFERENCE);
    expect(await gradientError(inWeight, weight, { step: 3e-3 })).toBeLessThan(CENTRAL_DIFFERENCE);
    const [dWeight, dz] = tf.grads((w: tf.Tensor, x: tf.Tensor) =>
      tf.sum(expectedDepth({ weight: w, z: x } as Absorbed, options)),
    )([row(0, EMPTY_RAY / 2, 0.5), row(0, 0, 0.5)]);
    expect([...(await readTensor(dWeight!)), ...(await readTensor(dz!))]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('NaN stays NaN', async () => {
    const [first, second] = [row(NaN, 0.5), row(0.5, NaN)];
    const values = await readTensors([
      expectedDepth({ weight: first, z: row(0.1, 0.1) }, options),
      expectedDepth({ weight: row(0.5, 0.5), z: second }, options),
    ]);
    expect(values.map((each) => [...each].map(Number.isNaN))).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

describe('maps over their weight', () => {
  test('by hand, 0 where nothing is absorbed, NaN where something is NaN', async () => {
    const map = tf.tensor4d([1, 2, 3, 4, 1e-7, 1e-7, 5, 6], [1, 1, 4, 2]);
    const got = await readTensor(normalized(map, row(0.5, 2, EMPTY_RAY / 2, NaN)));
    expect([...got]).toEqual([2, 4, 1.5, 2, 0, 0, NaN, NaN]);
  });

  test('gradients agree with central differences; none on an empty ray', async () => {
    const weight = tf.add(tf.abs(randomTensor([1, 3, 4], 1)), 0.5) as tf.Tensor3D;
    const map = randomTensor([1, 3, 4, 3], 2) as tf.Tensor4D;
    expect(await gradientError((x) => normalized(x as tf.Tensor4D, weight), map)).toBeLessThan(CENTRAL_DIFFERENCE);
    const inWeight = (x: tf.Tensor): tf.Tensor => normalized(map, x as tf.Tensor3D);
    expect(await gradientError(inWeight, weight, { step: 3e-3 })).toBeLessThan(CENTRAL_DIFFERENCE);
    const gradients = tf.grads((m: tf.Tensor, w: tf.Tensor) => tf.sum(normalized(m as tf.Tensor4D, w as tf.Tensor3D)))([
      tf.ones([1, 1, 1, 2]),
      row(EMPTY_RAY / 2),
    ]);
    for (const values of await readTensors(gradients)) expect(values.every((value) => value === 0)).toBe(true);
  });
});

const HEADS = [
  { id: 'seg', channels: 3 },
  { id: 'depth', channels: 1, isDepth: true },
];

function renderedWith(make: Implementation['make'], changed: Partial<OutputOptions> = {}) {
  const options = { ...SMALL_OPTIONS, heads: HEADS };
  const { planes, fields, positions } = caseTensors(randomCase(options, { planes: [3, 4, 4] }));
  const plain = make(options).render(planes, fields, positions);
  return { plain, applied: applyOutputs(plain, { ...OPTIONS, heads: HEADS, ...changed }) };
}

describe.each(IMPLEMENTATIONS)('$name', ({ make }) => {
  test('plain values are left as they are', () => {
    const { plain, applied } = renderedWith(make);
    expect(applied.maps).toEqual(plain.maps);
  });

  test('expected z stands in for the depth head alone', async () => {
    const { plain, applied } = renderedWith(make, { depthOutput: 'expected_z' });
    expect(applied.maps.seg).toBe(plain.maps.seg);
    const { weight, z } = plain.absorbed.depth!;
    const [w, x, depth] = await readTensors([weight, z, applied.maps.depth!]);
    expect(applied.maps.depth!.shape).toEqual([2, 3, 4, 1]);
    expectClose(
      depth!,
      [...x!].map((value, i) => metresOfZ(value / w![i]!, RANGES[0])),
      F32,
    );
  });

  test('normalised maps of a constant field are that constant', async () => {
    const options = { ...SMALL_OPTIONS, heads: HEADS };
    const { planes, fields, positions } = caseTensors(randomCase(options, { planes: [3, 4, 4] }));
    const constant = { ...fields, w2: tf.mul(fields.w2, tf.tensor2d([0, 0, 0, 0, 1], [5, 1])) as tf.Tensor2D };
    const { maps } = applyOutputs(make(options).render(planes, constant, positions), {
      ...OPTIONS,
      heads: HEADS,
      unabsorbed: 'normalized',
    });
    const bias = await readTensor(fields.b2);
    const [seg, depth] = await readTensors([maps.seg!, maps.depth!]);
    expectClose(
      seg!,
      [...seg!].map((_, i) => bias[i % 3]!),
      F32,
    );
    expectClose(
      depth!,
      [...depth!].map(() => bias[3]!),
      F32,
    );
  });

  test('nothing is left behind', () =>
    expectNoLeak(() => renderedWith(make, { depthOutput: 'expected_z', unabsorbed: 'normalized' })));
});
