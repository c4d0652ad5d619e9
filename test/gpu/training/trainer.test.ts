/** One step and a few: gradients reach every parameter, losses fall, nothing leaks, and a NaN is named. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { NonFiniteLossError } from '../../../src/base/errors';
import { presetOf } from '../../../src/config/parse';
import { readTensors } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const config = { ...presetOf('nano'), input: [32, 48] as const, steps: 40 };
const samples = [0, 1].map((seed) => syntheticSample(seed, 32, 48));

function newTrainer(changes: Partial<typeof config> = {}): Trainer {
  const changed = { ...config, ...changes };
  const tasks = tasksOf(changed);
  return new Trainer(changed, new MultiTaskModel(changed, headsOf(tasks, changed, { meanDepth: 1.5 })), tasks);
}

test('after a few steps every trainable parameter has moved, the regularizer’s too', async () => {
  const trainer = newTrainer();
  const parameters = trainer.model.store.trainable();
  const values = () => readTensors(parameters.map(({ value }) => value));
  const before = await values();
  for (let step = 0; step < 3; step++) await trainer.step(step, samples);
  const after = await values();
  const still = parameters.filter((_, i) => after[i]!.every((value, k) => value === before[i]![k]));
  expect(still.map(({ name }) => name)).toEqual([]);
  trainer.dispose();
});

test('on one batch the decoder’s and the rendered losses fall', async () => {
  const trainer = newTrainer();
  const reports = [];
  for (let step = 0; step < 15; step++) reports.push(await trainer.step(step, samples));
  expect(reports.at(-1)!.decoder).toBeLessThan(0.8 * reports[0]!.decoder);
  expect(reports.at(-1)!.rendered).toBeLessThan(0.8 * reports[0]!.rendered);
  for (const { accumulated } of reports) {
    expect(accumulated).toBeGreaterThan(0);
    expect(accumulated).toBeLessThanOrEqual(1);
  }
  trainer.dispose();
});

test('a step leaves no tensor behind', async () => {
  const trainer = newTrainer();
  await trainer.step(0, samples);
  const before = tf.memory().numTensors;
  for (let step = 1; step < 4; step++) await trainer.step(step, samples);
  expect(tf.memory().numTensors).toBe(before);
  trainer.dispose();
});

test('the depth outputs start at the mean depth', async () => {
  const trainer = newTrainer();
  const { losses } = await trainer.step(0, samples);
  expect(losses.depth).toBeLessThan(0.6); // depths are 1 to 2 m; without the bias the error is 1.5 m
  trainer.dispose();
});

test('alpha is the weight of the rendered losses in the total', async () => {
  const trainer = newTrainer({ alpha: { peak: 2, rampFraction: 0 } });
  const { decoder, rendered, total } = await trainer.step(0, samples);
  expect(total).toBeCloseTo(decoder + 2 * rendered, 4);
  trainer.dispose();
});

test('a parameter that is not a number is named', async () => {
  const trainer = newTrainer();
  const name = 'backbone.stages.1.0.0.weight';
  const { value } = trainer.model.store.get(name);
  value.assign(tf.fill(value.shape, NaN));
  const failed = trainer.step(0, samples);
  await expect(failed).rejects.toThrow(NonFiniteLossError);
  // The step has written its update by then: NaN has spread to the first tensor of the model.
  await expect(failed).rejects.toThrow(
    /The loss "semseg" is NaN at step 1, and "backbone\.\S+" is the first tensor that is not finite/,
  );
  trainer.dispose();
});
