import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { conv2d } from '../../../src/gpu/kernels/conv2d';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { stack, unstackInto } from '../../../src/gpu/stack';
import { Conv2d } from '../../../src/nn/conv';
import { GroupedBatchNorm2d, GroupedConv2d, GroupedLinear } from '../../../src/nn/grouped';
import { Linear } from '../../../src/nn/linear';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { BatchNorm2d } from '../../../src/nn/norm';
import { expectClose } from '../../helpers/close';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** The same sums in another order. */
const FLOAT32 = 3e-6;
const TRAIN = { training: true, seed: 1 };
const GROUPS = 3;

interface Pair {
  readonly store: ParameterStore;
  readonly scopes: readonly Scope[];
}

/** Two stores of the same seed hold the same values under the same names. */
function stores(): [Pair, Pair] {
  const make = (): Pair => {
    const store = new ParameterStore(7);
    return { store, scopes: Array.from({ length: GROUPS }, (_, g) => new Scope(store, `task${g}`)) };
  };
  return [make(), make()];
}

function channels(x: Tensor4D, group: number, count = GROUPS): Tensor4D {
  const width = x.shape[3] / count;
  return tf.slice(x, [0, 0, 0, group * width], [-1, -1, -1, width]);
}

/** Gradients of sum(probe * f()) in all trainable parameters, by name. */
async function gradients({ store }: Pair, f: () => Tensor): Promise<Map<string, Float32Array>> {
  const { grads } = tf.variableGrads(
    () => {
      const y = f();
      return tf.sum(tf.mul(y, randomTensor(y.shape, 77))) as tf.Scalar;
    },
    store.trainable().map(({ value }) => value),
  );
  const values = await readTensors(store.trainable().map(({ value }) => grads[value.name]!));
  return new Map(store.trainable().map(({ name }, i) => [name, values[i]!]));
}

async function expectSame(one: [Pair, () => Tensor], other: [Pair, () => Tensor]): Promise<void> {
  const [got, want] = await readTensors([one[1](), other[1]()]);
  expectClose(got!, want!, FLOAT32, 'values');
  const wanted = await gradients(...other);
  expect(wanted.size).toBeGreaterThan(0);
  for (const [name, values] of await gradients(...one)) expectClose(values, wanted.get(name)!, FLOAT32, name);
}

test.each([
  ['own input', GROUPS],
  ['one input for all', 1],
] as const)('grouped convolutions are those of each group, values and gradients: %s', async (_what, inputs) => {
  const [one, other] = stores();
  const options = { in: 5, out: 6, kernel: 3, stride: 2, padding: 1 };
  const grouped = new GroupedConv2d(one.scopes, options);
  const single = other.scopes.map((scope) => new Conv2d(scope, options));
  const x = randomTensor([2, 9, 7, inputs * 5], 1) as Tensor4D;
  const apart = (v: Tensor4D): Tensor4D =>
    tf.concat(
      single.map((conv, g) => conv.apply(inputs === 1 ? v : channels(v, g))),
      3,
    );
  await expectSame([one, () => grouped.apply(x)], [other, () => apart(x)]);
  const [dx, wanted] = await readTensors(
    [(v: Tensor) => grouped.apply(v as Tensor4D), (v: Tensor) => apart(v as Tensor4D)].map((f) => tf.grad(f)(x)),
  );
  expectClose(dx!, wanted!, FLOAT32, 'dx');
  expect(await gradientError((v) => grouped.apply(v as Tensor4D), x)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('two filters read each of three inputs; many positions are split', async () => {
  const x = randomTensor([1, 20, 24, 6], 1) as Tensor4D;
  const filters = randomTensor([6, 3, 3, 2, 5], 2) as tf.Tensor5D;
  const grouped = (v: Tensor, f: Tensor): Tensor =>
    conv2d({ x: v as Tensor4D, filter: f as tf.Tensor5D }, { padding: 1 });
  const apart = (v: Tensor, f: Tensor): Tensor =>
    tf.concat(
      Array.from({ length: 6 }, (_, g) => {
        const filter = tf.reshape(tf.slice(tf.reshape(f, [6, 90]), [g, 0], [1, 90]), [3, 3, 2, 5]) as Tensor4D;
        return conv2d({ x: channels(v as Tensor4D, Math.floor(g / 2)), filter }, { padding: 1 });
      }),
      3,
    );
  const probe = randomTensor([1, 20, 24, 30], 3);
  const [y, dx, df, wantY, wantDx, wantDf] = await readTensors(
    [grouped, apart].flatMap((f) => [f(x, filters), ...tf.grads(f)([x, filters], probe)]),
  );
  expectClose(y!, wantY!, FLOAT32, 'y');
  expectClose(dx!, wantDx!, FLOAT32, 'dx');
  expectClose(df!, wantDf!, FLOAT32, 'dFilter');
});

test('grouped linear layers are those of each group', async () => {
  const [one, other] = stores();
  const options = { in: 4, out: 3 };
  const grouped = new GroupedLinear(one.scopes, options);
  const single = other.scopes.map((scope) => new Linear(scope, options));
  const x = randomTensor([2, 1, 1, GROUPS * 4], 1) as Tensor4D;
  const apart = (): Tensor4D =>
    tf.concat(
      single.map((linear, g) => linear.apply(channels(x, g))),
      3,
    );
  await expectSame([one, () => grouped.apply(x)], [other, apart]);
});

test('grouped norms are those of each group, and so are their running statistics', async () => {
  const [one, other] = stores();
  const options = { channels: 4, momentum: 0.3, relu: true };
  const grouped = new GroupedBatchNorm2d(one.scopes, options);
  const single = other.scopes.map((scope) => new BatchNorm2d(scope, options));
  const x = randomTensor([2, 5, 6, GROUPS * 4], 1) as Tensor4D;
  const residual = randomTensor([2, 5, 6, GROUPS * 4], 2) as Tensor4D;
  const apart = (): Tensor4D =>
    tf.concat(
      single.map((norm, g) => norm.apply(channels(x, g), TRAIN, channels(residual, g))),
      3,
    );
  await expectSame([one, () => grouped.apply(x, TRAIN, residual)], [other, apart]);
  const fixed = one.store.all().filter(({ trainable }) => !trainable);
  expect(fixed).toHaveLength(3 * GROUPS);
  for (const { name, value } of fixed)
    expectClose(await readTensor(value), await readTensor(other.store.get(name).value), FLOAT32, name);
  expect(Array.from(await readTensor(one.store.get('task2.num_batches_tracked').value))).toEqual([2]);
});

test('stacking lays tensors end to end, taking apart undoes it, and gradients go their ways', async () => {
  const parts = [1, 2, 3].map((seed) => randomTensor([2, 3], seed));
  const whole = stack(parts);
  expect(whole.shape).toEqual([3, 2, 3]);
  const read = await readTensors([whole, ...parts]);
  expect(Array.from(read[0]!)).toEqual(read.slice(1).flatMap((values) => Array.from(values)));
  const f = (v: Tensor): Tensor => tf.mul(stack([parts[0]!, v], [12]), tf.range(1, 13));
  expect(await gradientError(f, parts[1]!)).toBeLessThan(CENTRAL_DIFFERENCE);
  const [a, b] = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([1]))];
  unstackInto(tf.tensor1d([5, 6, 7]), [a, b]);
  expect([...(await readTensor(a)), ...(await readTensor(b))]).toEqual([5, 6, 7]);
  expect(() => stack([tf.ones([2]), tf.ones([3])])).toThrow('all must have one shape');
  expect(() => unstackInto(tf.ones([4]), [a, b])).toThrow('does not fill 2 tensors');
});

test('a second run leaves no tensor behind', () => {
  const [{ store, scopes }] = stores();
  const under = (name: string): Scope[] => scopes.map((scope) => scope.child(name));
  const conv = new GroupedConv2d(under('conv'), { in: 4, out: 4, kernel: 1 });
  const norm = new GroupedBatchNorm2d(under('norm'), { channels: 4 });
  const x = randomTensor([1, 3, 3, 12], 1) as Tensor4D;
  return expectNoLeak(() => {
    tf.variableGrads(
      () => tf.sum(tf.square(norm.apply(conv.apply(x), TRAIN))) as tf.Scalar,
      store.trainable().map(({ value }) => value),
    );
  });
});
