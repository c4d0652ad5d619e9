/** Batch norm and layer norm under PyTorch's names. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { batchNorm } from '../gpu/kernels/batch-norm';
import { layerNorm } from '../gpu/kernels/layer-norm';
import { constant, type Pass, type Scope } from './module';

export interface BatchNorm2dOptions {
  readonly channels: number;
  /** Weight of a new batch in the running statistics. Default 0.1, PyTorch's; HRNet has 0.01. */
  readonly momentum?: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
  /** Rectify the result in the same launch. Default false. */
  readonly relu?: boolean;
}

/** weight, bias, running_mean, running_var; num_batches_tracked is a float32 scalar here (shape []), a whole number. */
export class BatchNorm2d {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly runningMean: Tensor1D;
  readonly runningVar: Tensor1D;
  readonly tracked: Tensor;
  readonly options: BatchNorm2dOptions;

  constructor(scope: Scope, options: BatchNorm2dOptions) {
    const shape = [options.channels];
    this.options = options;
    this.gamma = scope.create('weight', { shape, init: constant(1) }) as Tensor1D;
    this.beta = scope.create('bias', { shape, init: constant(0) }) as Tensor1D;
    this.runningMean = scope.create('running_mean', { shape, init: constant(0), trainable: false }) as Tensor1D;
    this.runningVar = scope.create('running_var', { shape, init: constant(1), trainable: false }) as Tensor1D;
    this.tracked = scope.create('num_batches_tracked', { shape: [], init: constant(0), trainable: false });
  }

  /** @param x [B, H, W, channels] @param residual as x, added before the ReLU @returns the same shape */
  apply(x: Tensor4D, { training }: Pass, residual?: Tensor4D): Tensor4D {
    const { gamma, beta, runningMean, runningVar, tracked } = this;
    const { momentum = 0.1, epsilon = 1e-5, relu = false } = this.options;
    const inputs = { x, gamma, beta, runningMean, runningVar, tracked, ...(residual && { residual }) };
    return batchNorm(inputs, { training, momentum, epsilon, relu });
  }
}

export interface LayerNormOptions {
  readonly channels: number;
  /** Default 1e-5; ViT has 1e-6. */
  readonly epsilon?: number;
}

export class LayerNorm {
  private readonly gamma: Tensor1D;
  private readonly beta: Tensor1D;
  private readonly epsilon: number;

  constructor(scope: Scope, { channels, epsilon = 1e-5 }: LayerNormOptions) {
    this.epsilon = epsilon;
    this.gamma = scope.create('weight', { shape: [channels], init: constant(1) }) as Tensor1D;
    this.beta = scope.create('bias', { shape: [channels], init: constant(0) }) as Tensor1D;
  }

  /** @param x [..., channels] @returns the same shape */
  apply<T extends Tensor>(x: T): T {
    return layerNorm({ x, gamma: this.gamma, beta: this.beta }, { epsilon: this.epsilon });
  }
}
