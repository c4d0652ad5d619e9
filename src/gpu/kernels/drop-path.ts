/** A residual branch that is left out for some images of a batch, the mask a function of a seed. shaders/drop-path.wgsl. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

export interface DropPathAttrs {
  /** Probability that an image goes without the branch, 0..1 (exclusive). */
  readonly rate: number;
  /** u32; another one for every branch and step. */
  readonly seed: number;
}

const LANES = 64;
const kernel = defineKernel('drop-path', { volatileUniforms: true });

function applyMask(branch: TensorInfo, x: TensorInfo | undefined, attrs: DropPathAttrs): TensorInfo {
  const size = branch.shape.reduce((a, b) => a * b, 1);
  return kernel.run({
    inputs: { x: x ?? branch, branch },
    outputs: { y: { shape: branch.shape } },
    uniforms: { size, perImage: size / branch.shape[0]!, ...attrs, hasX: Number(x !== undefined) },
    groups: linearGroups(size, LANES),
  }).y!;
}

const op = defineOp<DropPathAttrs>({
  name: 'TfDropPath',
  forward: ({ x, branch }, attrs) => [applyMask(branch!, x, attrs)],
  gradient: ([dy], _saved, attrs) => ({ x: tf.clone(dy!), branch: asTensor(applyMask(dy!, undefined, attrs)) }),
});

/**
 * @param x [B, ...]
 * @param branch the same shape
 * @returns x + mask branch, the mask 0 or 1 / (1 - rate) for each image
 */
export function dropPath<T extends Tensor>(x: T, branch: T, attrs: DropPathAttrs): T {
  if (x.shape.join() !== branch.shape.join())
    throw new Error(`dropPath: a branch of [${branch.shape.join(', ')}] beside [${x.shape.join(', ')}]`);
  return op({ x, branch }, attrs)[0] as T;
}
