/** The list of tasks; its order is the order of heads, files and screens. */
import { InputError } from '../base/errors';
import { LABEL_SETS, type LabelSet } from '../base/label-sets';
import type { TaskId } from '../data/sample';
import { boundaryOf } from './boundary';
import { depth } from './depth';
import { normals } from './normals';
import { parts } from './parts';
import { saliency } from './saliency';
import { semsegOf } from './semseg';
import type { Task } from './task';

const BOUNDARIES = { nyud: boundaryOf('nyud'), pascal: boundaryOf('pascal') };

const listFor = (labelSet: LabelSet) =>
  ({
    semseg: semsegOf(labelSet),
    depth,
    normals,
    boundary: BOUNDARIES[labelSet === 'pascal-21' ? 'pascal' : 'nyud'],
    parts,
    saliency,
  }) satisfies Record<TaskId, Task>;

type Tasks = ReturnType<typeof listFor>;

/** By label set: semseg's classes and how boundaries are evaluated depend on it. */
const LISTS = Object.fromEntries(
  (Object.keys(LABEL_SETS) as LabelSet[]).map((labelSet) => [labelSet, listFor(labelSet)]),
) as Record<LabelSet, Tasks>;

export const tasksFor = (labelSet: LabelSet): Tasks => LISTS[labelSet];

/** With the 40 classes of NYUv2. */
export const TASKS = tasksFor('nyuv2-40');

/** @throws InputError if there is no such task */
export function taskOf(id: string, labelSet: LabelSet): Task {
  const tasks = tasksFor(labelSet);
  if (!Object.hasOwn(tasks, id))
    throw new InputError(`There is no task "${id}"; known tasks are ${Object.keys(tasks).join(', ')}.`);
  return tasks[id as TaskId];
}
