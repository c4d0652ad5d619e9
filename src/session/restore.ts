/** A trained model out of a file, for evaluation and prediction. */
import type { ExperimentConfig } from '../config/experiment';
import { MultiTaskModel, withoutTrainingParts } from '../model/multitask';
import type { Task } from '../tasks/task';
import { decodeWeights, restoreWeights, type Weights } from '../training/checkpoint';
import { headsOf, tasksOf } from './heads';

export interface Restored {
  readonly config: ExperimentConfig;
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
}

const OVERWRITTEN = { meanDepth: 0 }; // initial biases, which the weights replace

/**
 * Needs the open GPU.
 * @param weights as `decodeWeights` reads them
 * @param inference without the parts that only training has
 * @throws InputError if they are not of the model that they name
 */
export function restoreModel(weights: Weights, { inference = false } = {}): Restored {
  const config = inference ? withoutTrainingParts(weights.config) : weights.config;
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, OVERWRITTEN));
  restoreWeights(weights, model, { inference });
  return { config, model, tasks };
}

/** The same from a file's bytes. @throws InputError if it is no checkpoint and no weights */
export const restoreFile = (bytes: Uint8Array): Restored => restoreModel(decodeWeights(bytes));
