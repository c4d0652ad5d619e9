/** Keeps work off tfjs's gradient tape: sample positions are constants, statistics are no part of a loss. */
import * as tf from '@tensorflow/tfjs-core';

/** Runs `f`; its operations are not recorded, so its results are constants to any gradient being taken. */
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
