/** Transposed convolution under PyTorch's names: weight [in, out, kh, kw] in files, bias. */
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { convTranspose2d, type ConvTranspose2dAttrs } from '../gpu/kernels/conv-transpose2d';
import { uniformFanIn, type Scope } from './module';

export interface ConvTranspose2dOptions extends ConvTranspose2dAttrs {
  /** Channels. */
  readonly in: number;
  readonly out: number;
  /** Side of the window. */
  readonly kernel: number;
}

export class ConvTranspose2d {
  private readonly filter: Tensor4D;
  private readonly bias: Tensor1D;
  private readonly attrs: ConvTranspose2dAttrs;

  constructor(scope: Scope, options: ConvTranspose2dOptions) {
    const { in: inputs, out, kernel, ...attrs } = options;
    const init = uniformFanIn(out * kernel * kernel); // PyTorch counts the second axis of the weight
    this.attrs = attrs;
    this.filter = scope.create('weight', { shape: [kernel, kernel, out, inputs], init, layout: 'conv' }) as Tensor4D;
    this.bias = scope.create('bias', { shape: [out], init }) as Tensor1D;
  }

  /** @param x [B, H, W, in] @returns [B, (H - 1) stride - 2 padding + kernel + outputPadding, …, out] */
  apply(x: Tensor4D): Tensor4D {
    return convTranspose2d({ x, filter: this.filter, bias: this.bias }, this.attrs);
  }
}
