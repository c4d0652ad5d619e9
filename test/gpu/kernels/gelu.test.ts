import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gelu } from '../../../src/gpu/kernels/gelu';
import { readTensors } from '../../../src/gpu/read';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Absolute: 1e-7 of the approximation times |x| up to 4, and the rounding of y. */
const APPROXIMATION = 5e-7;
const DERIVATIVE = 4e-7;

/** The share of a standard normal distribution below x, by its series (float64, |x| <= 6). */
function share(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

test('values and derivatives from -6 to 6 are those of the definition', async () => {
  expect(share(1)).toBeCloseTo(0.841344746068543, 12);
  const x = tf.linspace(-6, 6, 2401);
  const { value, grad } = tf.valueAndGrad((v: tf.Tensor) => gelu(v))(x, tf.onesLike(x));
  const [at, y, dy] = (await readTensors([x, value, grad])) as Float32Array[];
  let [worst, worstSlope] = [0, 0];
  at!.forEach((v, i) => {
    worst = Math.max(worst, Math.abs(y![i]! - v * share(v)));
    worstSlope = Math.max(worstSlope, Math.abs(dy![i]! - (share(v) + v * density(v))));
  });
  expect(worst).toBeLessThan(APPROXIMATION);
  expect(worstSlope).toBeLessThan(DERIVATIVE);
});

test('far out it is 0 or x, and at 0 it is 0', async () => {
  const [y] = await readTensors([gelu(tf.tensor1d([-40, -1e4, 0, 40, 1e4]))]);
  y!.forEach((value, i) => expect(value).toBeCloseTo([0, 0, 0, 40, 1e4][i]!, 12));
});

test('the gradient agrees with central differences', async () => {
  expect(await gradientError((x) => gelu(x), randomTensor([3, 70], 1))).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('a second run leaves no tensor behind', () => {
  const x = randomTensor([3, 7], 1);
  return expectNoLeak(() => {
    tf.grad((v: tf.Tensor) => gelu(v))(x);
  });
});
