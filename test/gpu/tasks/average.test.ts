/** The average of two raw maps, decoded, is the average of what each says; against float64, by hand where one can. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { TASKS } from '../../../src/tasks';
import type { Task } from '../../../src/tasks/task';
import { expectClose } from '../../helpers/close';
import { expectNoLeak } from '../../helpers/no-leak';

const F32 = 1e-5; // exp, log and exp again

async function decoded(task: Task, a: readonly number[], b: readonly number[]): Promise<Float32Array> {
  const raw = (values: readonly number[]) =>
    tf.tensor4d([...values], [1, 1, values.length / task.channels, task.channels]);
  return readTensor(task.decode(task.average(raw(a), raw(b))));
}

const filled = (entries: Record<number, number>, rest: number): number[] =>
  Array.from({ length: TASKS.semseg.channels }, (_, c) => entries[c] ?? rest);

test('classes: of probabilities, not of logits', async () => {
  // One is sure of class 3; the other wavers between 4 and 5 with large logits, whose sum would win.
  const sure = filled({ 3: 8 }, 0);
  const wavering = filled({ 4: 30, 5: 30 }, 0);
  expect([...(await decoded(TASKS.semseg, sure, wavering))]).toEqual([3]);
});

test('classes: the raw map is the logarithm of the mean probability', async () => {
  const [a, b] = [filled({ 0: 2 }, 0), filled({ 1: 3 }, -1)];
  const softmax = (logits: number[]): number[] => {
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return logits.map((logit) => Math.exp(logit) / sum);
  };
  const [pa, pb] = [softmax(a), softmax(b)];
  const raw = TASKS.semseg.average(tf.tensor4d(a, [1, 1, 1, 40]), tf.tensor4d(b, [1, 1, 1, 40]));
  expectClose(
    await readTensor(raw),
    pa.map((p, c) => Math.log((p + pb[c]!) / 2)),
    F32,
  );
});

test('depth: metres, none of them below 0', async () => {
  expectClose(await decoded(TASKS.depth, [2, -4, 1], [3, 1, -1]), [2.5, 0.5, 0.5], F32);
});

test('normals: the direction between two directions, whatever their lengths', async () => {
  const half = Math.SQRT1_2;
  expectClose(await decoded(TASKS.normals, [100, 0, 0], [0, 0, 0.1]), [half, 0, half], F32);
});

test('boundary: of probabilities, also of very sure ones', async () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const [a, b] = [
    [0, 4, -30, 200, -200, 50],
    [0, -1, -20, 200, -200, -50],
  ];
  const want = a!.map((x, i) => (sigmoid(x) + sigmoid(b![i]!)) / 2);
  const got = await decoded(TASKS.boundary, a!, b!);
  expectClose(got, want, F32);
  expect(got[2]! / want[2]!).toBeCloseTo(1, 4);
});

test('of a map with itself, every task predicts what the map says; nothing leaks', async () => {
  for (const task of Object.values(TASKS)) {
    const values = Array.from({ length: 4 * task.channels }, (_, i) => Math.sin(7 * i));
    const raw = tf.tensor4d(values, [1, 2, 2, task.channels]);
    expectClose(
      await readTensor(task.decode(task.average(raw, raw))),
      await readTensor(task.decode(raw)),
      F32,
      task.id,
    );
    await expectNoLeak(() => task.average(raw, raw));
  }
});
