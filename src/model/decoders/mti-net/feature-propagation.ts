/**
 * MTI-Net's feature propagation module (Vandenhende et al. 2020, §3.3): what all tasks know at one scale, weighed
 * against each other and squeezed, goes back to each task through a channel gate, and on to the next finer scale.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { adjacentSoftmax } from '../../../gpu/kernels/adjacent-softmax';
import { channelGate } from '../../../gpu/kernels/channel-gate';
import { spatialMean } from '../../../gpu/kernels/spatial-mean';
import { sumRelu } from '../../../gpu/kernels/sum-relu';
import { BasicBlock } from '../../../nn/blocks';
import { Conv2d } from '../../../nn/conv';
import { GroupedLinear } from '../../../nn/grouped';
import type { Pass, Scope } from '../../../nn/module';

const BOTTLENECK = 4; // of the weighing
const SQUEEZE = 16; // of the gates

export interface FeaturePropagationOptions {
  readonly tasks: readonly string[];
  /** Channels of one task. */
  readonly width: number;
  readonly bnMomentum: number;
}

export class FeaturePropagation {
  private readonly tasks: number;
  private readonly weigh: readonly [BasicBlock, BasicBlock];
  private readonly weights: Conv2d;
  private readonly reduce: BasicBlock;
  private readonly squeeze: GroupedLinear;
  private readonly excite: GroupedLinear;

  constructor(scope: Scope, { tasks, width, bnMomentum }: FeaturePropagationOptions) {
    this.tasks = tasks.length;
    const all = width * tasks.length;
    const narrow = Math.floor(all / BOTTLENECK);
    const weighing = scope.child('non_linear');
    this.weigh = [
      new BasicBlock([weighing.child(0)], { in: all, out: narrow, bnMomentum }),
      new BasicBlock([weighing.child(1)], { in: narrow, out: narrow, bnMomentum }),
    ];
    this.weights = new Conv2d(weighing.child(2), { in: narrow, out: all, kernel: 1 });
    this.reduce = new BasicBlock([scope.child('dimensionality_reduction')], { in: all, out: width, bnMomentum });
    const squeezed = Math.max(1, Math.floor(width / SQUEEZE));
    const gates = (i: number): Scope[] => tasks.map((task) => scope.child('se').child(task).child('squeeze').child(i));
    this.squeeze = new GroupedLinear(gates(0), { in: width, out: squeezed });
    this.excite = new GroupedLinear(gates(2), { in: squeezed, out: width });
  }

  /** @param features [B, h, w, tasks * width] @returns the same shape */
  apply(features: Tensor4D, pass: Pass): Tensor4D {
    const weights = this.weights.apply(this.weigh.reduce((x, block) => block.apply(x, pass), features));
    // As published: the softmax runs over `tasks` adjacent channels, wherever one task's end and the next one's begin.
    const shared = this.reduce.apply(adjacentSoftmax(weights, features, this.tasks), pass);
    const hidden = sumRelu([this.squeeze.apply(spatialMean(shared))]);
    return channelGate({ x: shared, gate: this.excite.apply(hidden), features }, this.tasks);
  }
}
