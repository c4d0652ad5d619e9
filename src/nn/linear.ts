/** Linear layer under PyTorch's names: weight, bias. It runs as a 1x1 convolution: repeatable, one launch with bias. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d } from '../gpu/kernels/conv2d';
import { constant, uniformFanIn, type Initializer, type Scope } from './module';

export interface LinearOptions {
  readonly in: number;
  readonly out: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Of the weight, and the bias starts at 0. Default: PyTorch's uniform draw for both. */
  readonly init?: Initializer;
}

export class Linear {
  readonly weight: Tensor;
  readonly bias: Tensor1D | undefined;
  private readonly options: LinearOptions;

  constructor(scope: Scope, options: LinearOptions) {
    const init = options.init ?? uniformFanIn(options.in);
    const biasInit = options.init ? constant(0) : init;
    this.options = options;
    this.weight = scope.create('weight', { shape: [options.in, options.out], init, layout: 'linear' });
    if (options.bias ?? true) this.bias = scope.create('bias', { shape: [options.out], init: biasInit }) as Tensor1D;
  }

  /** @param x [..., in] @returns [..., out] */
  apply<T extends Tensor>(x: T): T {
    const { in: inputs, out } = this.options;
    if (x.shape.at(-1) !== inputs)
      throw new Error(`linear: x is [${x.shape.join(', ')}]; its last axis must be ${inputs}`);
    return tf.tidy(() => {
      const rows = tf.reshape(x, [1, 1, x.size / inputs, inputs]) as Tensor4D;
      const filter = tf.reshape(this.weight, [1, 1, inputs, out]) as Tensor4D;
      const y = conv2d(this.bias ? { x: rows, filter, bias: this.bias } : { x: rows, filter });
      return tf.reshape(y, [...x.shape.slice(0, -1), out]) as T;
    });
  }
}
