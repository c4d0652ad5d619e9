import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { importance } from '../../../src/gpu/kernels/importance';
import { readTensor } from '../../../src/gpu/read';
import { depthValues } from '../../helpers/regularizer-random';
import { referenceImportance } from '../../helpers/regularizer-reference';

const POSITION = 2e-5; // absolute, as the golden cases
const RAYS = 20;
const COARSE = 9;
const FINE = 7;
const RULES = ['interval', 'eg3d', 'nerf'] as const;

const sorted = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => Math.fround(random.uniform())).sort((a, b) => a - b);

test('equal weights give equal shares of the box', async () => {
  const coarse = tf.tensor3d([-1, 0, 1], [1, 1, 3]);
  const u = tf.tensor3d([0, 0.25, 0.5, 0.75], [1, 1, 4]);
  const { fine, merged } = importance({ coarse, weights: tf.tensor3d([0.3, 0.3, NaN], [1, 1, 3]), u }, 'interval');
  expect([...(await readTensor(fine))]).toEqual([-1, -0.5, 0, 0.5]);
  expect([...(await readTensor(merged))]).toEqual([-1, -1, -0.5, 0, 0, 0.5, 1]);
});

const BROKEN = RULES.flatMap((rule) => [NaN, Infinity, -Infinity].map((bad) => ({ rule, bad })));

test.each(BROKEN)('rule $rule, a weight of $bad: sorted places inside the box, nothing lost', async ({ rule, bad }) => {
  const coarse = Array.from({ length: COARSE }, (_, k) => Math.fround(-1 + (2 * k) / (COARSE - 1)));
  const broken = coarse.map((_, k) => (k === 3 ? bad : 0.1));
  const sound = coarse.map(() => 0.1);
  const u = Array.from({ length: FINE }, (_, k) => Math.fround((k + 0.5) / FINE));
  const three = (...rows: number[][]): tf.Tensor3D => tf.tensor3d(rows.flat(), [1, rows.length, rows[0]!.length]);
  const { merged } = importance({ coarse: three(coarse, coarse), weights: three(broken, sound), u: three(u, u) }, rule);
  const places = [...(await readTensor(merged))];
  const [first, second] = [places.slice(0, COARSE + FINE), places.slice(COARSE + FINE)];
  expect(first).toEqual(first.toSorted((a, b) => a - b));
  expect(first.every((place) => Math.abs(place) <= 1)).toBe(true);
  for (const place of coarse) expect(first).toContain(place);
  const alone = importance({ coarse: three(coarse), weights: three(sound), u: three(u) }, rule).merged;
  expect(second).toEqual([...(await readTensor(alone))]); // the ray beside it is as if it were alone
});

describe.each(RULES)('rule %s', (rule) => {
  test('fine samples against float64, and the union', async () => {
    const random = new Random(8);
    const t = depthValues([1, RAYS, COARSE], 3).data;
    const u = Array.from({ length: RAYS }, () => sorted(random, FINE)).flat();
    const weights = Array.from({ length: RAYS * COARSE }, () => Math.fround(random.uniform() ** 3));
    const entries = rule === 'nerf' ? COARSE : COARSE - 1;
    const inputs = {
      coarse: tf.tensor3d(Float32Array.from(t), [1, RAYS, COARSE]),
      weights: tf.tensor3d(weights, [1, RAYS, COARSE]),
      u: tf.tensor3d(u, [1, RAYS, FINE]),
    };
    const { fine, merged } = importance(inputs, rule);
    const [got, union] = [await readTensor(fine), await readTensor(merged)];
    for (let ray = 0; ray < RAYS; ray++) {
      const part = <T extends number[]>(values: T, count: number, used = count): number[] =>
        values.slice(ray * count, ray * count + used);
      const mine = part([...got], FINE);
      const want = referenceImportance(part([...t], COARSE), part(weights, COARSE, entries), part(u, FINE), rule);
      mine.forEach((place, k) => expect(Math.abs(place - want[k]!)).toBeLessThan(POSITION));
      expect(part([...union], COARSE + FINE)).toEqual([...part([...t], COARSE), ...mine].sort((a, b) => a - b));
    }
  });

  test('too few coarse samples are refused', () => {
    const fewest = { interval: 2, eg3d: 4, nerf: 3 }[rule];
    const given = (count: number) => ({
      coarse: tf.zeros([1, 1, count]) as tf.Tensor3D,
      weights: tf.zeros([1, 1, count]) as tf.Tensor3D,
      u: tf.zeros([1, 1, 2]) as tf.Tensor3D,
    });
    expect(() => importance(given(fewest - 1), rule)).toThrow(`at least ${fewest}`);
    expect(importance(given(fewest), rule).merged.shape).toEqual([1, 1, fewest + 2]);
  });
});
