/**
 * Rendered maps enlarged by learnt convolutions (the paper's future work; after EG3D §4.3): the raw maps of all heads
 * side by side -> conv3x3 -> LeakyReLU, then blocks of bilinear x2, conv3x3, LeakyReLU, and a last conv1x1 whose
 * result is added to the maps enlarged bilinearly. That one starts at 0, so that at first the maps are those.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RegularizerConfig } from '../../config/regularizer';
import { conv2d } from '../../gpu/kernels/conv2d';
import { Conv2d } from '../../nn/conv';
import { constant, type Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { Head, HeadMaps } from '../types';

interface SuperResolutionOptions {
  readonly config: Pick<RegularizerConfig, 'superResolution' | 'slope'>;
  readonly heads: readonly Head[];
}

export class SuperResolution {
  private readonly heads: readonly Head[];
  private readonly slope: number;
  private readonly first: Conv2d;
  private readonly blocks: readonly Conv2d[];
  private readonly last: { readonly filter: Tensor4D; readonly bias: tf.Tensor1D };

  constructor(scope: Scope, { config, heads }: SuperResolutionOptions) {
    const { width, blocks } = config.superResolution;
    const channels = heads.reduce((sum, head) => sum + head.channels, 0);
    const square = (name: number, inputs: number): Conv2d =>
      new Conv2d(scope.child(name), { in: inputs, out: width, kernel: 3, padding: 1 });
    this.heads = heads;
    this.slope = config.slope;
    this.first = square(0, channels);
    this.blocks = Array.from({ length: blocks }, (_, k) => square(k + 1, width));
    const last = scope.child(blocks + 1);
    this.last = {
      filter: last.create('weight', { shape: [1, 1, width, channels], init: constant(0), layout: 'conv' }),
      bias: last.create('bias', { shape: [channels], init: constant(0) }),
    };
  }

  /** @param maps raw, [B, rows, columns, channels] each @returns raw, rows and columns times 2^blocks */
  forward(maps: Readonly<HeadMaps>): HeadMaps {
    return tf.tidy(() => {
      const joined = tf.concat(
        this.heads.map(({ id }) => maps[id]!),
        3,
      );
      let hidden = tf.leakyRelu(this.first.apply(joined), this.slope);
      for (const block of this.blocks) {
        const [, rows, columns] = hidden.shape;
        hidden = tf.leakyRelu(block.apply(resize(hidden, [2 * rows, 2 * columns])), this.slope);
      }
      const [, rows, columns] = hidden.shape;
      const enlarged = tf.add(resize(joined, [rows, columns]), conv2d({ x: hidden, ...this.last }));
      const sizes = this.heads.map(({ channels }) => channels);
      const parts = sizes.length === 1 ? [enlarged] : tf.split(enlarged, sizes, 3); // tfjs's gradient of one part fails
      return Object.fromEntries(this.heads.map(({ id }, i) => [id, parts[i] as Tensor4D]));
    });
  }
}
