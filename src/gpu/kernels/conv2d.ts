/**
 * Convolution with bias, several filters side by side if wanted (groups), its three gradients on the GPU: no atomics, so the same input gives the same bits.
 * shaders/conv2d.wgsl, conv2d-grad-input.wgsl, conv2d-grad-filter.wgsl (measured against others: spec/webgpu.md B 4).
 */
import type { Rank, Tensor, Tensor1D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';
import { takeApart } from '../stack';
import { sumParts } from './sum-parts';

export interface Conv2dAttrs {
  readonly stride?: number;
  /** Zeros on each of the four sides. */
  readonly padding?: number;
  readonly dilation?: number;
  /** false where x is data: its gradient is not computed (asking for it is an error). Default true. */
  readonly inputGradient?: boolean;
}

/** What the launches themselves are told; for operations that are made of them. */
export interface OpAttrs extends Required<Conv2dAttrs> {
  readonly hasBias: boolean;
}

type Geometry = Record<
  | ('batch' | 'height' | 'width' | 'inChannels' | 'outHeight' | 'outWidth' | 'outChannels')
  | ('kernelHeight' | 'kernelWidth' | 'stride' | 'padding' | 'dilation')
  | ('groups' | 'perInput' | 'xChannels'),
  number
>;

const TILE = 8; // positions (or rows of the filter) of one thread,
const TILE_CHANNELS = 4; // times channels: its registers
const LANES = 64;
const FILTER_LANES = 32;
const FILTER_THREADS = 16384; // enough to fill a large GPU; more splits only cost memory
const LEAST_PER_SPLIT = 16; // positions; below that the second stage costs more than it saves,
const UNSPLIT = 128; // and up to so many in all, too

const forwardKernel = defineKernel('conv2d');
const inputKernel = defineKernel('conv2d-grad-input');
const filterKernel = defineKernel('conv2d-grad-filter');

function geometryOf(x: readonly number[], filter: readonly number[], attrs: Required<Conv2dAttrs>): Geometry {
  const [batch = 0, height = 0, width = 0, xChannels = 0] = x;
  const grouped = filter.length === 5 ? filter : [1, ...filter];
  const [groups = 0, kernelHeight = 0, kernelWidth = 0, inChannels = 0, outChannels = 0] = grouped;
  const perInput = (groups * inChannels) / xChannels;
  const { stride, padding, dilation } = attrs;
  const outSize = (size: number, kernel: number): number =>
    Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const outHeight = outSize(height, kernelHeight);
  const outWidth = outSize(width, kernelWidth);
  const shapes = `input [${x.join(', ')}], filter [${filter.join(', ')}], stride ${stride}, padding ${padding}, dilation ${dilation}`;
  if (x.length !== 4 || grouped.length !== 5 || !Number.isInteger(perInput) || groups % perInput !== 0) {
    throw new Error(
      `conv2d of ${shapes}: the input must be [B, H, W, in] and the filter [kh, kw, in, out], or with groups more of either`,
    );
  }
  if (!(outHeight > 0 && outWidth > 0 && stride >= 1 && padding >= 0 && dilation >= 1)) {
    throw new Error(`conv2d of ${shapes} has no output; enlarge the input or the padding`);
  }
  const sizes = { batch, height, width, inChannels, outHeight, outWidth, outChannels };
  return { ...sizes, kernelHeight, kernelWidth, stride, padding, dilation, groups, perInput, xChannels };
}

/** Of the convolution and, each, of its gradients: a multiply-add for each pair of output and filter element. */
function flopsOf(geometry: Geometry): number {
  const { batch, outHeight, outWidth, groups, outChannels, kernelHeight, kernelWidth, inChannels } = geometry;
  return 2 * batch * outHeight * outWidth * groups * outChannels * kernelHeight * kernelWidth * inChannels;
}

export function forward(x: TensorInfo, filters: TensorInfo, bias: TensorInfo | undefined, attrs: OpAttrs): TensorInfo {
  const geometry = geometryOf(x.shape, filters.shape, attrs);
  const { batch, outHeight, outWidth, outChannels, groups } = geometry;
  if (bias && bias.shape.join() !== String(groups * outChannels)) {
    throw new Error(
      `conv2d: the bias is [${bias.shape.join(', ')}]; it must be [${groups * outChannels}], the filter's outputs`,
    );
  }
  return forwardKernel.run({
    inputs: { x, filters, bias: bias ?? filters },
    outputs: { y: { shape: [batch, outHeight, outWidth, groups * outChannels] } },
    uniforms: { ...geometry, hasBias: Number(attrs.hasBias) },
    flops: flopsOf(geometry),
    groups: [
      Math.ceil((batch * outHeight * outWidth) / (LANES * TILE)),
      groups * Math.ceil(outChannels / TILE_CHANNELS),
    ],
  }).y!;
}

export function gradInput(dy: TensorInfo, filters: TensorInfo, shape: number[], attrs: OpAttrs): TensorInfo {
  const geometry = geometryOf(shape, filters.shape, attrs);
  const { batch, height, width, inChannels, stride, groups, perInput } = geometry;
  const perPhase = batch * Math.ceil(height / stride) * Math.ceil(width / stride);
  return inputKernel.run({
    inputs: { dy, filters },
    outputs: { dx: { shape } },
    uniforms: geometry,
    flops: flopsOf(geometry),
    groups: [
      Math.ceil(perPhase / (LANES * TILE)),
      (groups / perInput) * Math.ceil(inChannels / TILE_CHANNELS),
      stride * stride,
    ],
  }).dx!;
}

/** How many parts the positions are split into; from shapes alone, so that the order of sums is too. */
function splitsOf(positions: number, tiles: number): number {
  if (positions <= UNSPLIT) return 1;
  const wanted = Math.ceil(FILTER_THREADS / tiles);
  return Math.max(1, Math.min(wanted, Math.floor(positions / LEAST_PER_SPLIT)));
}

export function gradFilter(dy: Tensor, x: Tensor, filterShape: number[], attrs: OpAttrs): Tensor[] {
  const geometry = geometryOf(x.shape, filterShape, attrs);
  const { batch, outHeight, outWidth, outChannels, inChannels, kernelHeight, kernelWidth, groups } = geometry;
  const positions = batch * outHeight * outWidth;
  const rows = kernelHeight * kernelWidth * inChannels + Number(attrs.hasBias);
  const rowTiles = Math.ceil(rows / TILE);
  const channelTiles = groups * Math.ceil(outChannels / TILE_CHANNELS);
  const perSplit = Math.ceil(positions / splitsOf(positions, rowTiles * channelTiles));
  const splits = Math.ceil(positions / perSplit);
  const { parts } = filterKernel.run({
    inputs: { x, dy },
    outputs: { parts: { shape: splits === 1 && !attrs.hasBias ? filterShape : [splits, groups * rows, outChannels] } },
    uniforms: { ...geometry, hasBias: Number(attrs.hasBias), perSplit },
    flops: flopsOf(geometry),
    groups: [Math.ceil(rowTiles / FILTER_LANES), channelTiles, splits],
  });
  const shapes = attrs.hasBias ? [filterShape, [groups * outChannels]] : [filterShape];
  if (splits > 1) return sumParts(parts!, splits, shapes);
  return attrs.hasBias ? takeApart(parts!, shapes) : [asTensor(parts!)];
}

const op = defineOp<OpAttrs>({
  name: 'TfConv2d',
  forward: ({ x, filter, bias }, attrs) => [forward(x!, filter!, bias, attrs)],
  saveInputs: ['x', 'filter'],
  gradient: ([dy], [x, filter], attrs) => {
    const [dFilter, dBias] = gradFilter(dy!, x!, filter!.shape, attrs);
    return {
      filter: dFilter!,
      ...(dBias && { bias: dBias }),
      ...(attrs.inputGradient && { x: asTensor(gradInput(dy!, filter!, x!.shape, attrs)) }),
    };
  },
});

export interface Conv2dInputs {
  /** [B, H, W, in]; with groups [B, H, W, inputs * in]: input group i is read by output groups i G / inputs and on */
  readonly x: Tensor4D;
  /** [kh, kw, in, out], or [G, kh, kw, in, out]: G groups */
  readonly filter: Tensor<Rank.R4 | Rank.R5>;
  /** [out], or [G * out] */
  readonly bias?: Tensor1D;
}

/** @returns [B, floor((H + 2 padding - dilation (kh - 1) - 1) / stride) + 1, …, out], or … G * out */
export function conv2d({ x, filter, bias }: Conv2dInputs, attrs: Conv2dAttrs = {}): Tensor4D {
  const defaults = { stride: 1, padding: 0, dilation: 1, inputGradient: true };
  return op(bias ? { x, filter, bias } : { x, filter }, {
    ...defaults,
    ...attrs,
    hasBias: bias !== undefined,
  })[0] as Tensor4D;
}
