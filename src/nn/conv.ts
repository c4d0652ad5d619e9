/** Convolution under PyTorch's names: weight, bias. */
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d, type Conv2dAttrs } from '../gpu/kernels/conv2d';
import { constant, uniformFanIn, type Initializer, type Scope } from './module';

export interface Conv2dOptions extends Conv2dAttrs {
  /** Channels. */
  readonly in: number;
  readonly out: number;
  /** Side of the window. */
  readonly kernel: number;
  /** Default true. */
  readonly bias?: boolean;
  /** All biases start here, instead of PyTorch's uniform draw. */
  readonly initialBias?: number;
  /** Of the weight. Default: PyTorch's uniform draw. */
  readonly init?: Initializer;
}

export class Conv2d {
  readonly filter: Tensor4D;
  readonly bias: Tensor1D | undefined;
  readonly attrs: Conv2dAttrs;

  constructor(scope: Scope, options: Conv2dOptions) {
    const { in: inputs, out, kernel, bias = true, initialBias, init: given, ...attrs } = options;
    const init = uniformFanIn(inputs * kernel * kernel);
    this.attrs = attrs;
    this.filter = scope.create('weight', {
      shape: [kernel, kernel, inputs, out],
      init: given ?? init,
      layout: 'conv',
    }) as Tensor4D;
    if (!bias) return;
    const biasInit = initialBias === undefined ? init : constant(initialBias);
    this.bias = scope.create('bias', { shape: [out], init: biasInit }) as Tensor1D;
  }

  /** @param x [B, H, W, in] @returns [B, Ho, Wo, out], Ho = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1 */
  apply(x: Tensor4D): Tensor4D {
    const { filter, bias } = this;
    return conv2d(bias ? { x, filter, bias } : { x, filter }, this.attrs);
  }
}
