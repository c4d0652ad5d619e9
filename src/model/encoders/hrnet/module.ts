/**
 * One module of HRNet: residual blocks in every branch, then each branch is the sum of all of them, brought to its
 * size: finer ones by strided convolutions, coarser ones by a 1x1 convolution and bilinear resizing.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { sumRelu } from '../../../gpu/kernels/sum-relu';
import { BasicBlock, ConvNorm, SEQUENTIAL } from '../../../nn/blocks';
import type { Pass, Scope } from '../../../nn/module';
import { resize } from '../../../nn/resize';

export interface HrnetModuleOptions {
  /** Channels of the branches, finest first. */
  readonly widths: readonly number[];
  /** Blocks in each branch. */
  readonly blocks: number;
  readonly bnMomentum: number;
}

export class HrnetModule {
  private readonly branches: readonly (readonly BasicBlock[])[];
  /** [to][from]: one convolution upwards, to - from of them downwards, none in place. */
  private readonly paths: readonly (readonly (readonly ConvNorm[])[])[];

  constructor(scope: Scope, options: HrnetModuleOptions) {
    const { widths, blocks, bnMomentum } = options;
    this.branches = widths.map((width, b) =>
      Array.from({ length: blocks }, (_, k) => {
        const at = scope.child('branches').child(b).child(k);
        return new BasicBlock([at], { in: width, out: width, bnMomentum });
      }),
    );
    const fusion = scope.child('fuse_layers');
    this.paths = widths.map((_, to) =>
      widths.map((_width, from) => pathOf(fusion.child(to).child(from), { to, from, ...options })),
    );
  }

  /** @param maps one for each branch @returns the same shapes */
  apply(maps: readonly Tensor4D[], pass: Pass): Tensor4D[] {
    const worked = maps.map((map, b) => this.branches[b]!.reduce((x, block) => block.apply(x, pass), map));
    return worked.map(({ shape: [, height, width] }, to) => {
      const terms = worked.map((map, from) => {
        const moved = this.paths[to]![from]!.reduce((x, conv) => conv.apply(x, pass), map);
        return from > to ? resize(moved, [height, width]) : moved;
      });
      return sumRelu(terms);
    });
  }
}

interface Path extends HrnetModuleOptions {
  readonly to: number;
  readonly from: number;
}

function pathOf(scope: Scope, { to, from, widths, bnMomentum }: Path): ConvNorm[] {
  const [own, wanted] = [widths[from]!, widths[to]!];
  if (from === to) return [];
  if (from > to) return [new ConvNorm([scope], SEQUENTIAL, { in: own, out: wanted, kernel: 1, bnMomentum })];
  return Array.from({ length: to - from }, (_, k) => {
    const isLast = k === to - from - 1;
    const options = { in: own, out: isLast ? wanted : own, kernel: 3, stride: 2, bnMomentum, relu: !isLast };
    return new ConvNorm([scope.child(k)], SEQUENTIAL, options);
  });
}
