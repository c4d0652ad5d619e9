/** Layer norm over the last axis, one thread a row. shaders/layer-norm.wgsl, layer-norm-grad.wgsl, layer-norm-grad-sums.wgsl. */
import type { Tensor, Tensor1D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';
import { columnChunks, sumParts } from './sum-parts';

export interface LayerNormAttrs {
  /** PyTorch's default is 1e-5; ViT uses 1e-6. */
  readonly epsilon: number;
}

const LANES = 64;
const forwardKernel = defineKernel('layer-norm');
const gradKernel = defineKernel('layer-norm-grad');
const gradSumsKernel = defineKernel('layer-norm-grad-sums');

function sizesOf({ shape }: TensorInfo): { rows: number; channels: number } {
  const channels = shape.at(-1) ?? 1;
  return { rows: shape.reduce((a, b) => a * b, 1) / channels, channels };
}

function forward(x: TensorInfo, gamma: TensorInfo, beta: TensorInfo, { epsilon }: LayerNormAttrs): TensorInfo[] {
  const { rows, channels } = sizesOf(x);
  for (const [name, { shape }] of Object.entries({ gamma, beta })) {
    if (shape.join() !== String(channels)) {
      throw new Error(`layer norm: ${name} is [${shape.join(', ')}]; it must be [${channels}], the last axis of x`);
    }
  }
  const { y, statistics } = forwardKernel.run({
    inputs: { x, gamma, beta },
    outputs: { y: { shape: x.shape }, statistics: { shape: [rows, 2] } },
    uniforms: { rows, channels, epsilon },
    groups: linearGroups(rows, LANES),
  });
  return [y!, statistics!];
}

function gradient(dy: Tensor, [x, gamma, statistics]: readonly [Tensor, Tensor, Tensor]): Record<string, Tensor> {
  const { rows, channels } = sizesOf(x);
  const { chunks, perChunk } = columnChunks(rows);
  const { dx } = gradKernel.run({
    inputs: { x, dy, gamma, statistics },
    outputs: { dx: { shape: x.shape } },
    uniforms: { rows, channels },
    groups: linearGroups(rows, LANES),
  });
  const { parts } = gradSumsKernel.run({
    inputs: { x, dy, statistics },
    outputs: { parts: { shape: [chunks, 2, channels] } },
    uniforms: { rows, channels, chunks, perChunk },
    groups: linearGroups(chunks * channels, LANES),
  });
  const [dGamma, dBeta] = sumParts(parts!, chunks, [[channels], [channels]]);
  return { x: asTensor(dx!), gamma: dGamma!, beta: dBeta! };
}

const op = defineOp<LayerNormAttrs>({
  name: 'TfLayerNorm',
  forward: ({ x, gamma, beta }, attrs) => forward(x!, gamma!, beta!, attrs),
  saveInputs: ['x', 'gamma'],
  saveOutputs: [false, true],
  gradient: ([dy], saved) => gradient(dy!, saved as [Tensor, Tensor, Tensor]),
});

export interface LayerNormInputs<T extends Tensor> {
  /** [..., channels] */
  readonly x: T;
  /** [channels] */
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/** @returns the shape of x */
export function layerNorm<T extends Tensor>(inputs: LayerNormInputs<T>, attrs: LayerNormAttrs): T {
  return op({ ...inputs }, attrs)[0] as T;
}
