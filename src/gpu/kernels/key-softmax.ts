/** Softmax of attention's scores over the keys. shaders/key-softmax.wgsl, key-softmax-grad.wgsl. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

const LANES = 64;
const forward = defineKernel('key-softmax');
const backward = defineKernel('key-softmax-grad');

function launchOf({ shape }: TensorInfo) {
  const [batch, queries, keys, heads] = shape as [number, number, number, number];
  const rows = batch * queries;
  return { uniforms: { rows, keys, heads }, groups: linearGroups(rows * heads, LANES) };
}

const op = defineOp<Record<string, never>>({
  name: 'TfKeySoftmax',
  forward({ scores }) {
    const outputs = { weights: { shape: scores!.shape } };
    return [forward.run({ inputs: { scores: scores! }, outputs, ...launchOf(scores!) }).weights!];
  },
  saveOutputs: [true],
  gradient([dweights], [weights]) {
    const { dscores } = backward.run({
      inputs: { weights: weights!, dweights: dweights! },
      outputs: { dscores: { shape: weights!.shape } },
      ...launchOf(weights!),
    });
    return { scores: asTensor(dscores!) };
  },
});

/** @param scores [B, queries, keys, heads] @returns the same shape; over the keys its sum is 1 */
export function keySoftmax(scores: Tensor4D): Tensor4D {
  return op({ scores }, {})[0] as Tensor4D;
}
