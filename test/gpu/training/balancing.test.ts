/** Balancing of a whole network: what reaches the weights is what each way prescribes. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { deriveSeed, Random } from '../../../src/base/random';
import { gpu } from '../../../src/gpu/device';
import { readTensors } from '../../../src/gpu/read';
import { ENCODER_SCOPE } from '../../../src/model/multitask';
import { conflictAverse } from '../../../src/training/balancing/cagrad';
import { projectedSum } from '../../../src/training/balancing/pcgrad';
import { expectClose } from '../../helpers/close';
import {
  disposeTrainer,
  moveOf,
  pairOf,
  sampleOf,
  smallTrainer,
  weightsOf,
  type Changes,
} from '../../helpers/small-trainer';
import { combined, dot, gramOfRows } from '../../helpers/task-gradients';

const RATE = 0.1;
const SEED = 7;
const FLOAT32 = 2e-4; // differences of weights near 1, times the rate, in float32
const COSINE = 2e-3; // inner products of such differences
const TASKS = ['semseg', 'depth', 'normals', 'boundary'];
const WEIGHTS = { semseg: 1, depth: 1, normals: 1, boundary: 1 };
const BASE: Changes = { seed: SEED, lossWeights: WEIGHTS, optimizer: { learningRate: RATE } };
const samples = pairOf(0);

/** Each task's step alone: the network's gradient with all other weights 0. */
async function movesAlone(part: string): Promise<number[][]> {
  const moves: number[][] = [];
  for (const task of TASKS) {
    const lossWeights = { semseg: 0, depth: 0, normals: 0, boundary: 0, [task]: 1 };
    moves.push((await moveOf({ ...BASE, lossWeights }, samples, part)).move);
  }
  return moves;
}

test('CAGrad with c = 0 is the step of fixed weights, with the regularizer, too', async () => {
  const regularizer = { enabled: true };
  const fixed = await moveOf({ ...BASE, regularizer }, samples);
  const balanced = await moveOf({ ...BASE, regularizer, balancing: { kind: 'cagrad', conflict: 0 } }, samples);
  expectClose(balanced.move, fixed.move, FLOAT32);
  expect(balanced.facts).toMatchObject(fixed.facts);
});

test('PCGrad and CAGrad change the encoder as they say, and the heads not at all', async () => {
  const alone = await movesAlone(ENCODER_SCOPE);
  const gram = gramOfRows(alone);
  const want = {
    pcgrad: projectedSum(gram, new Random(deriveSeed(SEED, 'balancing', 0))),
    cagrad: conflictAverse(gram, 0.5),
  };
  const fixed = await moveOf(BASE, samples, 'decoders');
  expect(fixed.move.some((value) => value !== 0)).toBe(true);
  for (const kind of ['pcgrad', 'cagrad'] as const) {
    const balancing = { kind, conflict: 0.5 };
    const encoder = await moveOf({ ...BASE, balancing }, samples, ENCODER_SCOPE);
    expectClose(encoder.move, combined(alone, want[kind]), 2 * COSINE, kind);
    expect(
      want[kind].some((coefficient) => Math.abs(coefficient - 1) > 0.01),
      kind,
    ).toBe(true);
    expectClose(
      (await moveOf({ ...BASE, balancing }, samples, 'decoders')).move,
      fixed.move,
      FLOAT32,
      `${kind}, heads`,
    );
    const norms = alone.map((row) => Math.sqrt(dot(row, row)));
    const cosines = gram.flatMap((row, i) => row.map((value, j) => value / (norms[i]! * norms[j]!)));
    expectClose(encoder.facts.cosines!.flat(), cosines, COSINE, `${kind}, cosines`);
  }
});

test('a task that has no weight has no say', async () => {
  const lossWeights = { ...WEIGHTS, depth: 0 };
  const { facts } = await moveOf({ ...BASE, lossWeights, balancing: { kind: 'pcgrad' } }, samples);
  expect(facts.cosines![1]).toEqual([0, 1, 0, 0]);
});

test('cosines on request are those of the step to come, and change nothing', async () => {
  const changes: Changes = { ...BASE, balancing: { kind: 'cagrad', conflict: 0 }, regularizer: { enabled: true } };
  const [asked, silent] = [smallTrainer(changes), smallTrainer(changes)];
  const all = async (): Promise<Float32Array[]> => readTensors(asked.model.store.all().map(({ value }) => value));
  const before = await all();
  const cosines = await asked.taskCosines(0, samples);
  expect(await all()).toEqual(before); // running statistics, too
  const facts = await asked.step(0, samples);
  expect(cosines).toEqual(facts.cosines);
  expect(facts).toEqual(await silent.step(0, samples));
  expect(await weightsOf(asked)).toEqual(await weightsOf(silent));
  for (const trainer of [asked, silent]) disposeTrainer(trainer);
});

test('with fixed weights there are cosines on request, and none in the facts', async () => {
  const trainer = smallTrainer(BASE);
  const cosines = await trainer.taskCosines(0, samples);
  cosines.forEach((row, i) => {
    expect(row[i]).toBe(1);
    row.forEach((value, j) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(value).toBe(cosines[j]![i]);
    });
  });
  expect(await trainer.step(0, samples)).not.toHaveProperty('cosines');
  disposeTrainer(trainer);
});

test('uncertainty: half of the distances, all of the likelihoods; then what the losses teach', async () => {
  const halved = { semseg: 1, depth: 0.5, normals: 0.5, boundary: 1 };
  const want = await moveOf({ ...BASE, lossWeights: halved }, samples);
  const got = await moveOf({ ...BASE, balancing: { kind: 'uncertainty' } }, samples);
  expectClose(got.move, want.move, FLOAT32);
  expect(got.facts.taskWeights).toEqual(halved);
  expect(got.facts.total).toBeCloseTo(want.facts.total, 5);
  const trainer = smallTrainer({ ...BASE, balancing: { kind: 'uncertainty' } });
  const { losses } = await trainer.step(0, samples);
  const { taskWeights, total, losses: later } = await trainer.step(1, samples);
  const logs = TASKS.map((task, i) => RATE * (Object.values(halved)[i]! * losses[task]! - 0.5)); // s = 0 before
  TASKS.forEach((task, i) => {
    expect(taskWeights![task]).toBeCloseTo(Object.values(halved)[i]! * Math.exp(-logs[i]!), 6);
  });
  const sum = TASKS.reduce((all, task, i) => all + taskWeights![task]! * later[task]! + logs[i]! / 2, 0);
  expect(total).toBeCloseTo(sum, 5);
  disposeTrainer(trainer);
});

test.each(['pcgrad', 'cagrad', 'uncertainty'] as const)('%s: twice the same bits, and nothing leaks', async (kind) => {
  const changes: Changes = {
    ...BASE,
    balancing: { kind },
    regularizer: { enabled: true },
    accumulate: 2,
    weightAverage: { enabled: true },
    optimizer: { kind: 'adam', clipNorm: 1 },
  };
  const run = async (): Promise<string> => {
    const before = tf.memory().numTensors;
    const trainer = smallTrainer(changes);
    const facts = [await trainer.step(0, pairOf(0))];
    const after = tf.memory().numTensors;
    for (let step = 1; step < 3; step++) facts.push(await trainer.step(step, pairOf(step)));
    await trainer.taskCosines(3, pairOf(3));
    expect(tf.memory().numTensors).toBe(after);
    const weights = await weightsOf(trainer);
    disposeTrainer(trainer);
    expect(tf.memory().numTensors).toBe(before);
    return JSON.stringify([facts, weights]);
  };
  expect(await run()).toBe(await run());
});

test('one forward pass serves all tasks', async () => {
  const { profiler } = gpu().backend;
  const convolutions = async (changes: Changes): Promise<number> => {
    const trainer = smallTrainer(changes);
    await trainer.step(0, samples);
    profiler.begin();
    await trainer.step(1, samples);
    const { kernels } = await profiler.end();
    disposeTrainer(trainer);
    return kernels.get('batch-norm-statistics')!.launches; // forward alone
  };
  expect(await convolutions({ ...BASE, balancing: { kind: 'pcgrad' } })).toBe(await convolutions(BASE));
});

test('a loss that is not a number stops the run before it spoils the weights', async () => {
  const trainer = smallTrainer({ ...BASE, balancing: { kind: 'pcgrad' } });
  const before = await weightsOf(trainer);
  const bad = { ...sampleOf(0), labels: { ...sampleOf(0).labels, depth: new Float32Array(16 * 24).fill(NaN) } };
  await expect(trainer.step(0, [bad, sampleOf(1)])).rejects.toThrow('The loss "depth" is NaN at step 1');
  expect(await weightsOf(trainer)).toEqual(before);
  disposeTrainer(trainer);
});
