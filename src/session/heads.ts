/** From a configuration's task ids to tasks and the heads that the model builds. */
import type { ExperimentConfig } from '../config/experiment';
import type { DatasetInfo } from '../data/dataset';
import type { Head } from '../model/types';
import { taskOf } from '../tasks';
import type { Task } from '../tasks/task';

/** @throws InputError for an unknown task */
export function tasksOf({ tasks, data }: Pick<ExperimentConfig, 'tasks' | 'data'>): Task[] {
  return tasks.map((id) => taskOf(id, data.labelSet));
}

/** @param info of the training data: outputs that start at its mean do so, if the configuration wants it */
export function headsOf(
  tasks: readonly Task[],
  { depthBias }: Pick<ExperimentConfig, 'depthBias'>,
  { meanDepth }: Pick<DatasetInfo, 'meanDepth'>,
): Head[] {
  return tasks.map(({ id, channels, isDepth }) => ({
    id,
    channels,
    ...(isDepth && { isDepth }),
    ...(depthBias && isDepth && { bias: meanDepth }),
  }));
}
