/**
 * HRNet's head: all maps at the size of the finest, concatenated, conv1x1-BN-ReLU, conv1x1 (Wang et al. 2020, HRNetV2).
 * The heads of all tasks run side by side up to the last convolution, whose channels differ.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { joinGroups, splitChannels } from '../../gpu/kernels/join-groups';
import { Conv2d } from '../../nn/conv';
import { GroupedBatchNorm2d, GroupedConv2d } from '../../nn/grouped';
import type { Pass, Scope } from '../../nn/module';
import { resize } from '../../nn/resize';
import type { Head, HeadMaps } from '../types';

export interface HighResolutionOptions {
  /** Channels of each map, of one task. */
  readonly channels: readonly number[];
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

/** The last convolution of a head, whose bias may be given. */
export function outputConv(scope: Scope, width: number, { channels, bias }: Head): Conv2d {
  return new Conv2d(scope, { in: width, out: channels, kernel: 1, ...(bias !== undefined && { initialBias: bias }) });
}

export class HighResolutionHeads {
  private readonly heads: readonly Head[];
  private readonly width: number;
  private readonly mix: GroupedConv2d;
  private readonly norm: GroupedBatchNorm2d;
  private readonly outputs: readonly Conv2d[];

  /** @param scope under which every task has its name */
  constructor(scope: Scope, { channels, heads, bnMomentum }: HighResolutionOptions) {
    this.heads = heads;
    this.width = channels.reduce((a, b) => a + b, 0);
    const { width } = this;
    const layers = heads.map(({ id }) => scope.child(id).child('last_layer'));
    const at = (i: number): Scope[] => layers.map((layer) => layer.child(i));
    this.mix = new GroupedConv2d(at(0), { in: width, out: width, kernel: 1 });
    this.norm = new GroupedBatchNorm2d(at(1), { channels: width, momentum: bnMomentum, relu: true });
    this.outputs = at(3).map((one, t) => outputConv(one, width, heads[t]!));
  }

  /**
   * @param maps finest first, [B, h, w, channels] for all tasks or [B, h, w, tasks * channels] for each its own
   * @returns raw maps at the size of the finest
   */
  apply(maps: readonly Tensor4D[], pass: Pass): HeadMaps {
    const [, height, width] = maps[0]!.shape;
    const tasks = this.heads.length;
    const total = maps.reduce((sum, map) => sum + map.shape[3], 0);
    const parts = maps.map((map) => ({ map: resize(map, [height, width]) }));
    const joined = parts.length > 1 ? joinGroups(parts, total === this.width ? 1 : tasks) : parts[0]!.map;
    const hidden = this.norm.apply(this.mix.apply(joined), pass);
    const own = splitChannels(
      hidden,
      this.heads.map(() => this.width),
    );
    return Object.fromEntries(this.heads.map(({ id }, t) => [id, this.outputs[t]!.apply(own[t]!)]));
  }
}
