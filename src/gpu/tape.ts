/**
 * Gradients of several losses of one forward pass, which tfjs does not offer: its tape is kept until the last backward
 * pass. Each pass visits the operations between the variables and its own loss alone.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

interface Recorded {
  readonly saved?: Tensor[];
}

/** What of tfjs-core 4.22.0's engine is in use here (test/gpu/tape.test.ts pins it). */
interface Engine {
  readonly state: { activeTape: Recorded[] | null };
  startTape(): void;
  endTape(): void;
  gradients(f: () => Tensor, xs: Tensor[], dy: undefined, allowNoGradients: true): { grads: (Tensor | undefined)[] };
}

export type NamedGradients = Record<string, Tensor>;

/**
 * @param losses of one forward pass, which it records
 * @param variables by name
 * @param visit gets each loss's gradients in turn; they live until it returns. A variable that the loss does not
 * depend on has none
 */
export function gradientsOfEach(
  losses: () => readonly Scalar[],
  variables: readonly { readonly name: string; readonly value: Tensor }[],
  visit: (gradients: NamedGradients, index: number) => void,
): void {
  const engine = tf.engine() as unknown as Engine;
  const { state } = engine;
  let values: readonly Scalar[];
  engine.startTape();
  try {
    values = tf.tidy(() => [...losses()]);
  } finally {
    engine.endTape();
  }
  const recorded = state.activeTape ?? [];
  // tfjs clears a tape behind its backward pass; it gets copies that own nothing.
  const copies = recorded.map((node) => ({ ...node, saved: [] }));
  try {
    values.forEach((value, index) => {
      tf.tidy(() => {
        const forward = (): Scalar => {
          state.activeTape = [...copies];
          return value;
        };
        const xs = variables.map((variable) => variable.value);
        const { grads } = engine.gradients(forward, xs, undefined, true);
        const named = variables.flatMap(({ name }, i) => (grads[i] ? [[name, grads[i]] as const] : []));
        visit(Object.fromEntries(named), index);
      });
    });
  } finally {
    for (const { saved = [] } of recorded) tf.dispose(saved);
    state.activeTape = null;
  }
}

/**
 * Runs `f`; its operations are not recorded, so its results are constants to any gradient being taken: sample positions
 * are constants, statistics are no part of a loss.
 */
export function withoutTape<T>(f: () => T): T {
  const { state } = tf.engine();
  const depth = state.gradientDepth;
  state.gradientDepth = 0;
  try {
    return f();
  } finally {
    state.gradientDepth = depth;
  }
}
