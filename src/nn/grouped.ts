/**
 * Layers of one shape that stand side by side, one for each task, in one launch: their channels lie one group after
 * the other, their weights are laid end to end by copies. Each keeps its own parameters under its own names.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { batchNorm } from '../gpu/kernels/batch-norm';
import { conv2d } from '../gpu/kernels/conv2d';
import { stack, unstackInto } from '../gpu/stack';
import { Conv2d, type Conv2dOptions } from './conv';
import { Linear, type LinearOptions } from './linear';
import type { Pass, Scope } from './module';
import { BatchNorm2d, type BatchNorm2dOptions } from './norm';

/** Weights [G, kh, kw, in, out] of G layers, or [kh, kw, in, out] of one. */
function filterOf(weights: readonly Tensor[], shape: readonly number[]): Tensor<Rank.R4 | Rank.R5> {
  if (weights.length > 1) return stack(weights, [weights.length, ...shape]);
  const [height, width, inputs, out] = shape as [number, number, number, number];
  return tf.reshape(weights[0]!, [height, width, inputs, out]);
}

function vectorOf(parts: readonly Tensor[]): Tensor1D {
  return parts.length > 1 ? stack<Tensor1D>(parts, [parts.length * parts[0]!.size]) : (parts[0] as Tensor1D);
}

/** x has the channels of all groups, or those of fewer groups that several layers read in turn (of one: all do). */
export class GroupedConv2d {
  private readonly layers: readonly Conv2d[];

  constructor(scopes: readonly Scope[], options: Conv2dOptions) {
    this.layers = scopes.map((scope) => new Conv2d(scope, options));
  }

  /** @param x [B, H, W, inputs * in] @returns [B, Ho, Wo, groups * out] */
  apply(x: Tensor4D): Tensor4D {
    const [first] = this.layers as [Conv2d];
    const weights = this.layers.map((layer) => layer.filter);
    const filter = filterOf(weights, first.filter.shape);
    if (!first.bias) return conv2d({ x, filter }, first.attrs);
    return conv2d({ x, filter, bias: vectorOf(this.layers.map((layer) => layer.bias!)) }, first.attrs);
  }
}

/** Linear layers on vectors that are maps of one pixel. */
export class GroupedLinear {
  private readonly layers: readonly Linear[];
  private readonly shape: readonly number[];

  constructor(scopes: readonly Scope[], options: LinearOptions) {
    this.layers = scopes.map((scope) => new Linear(scope, { ...options, bias: true }));
    this.shape = [1, 1, options.in, options.out];
  }

  /** @param x [B, 1, 1, inputs * in] @returns [B, 1, 1, groups * out] */
  apply(x: Tensor4D): Tensor4D {
    const filter = filterOf(
      this.layers.map((layer) => layer.weight),
      this.shape,
    );
    return conv2d({ x, filter, bias: vectorOf(this.layers.map((layer) => layer.bias!)) });
  }
}

export class GroupedBatchNorm2d {
  private readonly layers: readonly BatchNorm2d[];
  private readonly options: BatchNorm2dOptions;

  /** @param options channels are those of one group */
  constructor(scopes: readonly Scope[], options: BatchNorm2dOptions) {
    this.layers = scopes.map((scope) => new BatchNorm2d(scope, options));
    this.options = options;
  }

  /** @param x [B, H, W, groups * channels] @param residual as x, added before the ReLU @returns the same shape */
  apply(x: Tensor4D, pass: Pass, residual?: Tensor4D): Tensor4D {
    const { layers } = this;
    if (layers.length === 1) return layers[0]!.apply(x, pass, residual);
    const { momentum = 0.1, epsilon = 1e-5, relu = false } = this.options;
    const all = {
      gamma: vectorOf(layers.map((layer) => layer.gamma)),
      beta: vectorOf(layers.map((layer) => layer.beta)),
      runningMean: vectorOf(layers.map((layer) => layer.runningMean)),
      runningVar: vectorOf(layers.map((layer) => layer.runningVar)),
      tracked: vectorOf(layers.map((layer) => layer.tracked)),
    };
    const { training } = pass;
    const y = batchNorm({ x, ...all, ...(residual && { residual }) }, { training, momentum, epsilon, relu });
    if (training) {
      for (const name of ['runningMean', 'runningVar', 'tracked'] as const) {
        unstackInto(
          all[name],
          layers.map((layer) => layer[name]),
        );
      }
    }
    return y;
  }
}
