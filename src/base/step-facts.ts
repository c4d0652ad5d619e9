/** What one training step gave, in plain numbers: from the trainer to metrics.csv and the curves. */

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
  /** Unweighted losses by `<task>` and `<task>_rendered`. */
  readonly losses: Readonly<Record<string, number>>;
}
