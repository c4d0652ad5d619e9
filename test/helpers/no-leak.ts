/** Counts tensors over a second run: what is left then has leaked. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** @param run makes tensors within a tidy and keeps none */
export async function expectNoLeak(run: () => void): Promise<void> {
  const once = (): void => {
    tf.tidy(() => {
      run();
    });
  };
  once(); // the first run may fill caches
  const before = tf.memory().numTensors;
  once();
  expect(tf.memory().numTensors - before, 'leaked tensors').toBe(0);
}
