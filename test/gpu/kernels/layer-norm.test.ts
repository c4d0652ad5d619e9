import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { layerNorm } from '../../../src/gpu/kernels/layer-norm';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

/** float32 against float64: 1e-7 in each of a few sums and one inverse square root. */
const FLOAT32 = 3e-6;
const EPSILON = 1e-6;

type Result = Record<'y' | 'dx' | 'dGamma' | 'dBeta', ArrayLike<number>>;

/** Row by row from the definition, in float64. */
function reference(x: Float32Array, gamma: Float32Array, beta: Float32Array, dy: Float32Array): Result {
  const n = gamma.length;
  const [y, dx] = [new Float64Array(x.length), new Float64Array(x.length)];
  const [dGamma, dBeta] = [new Float64Array(n), new Float64Array(n)];
  const sum = (f: (c: number) => number): number => Array.from(gamma, (_, c) => f(c)).reduce((a, b) => a + b, 0);
  for (let base = 0; base < x.length; base += n) {
    const mean = sum((c) => x[base + c]!) / n;
    const inverse = 1 / Math.sqrt(sum((c) => (x[base + c]! - mean) ** 2) / n + EPSILON);
    const normal = (c: number): number => (x[base + c]! - mean) * inverse;
    const g = (c: number): number => dy[base + c]! * gamma[c]!;
    const average = sum(g) / n;
    const averageNormal = sum((c) => g(c) * normal(c)) / n;
    for (let c = 0; c < n; c++) {
      y[base + c] = normal(c) * gamma[c]! + beta[c]!;
      dx[base + c] = inverse * (g(c) - average - normal(c) * averageNormal);
      dGamma[c]! += dy[base + c]! * normal(c);
      dBeta[c]! += dy[base + c]!;
    }
  }
  return { y, dx, dGamma, dBeta };
}

const partsOf = (shape: number[]): { x: Tensor; gamma: Tensor1D; beta: Tensor1D } => ({
  x: randomTensor(shape, 1),
  gamma: randomTensor([shape.at(-1)!], 2) as Tensor1D,
  beta: randomTensor([shape.at(-1)!], 3) as Tensor1D,
});

test('[1, 3] becomes [-1, 1], scaled and shifted', async () => {
  const y = await readTensor(
    layerNorm(
      { x: tf.tensor2d([[1, 3]]), gamma: tf.tensor1d([2, 10]), beta: tf.tensor1d([0, 5]) },
      { epsilon: EPSILON },
    ),
  );
  expect(y[0]).toBeCloseTo(-2, 4);
  expect(y[1]).toBeCloseTo(15, 4);
});

test.each([[[3, 7]], [[2, 65, 5]], [[130, 192]]])(
  '[%s]: values and gradients agree with the definition',
  async (shape) => {
    const { x, gamma, beta } = partsOf(shape);
    const dy = randomTensor(shape, 4);
    const taped = tf.valueAndGrads((...[a, b, c]: Tensor[]) =>
      layerNorm({ x: a!, gamma: b as Tensor1D, beta: c as Tensor1D }, { epsilon: EPSILON }),
    )([x, gamma, beta], dy);
    const values = await readTensors([x, gamma, beta, dy, taped.value, ...taped.grads]);
    const [xs, gammas, betas, dys, y, dx, dGamma, dBeta] = values as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      ...Float32Array[],
    ];
    const want = reference(xs, gammas, betas, dys);
    for (const [name, got] of Object.entries({ y, dx, dGamma, dBeta }))
      expectClose(got!, want[name as keyof Result], FLOAT32, name);
  },
);

test('gradients agree with central differences', async () => {
  const parts = partsOf([6, 9]);
  for (const name of ['x', 'gamma', 'beta'] as const) {
    expect(
      await gradientError((v) => layerNorm({ ...parts, [name]: v }, { epsilon: EPSILON }), parts[name]),
    ).toBeLessThan(CENTRAL_DIFFERENCE);
  }
});

test('a scale of another length is refused', () => {
  expect(() => layerNorm({ ...partsOf([2, 4]), gamma: tf.ones([3]) }, { epsilon: EPSILON })).toThrow(
    'gamma is [3]; it must be [4]',
  );
});

test('a second run leaves no tensor behind', () => {
  const parts = partsOf([4, 6]);
  const step = (): void =>
    void tf.tidy(() => void tf.grad((x: Tensor) => layerNorm({ ...parts, x }, { epsilon: EPSILON }))(parts.x));
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
});
