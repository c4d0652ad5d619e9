/** A trainer of a nano network on synthetic samples, small enough for many steps in a test. */
import type { StepFacts } from '../../src/base/step-facts';
import type { ExperimentConfig } from '../../src/config/experiment';
import { parseConfig, presetOf } from '../../src/config/parse';
import type { Sample } from '../../src/data/sample';
import { readTensors } from '../../src/gpu/read';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { Trainer, type TrainerOptions } from '../../src/training/trainer';
import { syntheticSample } from './synthetic';

const SIZE = [16, 24] as const;
const nano = presetOf('nano');

export interface Changes extends Partial<
  Omit<ExperimentConfig, 'optimizer' | 'balancing' | 'regularizer' | 'weightAverage'>
> {
  readonly optimizer?: Partial<ExperimentConfig['optimizer']>;
  readonly balancing?: Partial<ExperimentConfig['balancing']>;
  readonly regularizer?: Partial<ExperimentConfig['regularizer']>;
  readonly weightAverage?: Partial<ExperimentConfig['weightAverage']>;
}

/** Plain descent, so that what an update is made of can be told from the weights; no regularizer unless asked for. */
export function smallConfig({
  optimizer,
  balancing,
  regularizer,
  weightAverage,
  ...changes
}: Changes): ExperimentConfig {
  return parseConfig({
    ...nano,
    input: SIZE,
    steps: 40,
    alpha: { peak: 1, rampFraction: 0 },
    ...changes,
    optimizer: { ...nano.optimizer, kind: 'sgd', learningRate: 1e-3, momentum: 0, schedule: 'constant', ...optimizer },
    balancing: { ...nano.balancing, ...balancing },
    weightAverage: { ...nano.weightAverage, ...weightAverage },
    regularizer: {
      ...nano.regularizer,
      enabled: false,
      rays: [8, 12],
      coarseSamples: 2,
      fineSamples: 2,
      ...regularizer,
    },
  });
}

export function smallTrainer(changes: Changes, options?: TrainerOptions): Trainer {
  const config = smallConfig(changes);
  const tasks = tasksOf(config);
  return new Trainer(config, new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 })), tasks, options);
}

export const sampleOf = (seed: number): Sample => syntheticSample(seed, ...SIZE);

/** Two of six samples, others at every step. */
export const pairOf = (step: number): Sample[] => [sampleOf((2 * step) % 6), sampleOf((2 * step + 1) % 6)];

/** All trained numbers, or those of one part of the network. */
export async function weightsOf({ model }: Trainer, part = ''): Promise<number[]> {
  const chosen = model.store.trainable().filter(({ name }) => name.startsWith(part));
  return (await readTensors(chosen.map(({ value }) => value))).flatMap((values) => [...values]);
}

/** How far one step moves the weights. */
export async function moveOf(
  changes: Changes,
  samples: readonly Sample[],
  part?: string,
): Promise<{ move: number[]; facts: StepFacts }> {
  const trainer = smallTrainer(changes);
  const before = await weightsOf(trainer, part);
  const facts = await trainer.step(0, samples);
  const after = await weightsOf(trainer, part);
  disposeTrainer(trainer);
  return { move: after.map((value, i) => value - before[i]!), facts };
}

export function disposeTrainer(trainer: Trainer): void {
  const { model } = trainer;
  trainer.dispose();
  model.dispose();
}
