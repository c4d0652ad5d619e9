/** Which tasks the regularizer renders (paper Table 6). */
import type { ExperimentConfig } from './experiment';

/** Ids in the order of the heads; none without the regularizer. */
export function renderedTasks({ tasks, regularizer }: Pick<ExperimentConfig, 'tasks' | 'regularizer'>): string[] {
  if (!regularizer.enabled) return [];
  return tasks.filter((id) => regularizer.tasks.length === 0 || regularizer.tasks.includes(id));
}
