/** MTI-Net's first look at one scale: two residual blocks for each task, then a prediction (Vandenhende et al. 2020, §3.1). */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { joinGroups, splitChannels } from '../../../gpu/kernels/join-groups';
import { BasicBlock } from '../../../nn/blocks';
import type { Conv2d } from '../../../nn/conv';
import type { Pass, Scope } from '../../../nn/module';
import type { Head, HeadMaps } from '../../types';
import { outputConv } from '../high-resolution-head';

export interface InitialPredictionOptions {
  readonly heads: readonly Head[];
  /** Channels of the scale, and of what the coarser scale hands on to each task (0: there is none). */
  readonly width: number;
  readonly handed: number;
  readonly bnMomentum: number;
}

export interface FirstLook {
  /** [B, h, w, tasks * width] */
  readonly features: Tensor4D;
  /** The same, task by task. */
  readonly byTask: HeadMaps;
  readonly predictions: HeadMaps;
}

export class InitialPrediction {
  private readonly heads: readonly Head[];
  private readonly width: number;
  private readonly blocks: readonly [BasicBlock, BasicBlock];
  private readonly outputs: readonly Conv2d[];

  constructor(scope: Scope, { heads, width, handed, bnMomentum }: InitialPredictionOptions) {
    this.heads = heads;
    this.width = width;
    const at = (i: number): Scope[] => heads.map(({ id }) => scope.child('refinement').child(id).child(i));
    this.blocks = [
      new BasicBlock(at(0), { in: width + handed, out: width, bnMomentum }),
      new BasicBlock(at(1), { in: width, out: width, bnMomentum }),
    ];
    this.outputs = heads.map((head) => outputConv(scope.child('decoders').child(head.id), width, head));
  }

  /**
   * @param map the encoder's, [B, h, w, width], read by every task
   * @param handed [B, h, w, tasks * handed]
   */
  apply(map: Tensor4D, handed: Tensor4D | undefined, pass: Pass): FirstLook {
    const { heads, width } = this;
    const parts = [{ map, shared: true }, ...(handed ? [{ map: handed }] : [])];
    let features = joinGroups(parts, heads.length);
    for (const block of this.blocks) features = block.apply(features, pass);
    const own = splitChannels(
      features,
      heads.map(() => width),
    );
    const named = (maps: readonly Tensor4D[]): HeadMaps => Object.fromEntries(heads.map(({ id }, t) => [id, maps[t]!]));
    return {
      features,
      byTask: named(own),
      predictions: named(own.map((one, t) => this.outputs[t]!.apply(one))),
    };
  }
}
