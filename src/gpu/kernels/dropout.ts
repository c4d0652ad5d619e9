/** Inverted dropout whose mask is a function of a seed, on the GPU. shaders/dropout.wgsl. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface DropoutAttrs {
  /** Probability of zeroing, 0..1 (exclusive). */
  readonly rate: number;
  /** u32; another one for every layer and step. */
  readonly seed: number;
}

const kernel = defineKernel('dropout', { volatileUniforms: true });

function applyMask(x: TensorInfo, { rate, seed }: DropoutAttrs): TensorInfo {
  const size = x.shape.reduce((a, b) => a * b, 1);
  return kernel.run({
    inputs: { x },
    outputs: { y: { shape: x.shape } },
    uniforms: { size, seed, rate },
    groups: linearGroups(size, 64),
  }).y!;
}

const op = defineOp<DropoutAttrs>({
  name: 'TfDropout',
  forward: ({ x }, attrs) => [applyMask(x!, attrs)],
  gradient: ([dy], _saved, attrs) => ({ x: asTensor(applyMask(dy!, attrs)) }),
});

/** @param x any shape @returns the same shape */
export function dropout<T extends Tensor>(x: T, attrs: DropoutAttrs): T {
  return op({ x }, attrs)[0] as T;
}
