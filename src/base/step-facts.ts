/** What one training step gave, in plain numbers: from the trainer to metrics.csv and the curves. */

/** Endings of loss names: what of a task is compared with its labels; the decoder's prediction has none. */
export const ENDING = {
  /** Rendered by the regularizer (paper Eq. 2). */
  rendered: '_rendered',
  /** Of the second set of heads (paper Table 4). */
  auxiliary: '_auxiliary',
  /** Of the average of decoder and rendered (paper Table 5); of scores alone. */
  average: '_average',
  /** Rendered for another view of the scene (paper Eq. 3). */
  cross: '_cross',
} as const;

/** Rays that accumulate less than this of their weight, on average, meet a volume that is nearly empty. */
export const EMPTY_VOLUME = 0.3;

/** The numbers of one step. */
export interface StepFacts {
  /** Steps done, this one included. */
  readonly step: number;
  readonly alpha: number;
  readonly learningRate: number;
  /** Sum of w_t L_t over the decoder's predictions. */
  readonly decoder: number;
  /** The same sum over the rendered maps, before alpha; 0 without the regularizer. */
  readonly rendered: number;
  readonly total: number;
  /** Mean accumulated weight of the rays; 0 without the regularizer. */
  readonly accumulated: number;
  /** Unweighted losses by `<task>`, with an ending of `ENDING` if they are not the decoder's; absent if not compared. */
  readonly losses: Readonly<Record<string, number>>;
  /** First metric of each task on held-out images, after this step, named as `losses`; absent where none was due. */
  readonly scores?: Readonly<Record<string, number>>;
  /** Of all gradients together, before clipping; absent if they are not clipped. */
  readonly gradientNorm?: number;
  /** What a balancer that learns multiplied each task's loss with; absent otherwise. */
  readonly taskWeights?: Readonly<Record<string, number>>;
  /** Between the tasks' gradients on the shared encoder, in the order of the tasks; absent if nothing looked at them. */
  readonly cosines?: readonly (readonly number[])[];
}
