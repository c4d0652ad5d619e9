/** All maps of an encoder as one at the size of the finest: concatenated, conv1x1-BN-ReLU (Wang et al. 2020, HRNetV2). */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { joinGroups } from '../../../gpu/kernels/join-groups';
import { Conv2d } from '../../../nn/conv';
import type { Pass, Scope } from '../../../nn/module';
import { BatchNorm2d } from '../../../nn/norm';
import { resize } from '../../../nn/resize';

export class HighResolutionFuse {
  /** Of what it gives: the sum of those of the maps. */
  readonly channels: number;
  private readonly mix: Conv2d;
  private readonly norm: BatchNorm2d;

  constructor(scope: Scope, channels: readonly number[], bnMomentum: number) {
    this.channels = channels.reduce((a, b) => a + b, 0);
    this.mix = new Conv2d(scope.child(0), { in: this.channels, out: this.channels, kernel: 1 });
    this.norm = new BatchNorm2d(scope.child(1), { channels: this.channels, momentum: bnMomentum, relu: true });
  }

  /** @param maps finest first @returns [B, h, w, channels] at the size of the finest */
  apply(maps: readonly Tensor4D[], pass: Pass): Tensor4D {
    const [, height, width] = maps[0]!.shape;
    const parts = maps.map((map) => ({ map: resize(map, [height, width]) }));
    const joined = parts.length > 1 ? joinGroups(parts) : parts[0]!.map;
    return this.norm.apply(this.mix.apply(joined), pass);
  }
}
