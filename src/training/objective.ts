/**
 * The loss of a step (paper Eq. 2): sum over tasks of w_t (L_t(decoder) + alpha L_t(rendered)), plus the decoder's
 * auxiliary predictions with the same losses.
 */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { weightedSum } from '../gpu/kernels/weighted-sum';
import type { MultiTaskOutput } from '../model/multitask';
import type { HeadMaps } from '../model/types';
import { resize } from '../nn/resize';
import type { Task } from '../tasks/task';

/** One unweighted loss with its name and weight in the sum. */
export interface Term {
  /** `<task>`, `<task>_rendered` or `<auxiliary>_<task>`. */
  readonly name: string;
  readonly weight: number;
  readonly value: Scalar;
}

export interface ObjectiveOptions {
  readonly tasks: readonly Task[];
  readonly weights: Readonly<Record<string, number>>;
  readonly alpha: number;
}

/** Suffix of the rendered losses, in metrics.csv too. */
export const RENDERED = '_rendered';

/**
 * @param output raw maps at any resolution; each is resized to its labels (spec/regularizer.md §1 no. 21)
 * @param labels by task id, [B, H, W] or [B, H, W, 3]
 */
export function lossTerms(
  output: MultiTaskOutput,
  labels: Readonly<Record<string, Tensor>>,
  options: ObjectiveOptions,
): Term[] {
  const terms: Term[] = [];
  const add = (maps: HeadMaps, factor: number, nameOf: (task: string) => string): void => {
    for (const task of options.tasks) {
      const label = labels[task.id]!;
      const [height, width] = [label.shape[1]!, label.shape[2]!];
      const value = task.loss(resize(maps[task.id] as Tensor4D, [height, width]), label);
      terms.push({ name: nameOf(task.id), weight: factor * options.weights[task.id]!, value });
    }
  };
  add(output.maps, 1, (task) => task);
  for (const [name, maps] of Object.entries(output.auxiliary)) add(maps, 1, (task) => `${name}_${task}`);
  if (output.rendering) add(output.rendering.maps, options.alpha, (task) => task + RENDERED);
  return terms;
}

/** The scalar that is differentiated. */
export function totalLoss(terms: readonly Term[]): Scalar {
  return weightedSum(
    terms.map((term) => term.value),
    terms.map((term) => term.weight),
  );
}
