/** What a transformer block is made of (Vaswani et al. 2017; names as in timm): self-attention and two linear layers. */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { attention } from '../gpu/kernels/attention';
import { gelu } from '../gpu/kernels/gelu';
import { Linear } from './linear';
import { normal, type Scope } from './module';

/** Deviation of the weights of a new transformer. */
export const TRANSFORMER_INIT = normal(0.02);

/** A linear layer of a transformer, with bias. */
export function transformerLinear(scope: Scope, inputs: number, out: number): Linear {
  return new Linear(scope, { in: inputs, out, init: TRANSFORMER_INIT });
}

/** Names: qkv (rows: queries, keys, values, each head after head), proj. */
export class SelfAttention {
  private readonly qkv: Linear;
  private readonly proj: Linear;

  constructor(
    scope: Scope,
    width: number,
    private readonly heads: number,
  ) {
    this.qkv = transformerLinear(scope.child('qkv'), width, 3 * width);
    this.proj = transformerLinear(scope.child('proj'), width, width);
  }

  /** @param x [B, N, width] @returns the same shape */
  apply(x: Tensor3D): Tensor3D {
    return this.proj.apply(attention(this.qkv.apply(x), this.heads));
  }
}

/** Names: fc1, fc2. */
export class Mlp {
  private readonly fc1: Linear;
  private readonly fc2: Linear;

  /** @param ratio hidden channels for each of `width` */
  constructor(scope: Scope, width: number, ratio: number) {
    this.fc1 = transformerLinear(scope.child('fc1'), width, ratio * width);
    this.fc2 = transformerLinear(scope.child('fc2'), ratio * width, width);
  }

  /** @param x [..., width] @returns the same shape */
  apply<T extends Tensor>(x: T): T {
    return this.fc2.apply(gelu(this.fc1.apply(x)));
  }
}
