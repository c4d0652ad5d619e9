/** What a run tells while it goes on: small facts, the same for the page and the command line. */

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

export type RunEvent =
  | { readonly kind: 'data'; readonly name: string; readonly done: number; readonly total: number }
  | {
      readonly kind: 'ready';
      readonly adapter: string;
      readonly parameters: number;
      readonly regularizerParameters: number;
      readonly step: number;
      readonly steps: number;
    }
  | { readonly kind: 'step'; readonly facts: StepFacts; readonly steps: number }
  | { readonly kind: 'saved'; readonly step: number }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'finished'; readonly step: number }
  | { readonly kind: 'stopped'; readonly step: number };
