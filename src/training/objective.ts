/**
 * The loss of a step (paper Eq. 2 and 3): sum over tasks of w_t (L_t(decoder) + alpha L_t(rendered) + alpha
 * L_t(rendered for another view)), plus the decoder's auxiliary predictions with the same losses, and, for the control
 * of Table 4, alpha L_t(second heads).
 */
import type { Scalar } from '@tensorflow/tfjs-core';
import { ENDING } from '../base/step-facts';
import type { RegularizerConfig } from '../config/regularizer';
import { weightedSum } from '../gpu/kernels/weighted-sum';
import type { MultiTaskOutput } from '../model/multitask';
import type { DecoderOutput, HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import type { ComparedTask } from '../tasks/published';
import type { Task } from '../tasks/task';
import type { LabelSource } from './labels';

/** What is compared; 'deep' are the decoder's own auxiliary predictions. */
export type Part = 'decoder' | 'deep' | keyof typeof ENDING;

/** One unweighted loss with its name and weight in the sum. */
export interface Term {
  /** `<task>`, with an ending of `ENDING` where it is not the decoder's; `<auxiliary>_<task>` for 'deep'. */
  readonly name: string;
  readonly task: string;
  readonly part: Part;
  readonly weight: number;
  readonly value: Scalar;
}

export interface ObjectiveOptions<T extends ComparedTask = Task> {
  readonly tasks: readonly T[];
  readonly weights: Readonly<Record<string, number>>;
  readonly alpha: number;
  readonly lossAt: RegularizerConfig['lossAt'];
}

/** Raw maps that are compared with labels in one way. */
interface Compared {
  readonly part: Part;
  /** Of the task's weight. */
  readonly factor: number;
  readonly nameOf: (task: string) => string;
  /** Labels picked at the map's own pixels instead of the map resized to the labels. */
  readonly atMap?: boolean;
}

/** @param maps raw, at any resolution; a task without a map is not compared */
function compare<T extends ComparedTask>(
  maps: HeadMaps,
  labels: LabelSource<T>,
  options: ObjectiveOptions<T>,
  how: Compared,
): Term[] {
  return options.tasks.flatMap((task) => {
    const map = maps[task.id];
    if (!map) return [];
    const [, height, width] = map.shape;
    const value = how.atMap
      ? task.loss(map, labels.of(task, [height, width]))
      : task.loss(resize(map, labels.size), labels.of(task));
    const weight = how.factor * options.weights[task.id]!;
    return [{ name: how.nameOf(task.id), task: task.id, part: how.part, weight, value }];
  });
}

const ended =
  (part: keyof typeof ENDING) =>
  (task: string): string =>
    task + ENDING[part];

/** The second heads, their own deep supervision included. */
function secondHeads<T extends ComparedTask>(
  { maps, auxiliary }: DecoderOutput,
  labels: LabelSource<T>,
  options: ObjectiveOptions<T>,
): Term[] {
  const how = { part: 'auxiliary', factor: options.alpha } as const;
  const nameOf = ended('auxiliary');
  return [
    ...compare(maps, labels, options, { ...how, nameOf }),
    ...Object.entries(auxiliary).flatMap(([name, deep]) =>
      compare(deep, labels, options, { ...how, nameOf: (task) => `${name}_${nameOf(task)}` }),
    ),
  ];
}

/** @param output raw maps at any resolution; each is resized to its labels (spec/regularizer.md §1 no. 21) */
export function lossTerms<T extends ComparedTask>(
  output: MultiTaskOutput,
  labels: LabelSource<T>,
  options: ObjectiveOptions<T>,
): Term[] {
  const atMap = options.lossAt === 'rays';
  return [
    ...compare(output.maps, labels, options, { part: 'decoder', factor: 1, nameOf: (task) => task }),
    ...Object.entries(output.auxiliary).flatMap(([name, maps]) =>
      compare(maps, labels, options, { part: 'deep', factor: 1, nameOf: (task) => `${name}_${task}` }),
    ),
    ...compare(output.rendered ?? {}, labels, options, {
      part: 'rendered',
      factor: options.alpha,
      nameOf: ended('rendered'),
      atMap,
    }),
    ...(output.second ? secondHeads(output.second, labels, options) : []),
  ];
}

/** @param maps rendered for the second views, whose labels these are; alpha' = alpha */
export function crossTerms(maps: HeadMaps, labels: LabelSource<Task>, options: ObjectiveOptions): Term[] {
  const atMap = options.lossAt === 'rays';
  return compare(maps, labels, options, { part: 'cross', factor: options.alpha, nameOf: ended('cross'), atMap });
}

/** The scalar that is differentiated. */
export function totalLoss(terms: readonly Term[]): Scalar {
  return weightedSum(
    terms.map((term) => term.value),
    terms.map((term) => term.weight),
  );
}
