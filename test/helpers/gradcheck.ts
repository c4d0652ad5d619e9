/** Gradients against central differences, the second oracle of every kernel. */
import * as tf from '@tensorflow/tfjs-core';
import { readTensor } from '../../src/gpu/read';
import { Random } from '../../src/base/random';

/** Step 1e-2 on values near 1 in float32: truncation and rounding are each about 1e-4; the rest is margin. */
export const CENTRAL_DIFFERENCE = 2e-3;

interface Options {
  readonly step?: number;
  /** How many entries of x are probed (drawn by seed). */
  readonly entries?: number;
}

/** A tensor of standard normal values. */
export function randomTensor(shape: number[], seed: number, scale = 1): tf.Tensor {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * random.normal()),
    shape,
  );
}

/**
 * Largest difference between the gradient of sum(probe * f(x)) and central differences, relative to the largest
 * gradient entry.
 */
export async function gradientError(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  { step = 1e-2, entries = 24 }: Options = {},
): Promise<number> {
  const y = f(x);
  const probe = randomTensor(y.shape, 77);
  const weights = await readTensor(probe);
  const gradient = await readTensor(tf.grad((v: tf.Tensor) => tf.sum(tf.mul(f(v), probe)))(x));
  const values = await readTensor(x);
  const random = new Random(5);
  const chosen = Array.from({ length: Math.min(entries, values.length) }, () => random.below(values.length));
  const evaluate = async (changed: Float32Array): Promise<number> => {
    const out = await readTensor(f(tf.tensor(changed, x.shape)));
    return out.reduce((sum, value, i) => sum + value * weights[i]!, 0); // in float64
  };
  let worst = 0;
  let scale = 0;
  for (const value of gradient) scale = Math.max(scale, Math.abs(value));
  for (const i of chosen) {
    const up = Float32Array.from(values);
    const down = Float32Array.from(values);
    up[i]! += step;
    down[i]! -= step;
    const numeric = ((await evaluate(up)) - (await evaluate(down))) / (up[i]! - down[i]!);
    const error = Math.abs(numeric - gradient[i]!);
    if (Number.isNaN(error)) return NaN;
    worst = Math.max(worst, error);
  }
  return worst / (scale || 1);
}
