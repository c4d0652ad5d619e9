/**
 * e: the shared feature to three feature planes (paper §3.2, Eq. 2's g before rendering; supplement §1: two
 * convolutions, BatchNorm, ReLU, dropout). Read as conv-BN-ReLU-dropout-conv, so that planes may be negative and
 * carry no dropout (spec/regularizer.md §1 no. 19).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RegularizerConfig } from '../../config/regularizer';
import { deriveSeed } from '../../base/random';
import { dropout } from '../../gpu/kernels/dropout';
import { Conv2d } from '../../nn/conv';
import { ConvBnRelu } from '../../nn/conv-bn-relu';
import type { Pass, Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { FeatureInfo, Features } from '../types';

interface TriplaneEncoderOptions {
  readonly config: RegularizerConfig;
  readonly features: FeatureInfo;
  readonly bnMomentum: number;
}

export class TriplaneEncoder {
  private readonly first: ConvBnRelu;
  private readonly second: Conv2d;
  private readonly config: RegularizerConfig;

  constructor(scope: Scope, { config, features, bnMomentum }: TriplaneEncoderOptions) {
    const channels = features.channels.reduce((a, b) => a + b, 0);
    this.config = config;
    this.first = new ConvBnRelu(scope.child(0), { in: channels, out: config.encoderWidth, kernel: 3, bnMomentum });
    this.second = new Conv2d(scope.child(1), {
      in: config.encoderWidth,
      out: 3 * config.planeChannels,
      kernel: 3,
      padding: 1,
    });
  }

  /** @returns the planes packed [B, rows, columns, 3C]: channels pC..pC+C-1 hold plane p of xy, xz, yz */
  forward(features: Features, pass: Pass): Tensor4D {
    const { rays, resizeAt, dropout: rate } = this.config;
    const atRays = (map: Tensor4D): Tensor4D => resize(map, [...rays]);
    const maps = resizeAt === 'input' ? features.maps.map(atRays) : features.maps;
    const joined = maps.length === 1 ? maps[0]! : tf.concat([...maps], 3);
    let hidden = this.first.apply(joined, pass);
    if (pass.training && rate > 0) hidden = dropout(hidden, { rate, seed: deriveSeed(pass.seed, 'triplane dropout') });
    return this.second.apply(resizeAt === 'middle' ? atRays(hidden) : hidden);
  }
}
