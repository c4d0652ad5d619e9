/** PAD-Net's predictors, first and final: for each task two bottlenecks and a 1x1 convolution (Xu et al. 2018, §3.2, §3.4). */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { splitChannels } from '../../../gpu/kernels/join-groups';
import { Bottleneck } from '../../../nn/blocks';
import type { Conv2d } from '../../../nn/conv';
import type { Pass, Scope } from '../../../nn/module';
import type { Head, HeadMaps } from '../../types';
import { outputConv } from '../high-resolution-head';

const EXPANSION = 4; // a bottleneck gives so many times its inner channels

/** Where a task's layers stand. */
export interface TaskBlockNames {
  readonly block: (task: string, i: number) => Scope;
  readonly output: (task: string) => Scope;
}

export interface TaskBlockOptions {
  readonly heads: readonly Head[];
  /** Channels of what a task reads, and of its features. */
  readonly in: number;
  readonly width: number;
  readonly bnMomentum: number;
}

export interface TaskPredictions {
  /** [B, h, w, tasks * width] */
  readonly features: Tensor4D;
  /** The same, task by task. */
  readonly byTask: HeadMaps;
  readonly predictions: HeadMaps;
}

export class TaskBlocks {
  private readonly heads: readonly Head[];
  private readonly width: number;
  private readonly blocks: readonly [Bottleneck, Bottleneck];
  private readonly outputs: readonly Conv2d[];

  constructor({ block, output }: TaskBlockNames, { heads, in: entering, width, bnMomentum }: TaskBlockOptions) {
    this.heads = heads;
    this.width = width;
    const at = (i: number): Scope[] => heads.map(({ id }) => block(id, i));
    const options = { planes: width / EXPANSION, out: width, bnMomentum };
    this.blocks = [
      new Bottleneck(at(0), { ...options, in: entering }),
      new Bottleneck(at(1), { ...options, in: width }),
    ];
    this.outputs = heads.map((head) => outputConv(output(head.id), width, head));
  }

  /** @param x [B, h, w, in] that all tasks read, or [B, h, w, tasks * in] */
  apply(x: Tensor4D, pass: Pass): TaskPredictions {
    const { heads, width } = this;
    const features = this.blocks.reduce((map, block) => block.apply(map, pass), x);
    const own = splitChannels(
      features,
      heads.map(() => width),
    );
    const named = (maps: readonly Tensor4D[]): HeadMaps => Object.fromEntries(heads.map(({ id }, t) => [id, maps[t]!]));
    return { features, byTask: named(own), predictions: named(own.map((one, t) => this.outputs[t]!.apply(one))) };
  }
}
