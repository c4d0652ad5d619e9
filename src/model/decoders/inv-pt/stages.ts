/**
 * InvPT's inverted pyramid: three stages that double the resolution and halve the channels, their normed outputs brought
 * to one size and width and added up, then a convolution for each task.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { TRANSFORMER_INIT } from '../../../nn/attention';
import { GroupedBatchNorm2d, GroupedConv2d } from '../../../nn/grouped';
import type { Pass, Scope } from '../../../nn/module';
import { LayerNorm } from '../../../nn/norm';
import { resize } from '../../../nn/resize';
import type { Head } from '../../types';
import { Stage, type StageOutput } from './stage';

const STAGES = 3;
const POOL = [2, 4, 8] as const; // so that all stages have as many keys
const ENLARGED = 8; // of the first stage's size: the sum of all

export interface StagesOptions {
  readonly heads: readonly Head[];
  /** Channels of each task in the first stage; halved in each of the next. */
  readonly width: number;
  readonly bnMomentum: number;
}

export interface StagesOutput {
  readonly stages: readonly (StageOutput & { readonly normed: Tensor4D })[];
  /** [B, 8h, 8w, tasks * width], before and after the last convolution */
  readonly sum: Tensor4D;
  readonly projected: Tensor4D;
}

export class Stages {
  private readonly stages: readonly Stage[];
  private readonly norms: readonly LayerNorm[];
  private readonly reductions: readonly GroupedConv2d[];
  private readonly project: GroupedConv2d;
  private readonly projectNorm: GroupedBatchNorm2d;

  constructor(scope: Scope, { heads, width, bnMomentum }: StagesOptions) {
    const tasks = heads.length;
    const widths = stageWidths(width);
    this.stages = widths.map((own, i) => {
      const at = scope.child('invpt_stages').child(i);
      return new Stage(at, { tasks, width: own, before: widths[i - 1], pool: POOL[i]!, bnMomentum });
    });
    // One norm over the channels of all tasks.
    this.norms = widths.map((own, i) => new LayerNorm(scope.child('norm_mts').child(i), { channels: tasks * own }));
    this.reductions = widths.map((own, i) => {
      const at = heads.map((_, t) => scope.child('redu_chan').child(i).child(t));
      return new GroupedConv2d(at, { in: own, out: width, kernel: 1 });
    });
    // In checkpoints, and never used: this norm, and the first stage's reductions.
    new LayerNorm(scope.child('norm_mt'), { channels: tasks * widths.at(-1)! });
    const at = (i: number): Scope[] => heads.map(({ id }) => scope.child('mt_proj').child(id).child(i));
    this.project = new GroupedConv2d(at(0), { in: width, out: width, kernel: 3, padding: 1, init: TRANSFORMER_INIT });
    this.projectNorm = new GroupedBatchNorm2d(at(1), { channels: width, momentum: bnMomentum, relu: true });
  }

  /**
   * @param tokens [B, h, w, tasks * width]
   * @param skips of the second and third stage: [B, 2h, 2w, width/2], [B, 4h, 4w, width/4]
   */
  apply(tokens: Tensor4D, skips: readonly [Tensor4D, Tensor4D], pass: Pass): StagesOutput {
    const [, height, width] = tokens.shape;
    const outputs: StageOutput[] = [];
    this.stages.forEach((stage, i) => {
      const before = outputs.at(-1);
      outputs.push(
        before
          ? stage.apply({ x: before.map, skip: skips[i - 1]!, scores: before.scores }, pass)
          : stage.apply({ x: tokens }, pass),
      );
    });
    const stages = outputs.map((output, i) => ({ ...output, normed: this.norms[i]!.apply(output.map) }));
    const scales = stages.map(({ normed }, i) => {
      const reduced = i === 0 ? normed : this.reductions[i]!.apply(normed);
      return resize(reduced, [ENLARGED * height, ENLARGED * width]);
    });
    const sum = tf.addN(scales);
    return { stages, sum, projected: this.projectNorm.apply(this.project.apply(sum), pass) };
  }
}

/** Channels of one task, stage by stage. */
export function stageWidths(width: number): number[] {
  return Array.from({ length: STAGES }, (_, i) => Math.floor(width / 2 ** i));
}
