/** A trained model out of a checkpoint, for evaluation and prediction. */
import type { ExperimentConfig } from '../config/experiment';
import { MultiTaskModel } from '../model/multitask';
import type { Task } from '../tasks/task';
import { decodeCheckpoint, restoreWeights } from '../training/checkpoint';
import { headsOf, tasksOf } from './heads';

export interface Restored {
  readonly config: ExperimentConfig;
  readonly model: MultiTaskModel;
  readonly tasks: readonly Task[];
  /** Steps it was trained for. */
  readonly step: number;
}

const OVERWRITTEN = { meanDepth: 0 }; // initial biases, which the weights replace

/** Needs the open GPU. @throws InputError if the file is no checkpoint */
export function restoreModel(bytes: Uint8Array): Restored {
  const checkpoint = decodeCheckpoint(bytes);
  const { config, step } = checkpoint;
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, OVERWRITTEN));
  restoreWeights(checkpoint, model);
  return { config, model, tasks, step };
}
