/**
 * Depthwise convolution, several layers side by side, and its gradients.
 * shaders/depthwise-conv.wgsl, depthwise-conv-grad-input.wgsl, depthwise-conv-grad-filter.wgsl.
 */
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';
import { columnChunks, sumParts } from './sum-parts';

export interface DepthwiseAttrs {
  readonly stride: number;
  /** Zeros on each of the four sides. */
  readonly padding: number;
}

type Geometry = Record<
  ('batch' | 'height' | 'width' | 'outHeight' | 'outWidth') | ('groups' | 'channels' | 'kernel' | 'stride' | 'padding'),
  number
>;

const LANES = 64;
const forwardKernel = defineKernel('depthwise-conv');
const inputKernel = defineKernel('depthwise-conv-grad-input');
const filterKernel = defineKernel('depthwise-conv-grad-filter');

function geometryOf(x: readonly number[], filters: readonly number[], { stride, padding }: DepthwiseAttrs): Geometry {
  const [batch = 0, height = 0, width = 0, all = 0] = x;
  const [groups = 0, kernel = 0, kernelWidth = 0, channels = 0] = filters;
  const outSize = (size: number): number => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const [outHeight, outWidth] = [outSize(height), outSize(width)];
  if (all !== groups * channels || kernel !== kernelWidth || !(outHeight > 0 && outWidth > 0))
    throw new Error(
      `depthwise convolution of [${x.join(', ')}] by [${filters.join(', ')}]; wanted are [B, H, W, groups * channels] and [groups, k, k, channels]`,
    );
  return { batch, height, width, outHeight, outWidth, groups, channels, kernel, stride, padding };
}

/** Of the convolution and, each, of its gradients. */
const flopsOf = ({ batch, outHeight, outWidth, groups, channels, kernel }: ReturnType<typeof geometryOf>): number =>
  2 * batch * outHeight * outWidth * groups * channels * kernel * kernel;

function forward(x: TensorInfo, filters: TensorInfo, attrs: DepthwiseAttrs): TensorInfo {
  const geometry = geometryOf(x.shape, filters.shape, attrs);
  const { batch, outHeight, outWidth, groups, channels } = geometry;
  const shape = [batch, outHeight, outWidth, groups * channels];
  const size = shape.reduce((a, b) => a * b, 1);
  return forwardKernel.run({
    inputs: { x, filters },
    outputs: { y: { shape } },
    uniforms: geometry,
    flops: flopsOf(geometry),
    groups: linearGroups(size, LANES),
  }).y!;
}

function gradient(dy: Tensor, x: Tensor, filters: Tensor, attrs: DepthwiseAttrs): Record<string, Tensor> {
  const geometry = geometryOf(x.shape, filters.shape, attrs);
  const { dx } = inputKernel.run({
    inputs: { dy, filters },
    outputs: { dx: { shape: x.shape } },
    uniforms: geometry,
    flops: flopsOf(geometry),
    groups: linearGroups(x.size, LANES),
  });
  const { chunks, perChunk } = columnChunks(geometry.batch * geometry.outHeight * geometry.outWidth);
  const { parts } = filterKernel.run({
    inputs: { x, dy },
    outputs: { parts: { shape: [chunks, ...filters.shape] } },
    uniforms: { ...geometry, chunks, perChunk },
    flops: flopsOf(geometry),
    groups: linearGroups(chunks * filters.size, LANES),
  });
  const [dFilters] = sumParts(parts!, chunks, [filters.shape]);
  return { x: asTensor(dx!), filters: dFilters! };
}

const op = defineOp<DepthwiseAttrs>({
  name: 'TfDepthwiseConv',
  forward: ({ x, filters }, attrs) => [forward(x!, filters!, attrs)],
  saveInputs: ['x', 'filters'],
  gradient: ([dy], [x, filters], attrs) => gradient(dy!, x!, filters!, attrs),
});

/**
 * @param x [B, H, W, groups * C]
 * @param filters [groups, k, k, C]
 * @returns [B, floor((H + 2 padding - k) / stride) + 1, …, groups * C]
 */
export function depthwiseConv(x: Tensor4D, filters: Tensor4D, attrs: DepthwiseAttrs): Tensor4D {
  return op({ x, filters }, attrs)[0] as Tensor4D;
}
