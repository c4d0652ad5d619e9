/** The norm behind sums of squares, and the factor that brings it down to the largest allowed. shaders/clip-scale.wgsl. */
import type { Tensor1D, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { asTensor } from '../op';

const kernel = defineKernel('clip-scale');

/** @param parts sums of squares @returns both [1]; the scale is 1 if the norm is allowed */
export function clipScale(parts: TensorInfo, largest: number): { norm: Tensor1D; scale: Tensor1D } {
  const { norm, scale } = kernel.run({
    inputs: { parts },
    outputs: { norm: { shape: [1] }, scale: { shape: [1] } },
    uniforms: { count: parts.shape.reduce((a, b) => a * b, 1), largest },
    groups: [1],
  });
  return { norm: asTensor<Tensor1D>(norm!), scale: asTensor<Tensor1D>(scale!) };
}
