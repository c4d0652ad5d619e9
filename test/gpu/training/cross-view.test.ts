/** The cross-view term (paper Eq. 3) in a trainer: what is rendered and compared, when, and with which numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { identity4 } from '../../../src/base/geometry';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import type { Labels, Sample, TrainingSample } from '../../../src/data/sample';
import { readTensors } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { checkCrossTasks } from '../../../src/training/cross-view';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const TASKS = ['semseg', 'depth', 'normals', 'boundary'];
const SAME_RENDERING = 1e-4; // through a frustum and through the box: other roundings, and a border of the box

const intrinsics = { fx: 0.8, fy: 1.2, cx: 0.5, cy: 0.5 };

/** A step to the side and back, without a turn. */
function poseAt(x: number, z: number): Float32Array {
  const pose = identity4();
  pose.set([x], 3);
  pose.set([z], 11);
  return pose;
}

const posed = (seed: number, worldFromCamera: Float32Array): Sample => ({
  ...syntheticSample(seed, 32, 48),
  camera: { intrinsics, worldFromCamera },
});

const PAIRS: TrainingSample[] = [
  { ...posed(0, poseAt(0, 0)), partner: posed(1, poseAt(0.2, -0.1)) },
  { ...posed(2, poseAt(1, 0)), partner: posed(3, poseAt(0.9, -0.2)) },
];

const labelledAs =
  (only: (keyof Labels)[]) =>
  (sample: TrainingSample): TrainingSample => ({
    ...sample,
    partner: {
      ...sample.partner!,
      labels: Object.fromEntries(only.map((name) => [name, sample.partner!.labels[name]])) as Labels,
    },
  });

type Changes = Partial<Omit<ExperimentConfig, 'regularizer'>> & { regularizer?: Partial<RegularizerConfig> };

function configOf({ regularizer, ...changes }: Changes = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    input: [32, 48],
    steps: 40,
    alpha: { peak: 2, rampFraction: 0 },
    crossView: { enabled: true, labels: 'all', reach: 4 },
    ...changes,
    regularizer: { ...preset.regularizer, rays: [8, 12], coarseSamples: 4, fineSamples: 4, ...regularizer },
  });
}

function trainerOf(config: ExperimentConfig): Trainer {
  const tasks = tasksOf(config);
  return new Trainer(config, new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 })), tasks);
}

async function steps(config: ExperimentConfig, count: number, samples = PAIRS) {
  const trainer = trainerOf(config);
  const facts = [];
  for (let step = 0; step < count; step++) facts.push(await trainer.step(step, samples));
  const values = await readTensors(trainer.model.store.all().map(({ value }) => value));
  trainer.dispose();
  trainer.model.dispose();
  return { facts, values };
}

const crossOf = (losses: Readonly<Record<string, number>>): string[] =>
  Object.keys(losses).filter((name) => name.endsWith('_cross'));

test('all rendered tasks are held to the second view, with the weight alpha', async () => {
  const config = configOf();
  const [{ losses, decoder, rendered, total }] = (await steps(config, 1)).facts as [never];
  expect(crossOf(losses)).toEqual(TASKS.map((task) => `${task}_cross`));
  const cross = TASKS.reduce((sum, task) => sum + config.lossWeights[task]! * losses[`${task}_cross`]!, 0);
  expect(total).toBeCloseTo(decoder + 2 * rendered + 2 * cross, 3);
});

test('depth alone, as of video frames: by choice, or because nothing else is labelled', async () => {
  const chosen = (await steps(configOf({ crossView: { enabled: true, labels: 'depth', reach: 4 } }), 1)).facts[0]!;
  const forced = (await steps(configOf(), 1, PAIRS.map(labelledAs(['depth'])))).facts[0]!;
  expect(crossOf(chosen.losses)).toEqual(['depth_cross']);
  expect(crossOf(forced.losses)).toEqual(['depth_cross']);
  expect(chosen.losses.depth_cross).toBe(forced.losses.depth_cross);
});

test('one partner labelled, the other not: the mean is over what is labelled; nobody labelled, nothing rendered', async () => {
  const [first, second] = PAIRS as [TrainingSample, TrainingSample];
  const mixed = (await steps(configOf(), 1, [first, labelledAs([])(second)])).facts[0]!;
  expect(crossOf(mixed.losses)).toHaveLength(4);
  expect(Object.values(mixed.losses).every((loss) => loss > 0)).toBe(true);
  const none = (await steps(configOf(), 1, PAIRS.map(labelledAs([])))).facts[0]!;
  expect(crossOf(none.losses)).toEqual([]);
});

test('what lies outside of the first volume alone is nothing to render', async () => {
  const away = PAIRS.map((sample): TrainingSample => ({ ...sample, partner: posed(1, poseAt(50, 0)) }));
  expect(crossOf((await steps(configOf(), 1, away)).facts[0]!.losses)).toEqual([]);
  const ahead = configOf({ regularizer: { zNear: 5, zFar: 10 } }); // labels lie between 1 and 2 m
  expect(crossOf((await steps(ahead, 1)).facts[0]!.losses)).toEqual([]);
});

test.each([
  { name: 'fused', regularizer: {} },
  { name: 'composed, a density for each task', regularizer: { path: 'composed', density: 'per_task' } },
  { name: 'losses at the rays, depth from the density', regularizer: { lossAt: 'rays', depthOutput: 'expected_z' } },
] as const)('held to itself, a view gives the losses of the single view: $name', async ({ regularizer }) => {
  const samples = PAIRS.map(({ partner: _partner, ...sample }) => ({ ...sample, partner: sample }));
  const { losses } = (await steps(configOf({ regularizer: { ...regularizer, jitter: 'none' } }), 1, samples)).facts[0]!;
  for (const task of TASKS) {
    const [own, cross] = [losses[`${task}_rendered`]!, losses[`${task}_cross`]!];
    expect(Math.abs(cross - own) / own, `${task}: ${own} and ${cross}`).toBeLessThan(SAME_RENDERING);
  }
});

test('only tasks that are rendered at all are rendered for second views', async () => {
  const one = (await steps(configOf({ regularizer: { tasks: ['normals', 'depth'] } }), 2)).facts[1]!;
  expect(crossOf(one.losses)).toEqual(['depth_cross', 'normals_cross']);
  const wrong = configOf({
    crossView: { enabled: true, labels: 'depth', reach: 4 },
    regularizer: { tasks: ['semseg'] },
  });
  expect(() => checkCrossTasks(wrong, tasksOf(wrong))).toThrow(/crossView.labels is "depth", and no such task/);
});

test('two runs agree to the last bit, and the losses of second views fall', async () => {
  const config = configOf();
  const [one, two] = [await steps(config, 12), await steps(config, 12)];
  expect(two).toEqual(one);
  const sum = (losses: Readonly<Record<string, number>>): number =>
    TASKS.reduce((all, task) => all + config.lossWeights[task]! * losses[`${task}_cross`]!, 0);
  expect(sum(one.facts.at(-1)!.losses)).toBeLessThan(0.8 * sum(one.facts[0]!.losses));
});

test('a step leaves no tensor behind', async () => {
  const trainer = trainerOf(configOf());
  await trainer.step(0, PAIRS);
  const before = tf.memory().numTensors;
  for (let step = 1; step < 3; step++) await trainer.step(step, PAIRS);
  expect(tf.memory().numTensors).toBe(before);
  trainer.dispose();
});

test('samples without partners are a mistake of the program', async () => {
  const trainer = trainerOf(configOf());
  await expect(trainer.step(0, [posed(0, poseAt(0, 0))])).rejects.toThrow('no posed partner');
  trainer.dispose();
});
