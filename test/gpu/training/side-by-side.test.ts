/** A step of a narrow HRNet and MTI-Net on 128x192: what it costs in launches, what it reports, what it reaches. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { MINI_HRNET } from '../../../src/config/models';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { gpu } from '../../../src/gpu/device';
import { readTensors } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const MOST_LAUNCHES = 1500;
const nano = presetOf('nano');

function newTrainer(changes: Partial<ExperimentConfig>): Trainer {
  const config = parseConfig({ ...nano, batch: 1, decoder: { kind: 'mti-net' }, ...changes });
  const tasks = tasksOf(config);
  return new Trainer(config, new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 })), tasks);
}

test('a whole step takes at most 1500 launches, with the regularizer, and reports every scale’s losses', async () => {
  const trainer = newTrainer({ encoder: MINI_HRNET, input: [128, 192] });
  const { profiler } = gpu().backend;
  profiler.begin();
  const { losses } = await trainer.step(0, [syntheticSample(1, 128, 192)]);
  const { launches } = await profiler.end();
  expect(launches).toBeGreaterThan(500);
  expect(launches).toBeLessThanOrEqual(MOST_LAUNCHES);
  const scales = ['', 'scale_0_', 'scale_1_', 'scale_2_', 'scale_3_'];
  const names = scales.flatMap((scale) => nano.tasks.map((task) => scale + task));
  expect(Object.keys(losses)).toEqual(expect.arrayContaining(names));
  for (const [name, value] of Object.entries(losses)) expect(Number.isFinite(value), name).toBe(true);
  trainer.dispose();
  trainer.model.dispose();
});

/** What may stay: biases before a norm (true gradient 0), and gates whose one or two hidden units are shut. */
const MAY_STAY = /last_layer\.0\.bias$|\.se\./;

test('every other parameter moves, and the losses fall', async () => {
  const small = { ...MINI_HRNET, stem: 8, planes: 4, channels: 4, blocks: [1, 1, 1] as const };
  const trainer = newTrainer({ encoder: small, input: [64, 64], regularizer: { ...nano.regularizer, enabled: false } });
  const parameters = trainer.model.store.trainable();
  const values = () => readTensors(parameters.map(({ value }) => value));
  const before = await values();
  const samples = [syntheticSample(1, 64, 64)];
  const totals: number[] = [];
  for (let step = 0; step < 8; step++) totals.push((await trainer.step(step, samples)).total);
  const after = await values();
  const still = parameters.filter((_, i) => after[i]!.every((value, k) => value === before[i]![k]));
  expect(still.map(({ name }) => name).filter((name) => !MAY_STAY.test(name))).toEqual([]);
  expect(totals.at(-1)!).toBeLessThan(0.8 * totals[0]!);
  trainer.dispose();
  trainer.model.dispose();
});
