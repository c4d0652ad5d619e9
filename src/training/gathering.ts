/**
 * From the losses of a step's batches to one gradient for each parameter: of the whole sum, or of each task for itself
 * where the tasks' gradients on the shared encoder are to be compared.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { gradientsOfEach, type NamedGradients } from '../gpu/tape';
import type { Parameter } from '../nn/module';
import { FlatGradients } from './flat-gradients';
import { totalLoss, type Term } from './objective';

export interface Gathering {
  /** Differentiates the losses of one batch. @param terms records the forward pass */
  add(terms: () => readonly Term[]): void;
  /** Ends it. @returns the step's gradients by name; the caller disposes them */
  take(coefficients: readonly number[]): NamedGradients;
  dispose(): void;
}

function gradientsOf(loss: () => Scalar, parameters: readonly Parameter[]): NamedGradients {
  const { grads } = tf.variableGrads(
    loss,
    parameters.map(({ value }) => value),
  );
  const named: NamedGradients = {};
  for (const { name, value } of parameters) {
    const gradient = grads[value.name] as Tensor | null | undefined;
    if (gradient) named[name] = gradient;
  }
  return named;
}

/** Of the whole sum; one batch's are handed on as they are. */
export class WholeGathering implements Gathering {
  private only: NamedGradients = {};
  private readonly sum: FlatGradients | undefined;

  constructor(
    private readonly parameters: readonly Parameter[],
    private readonly batches: number,
  ) {
    if (batches > 1) this.sum = new FlatGradients(parameters, 1);
  }

  add(terms: () => readonly Term[]): void {
    const kept = tf.tidy(() => {
      const gradients = gradientsOf(() => totalLoss(terms()), this.parameters);
      if (!this.sum) return gradients;
      this.sum.add(0, gradients, 1 / this.batches);
      return {};
    });
    this.only = kept;
    for (const gradient of Object.values(kept)) tf.keep(gradient);
  }

  take(): NamedGradients {
    const taken = this.sum?.combine([1]) ?? this.only;
    this.only = {};
    return taken;
  }

  dispose(): void {
    this.sum?.dispose();
    tf.dispose(this.only);
  }
}

export interface TaskGatheringOptions {
  /** On which the tasks' gradients are kept apart. */
  readonly shared: readonly Parameter[];
  /** The others; their gradients are summed. None: they are not wanted. */
  readonly own: readonly Parameter[];
  /** In the order of the rows. */
  readonly tasks: readonly string[];
  readonly batches: number;
}

/**
 * One backward pass for each task over one forward pass that is kept. A pass visits what leads from the parameters to
 * its task's losses alone, so separate heads cost what they always do; the encoder, and a decoder that mixes the tasks
 * or the regularizer's rendering, are walked once for each task.
 */
export class TaskGathering implements Gathering {
  private readonly byTask: FlatGradients;
  private readonly rest: FlatGradients | undefined;

  constructor(private readonly options: TaskGatheringOptions) {
    const { shared, own, tasks } = options;
    this.byTask = new FlatGradients(shared, tasks.length);
    if (own.length > 0) this.rest = new FlatGradients(own, 1);
  }

  get rows(): number {
    return this.options.tasks.length;
  }

  add(terms: () => readonly Term[]): void {
    const { shared, own, tasks, batches } = this.options;
    let rows: number[] = [];
    const losses = (): Scalar[] => {
      const all = terms();
      rows = tasks.flatMap((id, row) => (all.some(({ task }) => task === id) ? [row] : []));
      return rows.map((row) => totalLoss(all.filter(({ task }) => task === tasks[row])));
    };
    gradientsOfEach(losses, [...shared, ...own], (gradients, i) => {
      this.byTask.add(rows[i]!, gradients, 1 / batches);
      this.rest?.add(0, gradients, 1 / batches);
    });
  }

  /** To be read, for `gramOf`; the caller disposes it. */
  gramParts(): Tensor {
    return this.byTask.gramParts();
  }

  take(coefficients: readonly number[]): NamedGradients {
    return { ...this.byTask.combine(coefficients), ...this.rest?.combine([1]) };
  }

  dispose(): void {
    this.byTask.dispose();
    this.rest?.dispose();
  }
}
