/**
 * The small convolutional encoder of the `nano` preset: three stages at strides 2, 4 and 8, fused at stride 2 by a
 * 1x1 convolution. Each stage is two conv3x3-BN-ReLU, the first with stride 2.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { NanoEncoderConfig } from '../../config/models';
import { ConvBnRelu } from '../../nn/conv-bn-relu';
import { resize } from '../../nn/resize';
import type { Pass, Scope } from '../../nn/module';
import type { Encoder, FeatureInfo, Features } from '../types';

export class NanoEncoder implements Encoder {
  readonly info: FeatureInfo;
  private readonly stages: readonly (readonly [ConvBnRelu, ConvBnRelu])[];
  private readonly fuse: ConvBnRelu;

  constructor(scope: Scope, { channels, width }: NanoEncoderConfig, bnMomentum: number) {
    this.info = { strides: [2], channels: [width] };
    this.stages = channels.map((out, i) => {
      const stage = scope.child('stages').child(i);
      const before = i === 0 ? 3 : channels[i - 1]!;
      return [
        // The image needs no gradient.
        new ConvBnRelu(stage.child(0), { in: before, out, kernel: 3, stride: 2, bnMomentum, inputGradient: i > 0 }),
        new ConvBnRelu(stage.child(1), { in: out, out, kernel: 3, bnMomentum }),
      ] as const;
    });
    const total = channels.reduce((a, b) => a + b, 0);
    this.fuse = new ConvBnRelu(scope.child('fuse'), { in: total, out: width, kernel: 1, bnMomentum });
  }

  /** @returns one map [B, H/2, W/2, width] */
  forward(image: Tensor4D, pass: Pass): Features {
    const maps: Tensor4D[] = [];
    let x = image;
    for (const [down, same] of this.stages) {
      x = same.apply(down.apply(x, pass), pass);
      maps.push(x);
    }
    const [, height, width] = maps[0]!.shape;
    const resized = maps.map((map, i) => (i === 0 ? map : resize(map, [height, width])));
    return { maps: [this.fuse.apply(tf.concat(resized, 3), pass)] };
  }
}
