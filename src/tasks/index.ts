/** The list of tasks; its order is the order of heads, files and screens. */
import { InputError } from '../base/errors';
import type { TaskId } from '../data/sample';
import { boundary } from './boundary';
import { depth } from './depth';
import { normals } from './normals';
import { semseg } from './semseg';
import type { Task } from './task';

export const TASKS = { semseg, depth, normals, boundary } satisfies Partial<Record<TaskId, Task>>;

/** @throws InputError if there is no such task */
export function taskOf(id: string): Task {
  const task = Object.hasOwn(TASKS, id) ? TASKS[id as keyof typeof TASKS] : undefined;
  if (!task) throw new InputError(`There is no task "${id}"; known tasks are ${Object.keys(TASKS).join(', ')}.`);
  return task;
}
