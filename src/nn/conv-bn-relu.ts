/** conv-BN-ReLU, the unit that most of these networks are built of. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Conv2d } from './conv';
import type { Pass, Scope } from './module';
import { BatchNorm2d } from './norm';

export interface ConvBnReluOptions {
  readonly in: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly bnMomentum: number;
  readonly inputGradient?: boolean;
}

/** Names as a PyTorch Sequential: 0 is the convolution (no bias: the norm has one), 1 the norm. */
export class ConvBnRelu {
  private readonly conv: Conv2d;
  private readonly norm: BatchNorm2d;

  constructor(scope: Scope, { bnMomentum, kernel, ...options }: ConvBnReluOptions) {
    const padding = (kernel - 1) / 2;
    this.conv = new Conv2d(scope.child(0), { ...options, kernel, padding, bias: false });
    this.norm = new BatchNorm2d(scope.child(1), { channels: options.out, momentum: bnMomentum, relu: true });
  }

  /** @param x [B, H, W, in] @returns [B, ceil(H/stride), ceil(W/stride), out] */
  apply(x: Tensor4D, pass: Pass): Tensor4D {
    return this.norm.apply(this.conv.apply(x), pass);
  }
}
