/**
 * Multi-modal distillation of MTI-Net at one scale (after PAD-Net, Xu et al. 2018): every task adds what the others
 * tell it, each message gated pixel by pixel. All gates and messages of a scale are one convolution.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { gatedSum } from '../../../gpu/kernels/gated-sum';
import { GroupedConv2d } from '../../../nn/grouped';
import type { Scope } from '../../../nn/module';

export interface DistillationOptions {
  readonly tasks: readonly string[];
  /** Channels of one task. */
  readonly width: number;
}

export class Distillation {
  private readonly tasks: number;
  /** By source, then by target: gate, message. Each source is read by 2 (tasks - 1) of them. */
  private readonly pairs: GroupedConv2d | undefined;

  /** @param scope under which a target has its name, and under that each source */
  constructor(scope: Scope, { tasks, width }: DistillationOptions) {
    this.tasks = tasks.length;
    const scopes = tasks.flatMap((source) =>
      tasks
        .filter((target) => target !== source)
        .map((target) => scope.child(target).child(source))
        .flatMap((pair) => [pair.child('attention').child(0), pair.child('conv')]),
    );
    if (scopes.length === 0) return; // one task has nobody to listen to
    this.pairs = new GroupedConv2d(scopes, { in: width, out: width, kernel: 3, padding: 1, bias: false });
  }

  /** @param features [B, h, w, tasks * width] @returns the same shape */
  apply(features: Tensor4D): Tensor4D {
    return this.pairs ? gatedSum(features, this.pairs.apply(features), this.tasks) : features;
  }
}
