/** What a run tells while it goes on: small facts, the same for the page and the command line. */
import type { StepFacts } from '../base/step-facts';

export type { StepFacts };

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
