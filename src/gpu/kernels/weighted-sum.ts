/**
 * Weighted sum of scalars in one launch, where tfjs would take three for each. shaders/weighted-sum.wgsl.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, TensorInfo } from '@tensorflow/tfjs-core';
import { gpu } from '../device';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';

const forward = defineKernel('weighted-sum');
const backward = defineKernel('weighted-sum-grad');

const SCALAR_BYTES = 4;
const GROUP = 64;

/** Copies scalars into one vector: copies between buffers, no launch. */
function gather(values: readonly TensorInfo[]): TensorInfo {
  const { backend } = gpu();
  const packed = backend.makeTensorInfo([values.length], 'float32');
  const to = backend.bufferOf(packed);
  const copies = values.map((value, i) => ({
    from: backend.bufferOf(value),
    fromOffset: 0,
    to,
    toOffset: SCALAR_BYTES * i,
    bytes: SCALAR_BYTES,
  }));
  backend.copyBuffers(copies);
  backend.holdUntilSubmit([packed, ...values]);
  return packed;
}

function scatter(packed: TensorInfo, count: number): Tensor[] {
  const { backend } = gpu();
  const from = backend.bufferOf(packed);
  const scalars = Array.from({ length: count }, () => backend.makeTensorInfo([], 'float32'));
  backend.copyBuffers(
    scalars.map((info, i) => ({
      from,
      fromOffset: SCALAR_BYTES * i,
      to: backend.bufferOf(info),
      toOffset: 0,
      bytes: SCALAR_BYTES,
    })),
  );
  backend.holdUntilSubmit([packed, ...scalars]);
  return scalars.map((info) => asTensor(info));
}

const nameOf = (i: number): string => `value${i}`;

/** One op for each number of values: tfjs wants to know the names of the inputs that a gradient needs. */
const ops = new Map<number, ReturnType<typeof define>>();

function define(count: number) {
  return defineOp<object>({
    name: `TfWeightedSum${count}`,
    forward: (inputs) => {
      const values = gather(Array.from({ length: count }, (_, i) => inputs[nameOf(i)]!));
      const { total } = forward.run({
        inputs: { values, weights: inputs.weights! },
        outputs: { total: { shape: [] } },
        uniforms: { count },
        groups: [1],
      });
      release(values);
      return [total!];
    },
    saveInputs: ['weights'],
    gradient: ([dtotal], [weights]) => {
      const { dvalues } = backward.run({
        inputs: { weights: weights!, dtotal: dtotal! },
        outputs: { dvalues: { shape: [count] } },
        uniforms: { count },
        groups: [Math.ceil(count / GROUP)],
      });
      const gradients = scatter(dvalues!, count);
      release(dvalues!);
      return Object.fromEntries(gradients.map((gradient, i) => [nameOf(i), gradient]));
    },
  });
}

/**
 * @param values scalars
 * @param weights one number for each; constants to the gradient
 */
export function weightedSum(values: readonly Tensor[], weights: readonly number[]): Scalar {
  if (values.length !== weights.length) throw new Error(`${values.length} values but ${weights.length} weights`);
  let op = ops.get(values.length);
  if (!op) ops.set(values.length, (op = define(values.length)));
  return tf.tidy(() => {
    const weightTensor: Tensor1D = tf.tensor1d([...weights], 'float32');
    const inputs = Object.fromEntries(values.map((value, i) => [nameOf(i), value]));
    return op({ ...inputs, weights: weightTensor }, {})[0] as Scalar;
  });
}
