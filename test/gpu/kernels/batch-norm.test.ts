import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batchNorm, type BatchNormAttrs } from '../../../src/gpu/kernels/batch-norm';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';

/** float32 against float64: 1e-7 in each of a few sums and one inverse square root. */
const FLOAT32 = 3e-6;
const TRAIN: BatchNormAttrs = { training: true, momentum: 0.1 };
const EVALUATE: BatchNormAttrs = { training: false, momentum: 0.1 };

interface Parts {
  x: Tensor;
  gamma: Tensor1D;
  beta: Tensor1D;
  runningMean: tf.Variable<tf.Rank.R1>;
  runningVar: tf.Variable<tf.Rank.R1>;
  tracked: tf.Variable;
}

function partsOf(shape: number[], offset = 0): Parts {
  const channels = shape.at(-1)!;
  const variable = (values: Tensor): tf.Variable<tf.Rank.R1> => tf.variable(values as Tensor1D, false);
  return {
    x: tf.add(randomTensor(shape, 1), offset),
    gamma: randomTensor([channels], 2) as Tensor1D,
    beta: randomTensor([channels], 3) as Tensor1D,
    runningMean: variable(randomTensor([channels], 4)),
    runningVar: variable(tf.tensor1d(Array.from({ length: channels }, (_, c) => 0.5 + c / 4))),
    tracked: tf.variable(tf.scalar(0), false),
  };
}

interface Reference {
  y: Float64Array;
  dx: Float64Array;
  dGamma: Float64Array;
  dBeta: Float64Array;
  mean: Float64Array;
  variance: Float64Array;
}

type Values = Record<'x' | 'gamma' | 'beta' | 'dy', Float32Array> & {
  readonly fixed?: { mean: ArrayLike<number>; variance: ArrayLike<number> };
};

/** From the definition, in float64; with `fixed` statistics as in evaluation. */
function reference({ x, gamma, beta, dy, fixed }: Values, relu: boolean): Reference {
  const channels = gamma.length;
  const n = x.length / channels;
  const zero = (): Float64Array => new Float64Array(channels);
  const out: Reference = {
    y: new Float64Array(x.length),
    dx: new Float64Array(x.length),
    dGamma: zero(),
    dBeta: zero(),
    mean: zero(),
    variance: zero(),
  };
  x.forEach((v, i) => (out.mean[i % channels]! += v / n));
  x.forEach((v, i) => (out.variance[i % channels]! += (v - out.mean[i % channels]!) ** 2 / n));
  const { mean, variance } = fixed ?? out;
  const inverse = Float64Array.from(gamma, (_, c) => 1 / Math.sqrt(variance[c]! + 1e-5));
  const normal = Float64Array.from(x, (v, i) => (v - mean[i % channels]!) * inverse[i % channels]!);
  const g = new Float64Array(x.length);
  normal.forEach((v, i) => {
    const c = i % channels;
    const value = v * gamma[c]! + beta[c]!;
    const on = !relu || value > 0;
    out.y[i] = on ? value : 0;
    g[i] = on ? dy[i]! : 0;
    out.dGamma[c]! += g[i]! * v;
    out.dBeta[c]! += g[i]!;
  });
  normal.forEach((v, i) => {
    const c = i % channels;
    const through = fixed ? 0 : (out.dBeta[c]! + v * out.dGamma[c]!) / n;
    out.dx[i] = gamma[c]! * inverse[c]! * (g[i]! - through);
  });
  return out;
}

async function run(parts: Parts, attrs: BatchNormAttrs): Promise<Record<string, Float32Array>> {
  const { x, gamma, beta } = parts;
  const dy = randomTensor(x.shape, 9);
  const fixedMean = await readTensor(parts.runningMean);
  const fixedVar = await readTensor(parts.runningVar);
  const y = batchNorm(parts, { ...attrs, training: false });
  const taped = tf.valueAndGrads((...[a, b, c]: Tensor[]) =>
    batchNorm({ ...parts, x: a!, gamma: b as Tensor1D, beta: c as Tensor1D }, attrs),
  )([x, gamma, beta], dy);
  const tensors = {
    x,
    gamma,
    beta,
    dy,
    evaluated: y,
    y: taped.value,
    dx: taped.grads[0]!,
    dGamma: taped.grads[1]!,
    dBeta: taped.grads[2]!,
  };
  const values = await readTensors([...Object.values(tensors), parts.runningMean, parts.runningVar, parts.tracked]);
  const names = [...Object.keys(tensors), 'runningMean', 'runningVar', 'tracked'];
  return { ...Object.fromEntries(names.map((name, i) => [name, values[i]!])), fixedMean, fixedVar };
}

function expectLike(got: Record<string, Float32Array>, want: Reference): void {
  for (const name of ['y', 'dx', 'dGamma', 'dBeta'] as const) expectClose(got[name]!, want[name], FLOAT32, name);
}

test('two values of one channel become -1 and 1', async () => {
  const one = tf.tensor1d([1]);
  const parts = { ...partsOf([2, 1]), x: tf.tensor2d([[3], [5]]), gamma: one, beta: tf.tensor1d([0]) };
  parts.runningMean.assign(tf.tensor1d([0]));
  parts.runningVar.assign(tf.tensor1d([1]));
  const y = await readTensor(batchNorm(parts, TRAIN));
  expect(y[0]).toBeCloseTo(-1, 4);
  expect(y[1]).toBeCloseTo(1, 4);
  expect((await readTensor(parts.runningMean))[0]).toBeCloseTo(0.4, 6); // a tenth of 4
  expect((await readTensor(parts.runningVar))[0]).toBeCloseTo(1.1, 6); // 0.9 + a tenth of the unbiased 2
  expect(Array.from(await readTensor(parts.tracked))).toEqual([1]);
});

describe.each([[[2, 5, 7, 3]], [[2, 12, 16, 32]], [[1, 2, 3, 1]], [[3, 4, 4, 70]]])('[%s]', (shape) => {
  test.each([true, false])(
    'training, relu %s: values, gradients and running statistics agree with the definition',
    async (relu) => {
      const parts = partsOf(shape);
      const got = await run(parts, { ...TRAIN, relu });
      const want = reference(got as unknown as Values, relu);
      expectLike(got, want);
      const n = got.x!.length / shape.at(-1)!;
      expectClose(
        got.runningMean!,
        want.mean.map((m, c) => 0.9 * got.fixedMean![c]! + 0.1 * m),
        FLOAT32,
        'running mean',
      );
      expectClose(
        got.runningVar!,
        want.variance.map((v, c) => 0.9 * got.fixedVar![c]! + (0.1 * v * n) / (n - 1)),
        FLOAT32,
        'running var',
      );
      expect(Array.from(got.tracked!)).toEqual([1]);
    },
  );

  test('evaluation uses the running statistics and leaves them alone', async () => {
    const got = await run(partsOf(shape), EVALUATE);
    expectLike(
      got,
      reference({ ...(got as unknown as Values), fixed: { mean: got.fixedMean!, variance: got.fixedVar! } }, false),
    );
    expect(got.evaluated).toEqual(got.y);
    expect(got.runningMean).toEqual(got.fixedMean);
    expect(got.runningVar).toEqual(got.fixedVar);
    expect(Array.from(got.tracked!)).toEqual([0]);
  });
});

test('a mean of 1000 deviations does not spoil the variance', async () => {
  const got = await run(partsOf([2, 24, 32, 8], 1000), TRAIN);
  // x itself is only known to 2^-24 * 1000 = 6e-5 and the mean to the same: that is the bound, not FLOAT32.
  expectClose(got.y!, reference(got as unknown as Values, false).y, 2e-4, 'y');
});

test.each([TRAIN, EVALUATE])('gradients agree with central differences: %o', async (attrs) => {
  const parts = partsOf([2, 3, 4, 5]);
  expect(await gradientError((x) => batchNorm({ ...parts, x }, attrs), parts.x)).toBeLessThan(CENTRAL_DIFFERENCE);
  for (const name of ['gamma', 'beta'] as const) {
    expect(await gradientError((v) => batchNorm({ ...parts, [name]: v }, attrs), parts[name])).toBeLessThan(
      CENTRAL_DIFFERENCE,
    );
  }
});

test('the same input gives the same bits', async () => {
  const [first, second] = [await run(partsOf([2, 48, 64, 16]), TRAIN), await run(partsOf([2, 48, 64, 16]), TRAIN)];
  expect(second).toEqual(first);
});

test('momentum 0.01 twice tracks two batches', async () => {
  const parts = partsOf([4, 3]);
  const before = await readTensor(parts.runningMean);
  const mean = await readTensor(tf.mean(parts.x, 0));
  for (let i = 0; i < 2; i++) batchNorm(parts, { training: true, momentum: 0.01 });
  expectClose(
    await readTensor(parts.runningMean),
    before.map((m, c) => 0.9801 * m + 0.0199 * mean[c]!),
    FLOAT32,
  );
  expect(Array.from(await readTensor(parts.tracked))).toEqual([2]);
});

test('impossible shapes are refused', () => {
  const parts = partsOf([4, 3]);
  expect(() => batchNorm({ ...parts, x: tf.ones([1, 3]) }, TRAIN)).toThrow('at least 2 values');
  expect(() => batchNorm({ ...parts, gamma: tf.ones([4]) }, TRAIN)).toThrow('gamma is [4]; it must be [3]');
});

test('a second run leaves no tensor behind', () => {
  const parts = partsOf([2, 3, 4, 5]);
  const step = (): void => void tf.tidy(() => void tf.grad((x: Tensor) => batchNorm({ ...parts, x }, TRAIN))(parts.x));
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
});

describe.each([
  [[2, 5, 7, 3], true],
  [[2, 5, 7, 3], false],
  [[1, 12, 16, 32], true],
] as const)('with a residual, [%s], relu %s', (shape, relu) => {
  test('values and gradients are those of norm, sum and ReLU one after the other', async () => {
    const parts = partsOf([...shape]);
    const residual = randomTensor([...shape], 6);
    const dy = randomTensor([...shape], 9);
    const together = (x: Tensor, gamma: Tensor, beta: Tensor, rest: Tensor): Tensor =>
      batchNorm({ ...parts, x, gamma: gamma as Tensor1D, beta: beta as Tensor1D, residual: rest }, { ...TRAIN, relu });
    const apart = (x: Tensor, gamma: Tensor, beta: Tensor, rest: Tensor): Tensor => {
      const sum = tf.add(batchNorm({ ...parts, x, gamma: gamma as Tensor1D, beta: beta as Tensor1D }, TRAIN), rest);
      return relu ? tf.relu(sum) : sum;
    };
    const inputs = [parts.x, parts.gamma, parts.beta, residual];
    const [got, want] = [together, apart].map((f) =>
      tf.valueAndGrads((...all: Tensor[]) => f(...(all as Parameters<typeof f>)))(inputs, dy),
    );
    const names = ['y', 'dx', 'dGamma', 'dBeta', 'dResidual'];
    const all = await readTensors([got!, want!].flatMap(({ value, grads }) => [value, ...grads]));
    names.forEach((name, i) => expectClose(all[i]!, all[i + names.length]!, FLOAT32, name));
    const f = (x: Tensor): Tensor => together(x, parts.gamma, parts.beta, tf.add(residual, 20)); // away from the kink
    expect(await gradientError(f, parts.x)).toBeLessThan(CENTRAL_DIFFERENCE);
  });
});

test('a residual of another shape is refused', () => {
  const parts = partsOf([4, 3]);
  expect(() => batchNorm({ ...parts, residual: tf.ones([3, 3]) }, TRAIN)).toThrow('the residual is [3, 3]');
});
