/** InvPT's way to the next finer stage: twice the size, two dilated convolutions, and what the encoder knows at that scale. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { GroupedBatchNorm2d, GroupedConv2d } from '../../../nn/grouped';
import type { Pass, Scope } from '../../../nn/module';
import { resize } from '../../../nn/resize';

export interface UpEmbedOptions {
  /** Channels of one task. */
  readonly in: number;
  readonly out: number;
  readonly bnMomentum: number;
}

export class UpEmbed {
  private readonly convs: readonly (readonly [GroupedConv2d, GroupedBatchNorm2d])[];
  private readonly tasks: number;

  /** @param scopes one for each task; names as in a Sequential, where 0 is the resizing, 3 and 6 the ReLUs */
  constructor(scopes: readonly Scope[], { in: inputs, out, bnMomentum }: UpEmbedOptions) {
    this.tasks = scopes.length;
    const under = (i: number): Scope[] => scopes.map((scope) => scope.child('proj').child(i));
    const layer = (i: number, channels: number): readonly [GroupedConv2d, GroupedBatchNorm2d] => [
      new GroupedConv2d(under(i), { in: channels, out, kernel: 3, padding: 2, dilation: 2, bias: false }),
      new GroupedBatchNorm2d(under(i + 1), { channels: out, momentum: bnMomentum, relu: true }),
    ];
    this.convs = [layer(1, inputs), layer(4, out)];
  }

  /**
   * @param x [B, h, w, tasks * in]
   * @param skip [B, 2h, 2w, out], the same for all tasks
   * @returns [B, 2h, 2w, tasks * out]
   */
  apply(x: Tensor4D, skip: Tensor4D, pass: Pass): Tensor4D {
    const [batch, height, width] = x.shape;
    let y = resize(x, [2 * height, 2 * width]);
    for (const [conv, norm] of this.convs) y = norm.apply(conv.apply(y), pass);
    const out = skip.shape[3];
    const shape = [batch, 2 * height, 2 * width, this.tasks, out];
    const shared = tf.reshape(skip, [batch, 2 * height, 2 * width, 1, out]);
    return tf.reshape(tf.add(tf.reshape(y, shape), shared), y.shape);
  }
}
