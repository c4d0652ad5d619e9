/** One stage of InvPT's decoder: to its size, one transformer block over all tasks together. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Mlp } from '../../../nn/attention';
import type { Pass, Scope } from '../../../nn/module';
import { LayerNorm } from '../../../nn/norm';
import { resize } from '../../../nn/resize';
import { InvAttention } from './attention';
import { UpEmbed } from './up-embed';

const MLP_RATIO = 4;

export interface StageOptions {
  readonly tasks: number;
  /** Channels of one task. */
  readonly width: number;
  /** Of the stage before; the first stage has none before it, and no way up. */
  readonly before: number | undefined;
  /** Keys and values are averages over so many pixels a side. */
  readonly pool: number;
  readonly bnMomentum: number;
}

export interface StageInput {
  /** [B, h, w, tasks * before], or [B, h, w, tasks * width] for the first stage */
  readonly x: Tensor4D;
  /** Of the encoder at this stage's size, [B, 2h, 2w, width]; not for the first. */
  readonly skip?: Tensor4D;
  /** Scores of the stage before. */
  readonly scores?: Tensor4D;
}

export interface StageOutput {
  /** [B, 2h, 2w, tasks * width] (first stage: h, w) */
  readonly map: Tensor4D;
  readonly scores: Tensor4D;
}

export class Stage {
  private readonly up: UpEmbed | undefined;
  private readonly norm1: LayerNorm;
  private readonly attention: InvAttention;
  private readonly norm2: LayerNorm;
  private readonly mlp: Mlp;

  constructor(
    scope: Scope,
    private readonly options: StageOptions,
  ) {
    const { tasks, width, before, bnMomentum } = options;
    if (before !== undefined) {
      const ways = Array.from({ length: tasks }, (_, t) => scope.child('patch_embed').child(t));
      this.up = new UpEmbed(ways, { in: before, out: width, bnMomentum });
    }
    const block = scope.child('blocks').child(0);
    this.norm1 = new LayerNorm(block.child('norm1'), { channels: width });
    this.attention = new InvAttention(block.child('attn'), options);
    this.norm2 = new LayerNorm(block.child('norm2'), { channels: width });
    this.mlp = new Mlp(block.child('mlp'), width, MLP_RATIO);
  }

  apply({ x, skip, scores: message }: StageInput, pass: Pass): StageOutput {
    const map = this.up && skip ? this.up.apply(x, skip, pass) : x;
    const [batch, height, width] = map.shape;
    const byTask = tf.reshape(map, [batch, -1, this.options.width]);
    const normed: Tensor4D = tf.reshape(this.norm1.apply(byTask), map.shape);
    const { map: attended, scores } = this.attention.apply(normed, message, pass);
    const y = tf.add(byTask, tf.reshape(resize(attended, [height, width]), byTask.shape));
    return { map: tf.reshape(tf.add(y, this.mlp.apply(this.norm2.apply(y))), map.shape), scores };
  }
}
