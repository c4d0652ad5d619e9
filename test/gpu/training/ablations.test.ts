/** The paper's ablations as configuration: each trains, with the losses and parameters that it should have. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { StepFacts } from '../../../src/base/step-facts';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import type { Sample } from '../../../src/data/sample';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { TASKS as TASK_LIST } from '../../../src/tasks';
import { BatchLabels } from '../../../src/training/labels';
import { lossTerms } from '../../../src/training/objective';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const samples = [0, 1].map((seed) => syntheticSample(seed, 32, 48));
const TASKS = ['semseg', 'depth', 'normals', 'boundary'];
const STEPS = 3;

type Changes = Partial<Omit<ExperimentConfig, 'regularizer'>> & { regularizer?: Partial<RegularizerConfig> };

function configOf({ regularizer, ...changes }: Changes): ExperimentConfig {
  const preset = presetOf('nano');
  const alpha = { peak: 1, rampFraction: 0 };
  const small = { rays: [8, 12], coarseSamples: 2, fineSamples: 2 };
  return parseConfig({
    ...preset,
    input: [32, 48],
    steps: 40,
    alpha,
    ...changes,
    regularizer: { ...preset.regularizer, ...small, ...regularizer },
  });
}

interface Trained {
  readonly facts: readonly StepFacts[];
  readonly trainer: Trainer;
  /** Trainable parameters that no step has moved. */
  readonly still: readonly string[];
}

async function trained(changes: Changes, batch: readonly Sample[] = samples): Promise<Trained> {
  const config = configOf(changes);
  const tasks = tasksOf(config);
  const trainer = new Trainer(config, new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 })), tasks);
  const parameters = trainer.model.store.trainable();
  const values = () => readTensors(parameters.map(({ value }) => value));
  const before = await values();
  const facts: StepFacts[] = [];
  for (let step = 0; step < STEPS; step++) facts.push(await trainer.step(step, batch));
  const after = await values();
  const still = parameters.filter((_, i) => after[i]!.every((value, k) => value === before[i]![k]));
  return { facts, trainer, still: still.map(({ name }) => name) };
}

const names = ({ trainer }: Trained): string[] => trainer.model.store.all().map(({ name }) => name);

function dispose({ trainer }: Trained): void {
  const { model } = trainer;
  trainer.dispose();
  model.dispose();
}

const weighted = (losses: StepFacts['losses'], ending: string): number =>
  TASKS.reduce((sum, task) => sum + presetOf('nano').lossWeights[task]! * losses[task + ending]!, 0);

test('Table 6: one task rendered; the others have no field at all', async () => {
  const run = await trained({ regularizer: { tasks: ['depth'] } });
  expect(Object.keys(run.facts[0]!.losses)).toEqual([...TASKS, 'depth_rendered']);
  const { model } = run.trainer;
  expect(model.regularizer!.options.heads.map(({ id }) => id)).toEqual(['depth']);
  const { fieldHidden } = model.regularizer!.config;
  expect(model.regularizer!.fields.w1.shape[0]).toBe(2 * fieldHidden); // depth and density
  expect(model.regularizer!.fields.w2.shape[0]).toBe(2);
  expect(run.still).toEqual([]);
  dispose(run);
});

test('Table 6 with the plain composition and a density for each task', async () => {
  const run = await trained({ regularizer: { tasks: ['normals', 'depth'], density: 'per_task', path: 'composed' } });
  expect(Object.keys(run.facts[0]!.losses)).toEqual([...TASKS, 'depth_rendered', 'normals_rendered']);
  expect(run.still).toEqual([]);
  dispose(run);
});

test('the regularizer off: nothing of it is there', async () => {
  const run = await trained({ regularizer: { enabled: false } });
  expect(Object.keys(run.facts[0]!.losses)).toEqual(TASKS);
  expect(names(run).filter((name) => name.startsWith('regularizer'))).toEqual([]);
  expect(run.facts[0]).toMatchObject({ rendered: 0, accumulated: 0 });
  dispose(run);
});

test('Table 4: second heads of the same kind, drawn anew, trained with the weight alpha', async () => {
  const off = { enabled: false };
  const run = await trained({ auxiliaryHeads: true, alpha: { peak: 2, rampFraction: 0 }, regularizer: off });
  const { losses, decoder, total } = run.facts[0]!;
  expect(Object.keys(losses)).toEqual([...TASKS, ...TASKS.map((task) => `${task}_auxiliary`)]);
  expect(total).toBeCloseTo(decoder + 2 * weighted(losses, '_auxiliary'), 4);
  for (const task of TASKS) expect(losses[`${task}_auxiliary`]).not.toBe(losses[task]);
  const ofDecoder = names(run).filter((name) => name.startsWith('decoders.'));
  const ofSecond = names(run).filter((name) => name.startsWith('auxiliary.'));
  expect(ofSecond).toEqual(ofDecoder.map((name) => `auxiliary.${name}`));
  expect(run.still).toEqual([]);
  dispose(run);
});

test('second heads beside the regularizer', async () => {
  const run = await trained({ auxiliaryHeads: true });
  const { losses, decoder, rendered, total } = run.facts[0]!;
  expect(total).toBeCloseTo(decoder + rendered + weighted(losses, '_auxiliary'), 4);
  expect(run.still).toEqual([]);
  dispose(run);
});

test('losses at the rays train', async () => {
  const run = await trained({ regularizer: { lossAt: 'rays' } });
  expect(run.still).toEqual([]);
  dispose(run);
});

test('losses at the rays compare the map as it is with the labels at its pixels’ middles', async () => {
  const [rows, columns] = [8, 12];
  const { depth } = TASK_LIST;
  const values = Float32Array.from({ length: rows * columns }, (_, i) => 1 + ((7 * i) % 10) / 10);
  const map = tf.tensor4d(values, [1, rows, columns, 1]);
  const stored = samples[0]!.labels.depth!;
  const errors = [...values].map((value, i) => {
    const [row, column] = [4 * Math.floor(i / columns) + 2, 4 * (i % columns) + 2]; // 32x48 pixels, 8x12 rays
    return Math.abs(value - stored[48 * row + column]!);
  });
  const options = { tasks: [depth], weights: { depth: 1 }, alpha: 1, lossAt: 'rays' } as const;
  const output = { maps: {}, auxiliary: {}, rendered: { depth: map } };
  const [term] = lossTerms(output, new BatchLabels([samples[0]!]), options);
  expect(term).toMatchObject({ name: 'depth_rendered', part: 'rendered', weight: 1 });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  expect((await readTensor(term!.value))[0]).toBeCloseTo(mean, 5);
});

test('super-resolution trains every parameter of its own, at one and two blocks', async () => {
  for (const blocks of [1, 2]) {
    const run = await trained({ regularizer: { superResolution: { enabled: true, width: 8, blocks } } });
    const own = names(run).filter((name) => name.startsWith('regularizer.superResolution.'));
    expect(own.length).toBe(2 * (blocks + 2));
    expect(run.still).toEqual([]); // the last convolution starts at 0: those before it move from the second step on
    dispose(run);
  }
});

test('a batch of partly labelled samples: means over what is labelled; a task without any label is 0 and harmless', async () => {
  const depthOnly: Sample = { ...samples[1]!, labels: { depth: samples[1]!.labels.depth! } };
  const both = await trained({}, [samples[0]!, depthOnly]);
  expect(Object.values(both.facts[2]!.losses).every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true);
  const none = await trained({}, [depthOnly, depthOnly]);
  for (const { losses } of none.facts) {
    expect(Object.entries(losses).filter(([, loss]) => loss > 0)).toHaveLength(2);
    expect(losses).toMatchObject({ semseg: 0, normals_rendered: 0, boundary: 0 });
  }
  dispose(both);
  dispose(none);
});

test('an unlabelled sample does not change the mean over the labelled one', async () => {
  const unlabelled: Sample = { ...samples[0]!, labels: { depth: samples[0]!.labels.depth! } };
  const [with_, without] = [
    await trained({}, [samples[0]!, unlabelled]),
    await trained({}, [samples[0]!, samples[0]!]),
  ];
  expect(with_.facts[0]!.losses.semseg).toBeCloseTo(without.facts[0]!.losses.semseg!, 5); // the same image twice
  dispose(with_);
  dispose(without);
});

test('none of it leaves a tensor behind', async () => {
  const superResolution = { enabled: true, width: 8, blocks: 1 };
  const changes: Changes = { auxiliaryHeads: true, regularizer: { tasks: ['depth'], lossAt: 'rays', superResolution } };
  dispose(await trained(changes));
  const before = tf.memory().numTensors;
  dispose(await trained(changes));
  expect(tf.memory().numTensors).toBe(before);
});
