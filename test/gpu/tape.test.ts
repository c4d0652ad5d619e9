/** Several losses of one forward pass: each one's gradients are those that tfjs gives for it alone. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradientsOfEach } from '../../src/gpu/tape';
import { readTensor, readTensors } from '../../src/gpu/read';
import { randomTensor } from '../helpers/gradcheck';
import { expectNoLeak } from '../helpers/no-leak';

const named = () =>
  ['shared', 'first', 'second', 'unused'].map((name, i) => ({ name, value: tf.variable(randomTensor([3], i)) }));

type Named = ReturnType<typeof named>;

/** Two losses over one shared product. */
function losses([shared, first, second]: Named): tf.Scalar[] {
  const common = tf.mul(shared!.value, shared!.value);
  return [first!, second!].map(({ value }, i) => tf.sum(tf.mul(common, i === 0 ? value : tf.tanh(value))));
}

test('they are the gradients of each loss alone, bit for bit; others have none', async () => {
  const variables = named();
  let forwards = 0;
  const got: Record<string, tf.Tensor>[] = [];
  const once = (): tf.Scalar[] => {
    forwards++;
    return losses(variables);
  };
  gradientsOfEach(once, variables, (gradients) => {
    got.push(Object.fromEntries(Object.entries(gradients).map(([name, tensor]) => [name, tf.keep(tensor)])));
  });
  expect(forwards).toBe(1);
  expect(got.map((gradients) => Object.keys(gradients))).toEqual([
    ['shared', 'first'],
    ['shared', 'second'],
  ]);
  for (const [i, gradients] of got.entries()) {
    const { grads } = tf.variableGrads(
      () => losses(variables)[i]!,
      variables.map(({ value }) => value),
    );
    for (const { name, value } of variables.filter(({ name: one }) => one in gradients)) {
      expect(await readTensor(gradients[name]!)).toEqual(await readTensor(grads[value.name]!));
    }
  }
});

test('a forward pass that throws leaves tfjs able to differentiate', async () => {
  const variables = named();
  const failing = (): tf.Scalar[] => {
    losses(variables);
    throw new Error('no');
  };
  expect(() => gradientsOfEach(failing, variables, () => undefined)).toThrow('no');
  const [slope] = await readTensors([tf.grad((x: tf.Tensor) => tf.sum(tf.square(x)))(tf.tensor1d([3]))]);
  expect([...slope!]).toEqual([6]);
});

test('it leaks nothing', async () => {
  const variables = named();
  await expectNoLeak(() =>
    gradientsOfEach(
      () => losses(variables),
      variables,
      () => undefined,
    ),
  );
});
