/** Residual blocks (He et al. 2016) under torchvision's names, one or several side by side. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Conv2dOptions } from './conv';
import { GroupedBatchNorm2d, GroupedConv2d } from './grouped';
import type { Pass, Scope } from './module';

export interface ConvNormOptions extends Omit<Conv2dOptions, 'bias' | 'initialBias' | 'padding'> {
  readonly bnMomentum: number;
  /** Default false. */
  readonly relu?: boolean;
}

/** Where a convolution and its norm stand: `conv1` and `bn1`, or 0 and 1 of a Sequential. */
export interface ConvNormNames {
  readonly conv: string | number;
  readonly norm: string | number;
}

export const SEQUENTIAL: ConvNormNames = { conv: 0, norm: 1 };
export const numbered = (i: number): ConvNormNames => ({ conv: `conv${i}`, norm: `bn${i}` });

const under = (scopes: readonly Scope[], name: string | number): Scope[] => scopes.map((scope) => scope.child(name));

/** A convolution that keeps the size (up to its stride), without bias, its norm, a residual and the ReLU. */
export class ConvNorm {
  private readonly conv: GroupedConv2d;
  private readonly norm: GroupedBatchNorm2d;

  constructor(scopes: readonly Scope[], names: ConvNormNames, options: ConvNormOptions) {
    const { bnMomentum, relu = false, ...conv } = options;
    const padding = (conv.kernel - 1) / 2;
    this.conv = new GroupedConv2d(under(scopes, names.conv), { ...conv, padding, bias: false });
    this.norm = new GroupedBatchNorm2d(under(scopes, names.norm), {
      channels: conv.out,
      momentum: bnMomentum,
      relu,
    });
  }

  apply(x: Tensor4D, pass: Pass, residual?: Tensor4D): Tensor4D {
    return this.norm.apply(this.conv.apply(x), pass, residual);
  }
}

export interface BlockOptions {
  readonly in: number;
  readonly out: number;
  readonly bnMomentum: number;
}

/** A 1x1 convolution on the shortcut where the channels change, else nothing and no parameters. */
function shortcutOf(scopes: readonly Scope[], options: BlockOptions): ConvNorm | undefined {
  if (options.in === options.out) return undefined;
  return new ConvNorm(under(scopes, 'downsample'), SEQUENTIAL, { ...options, kernel: 1 });
}

/** conv3x3-BN-ReLU-conv3x3-BN, + x, ReLU. */
export class BasicBlock {
  private readonly first: ConvNorm;
  private readonly second: ConvNorm;
  private readonly shortcut: ConvNorm | undefined;

  constructor(scopes: readonly Scope[], options: BlockOptions) {
    const { out, bnMomentum } = options;
    this.first = new ConvNorm(scopes, numbered(1), { ...options, kernel: 3, relu: true });
    this.second = new ConvNorm(scopes, numbered(2), { in: out, out, kernel: 3, bnMomentum, relu: true });
    this.shortcut = shortcutOf(scopes, options);
  }

  /** @param x [B, H, W, groups * in] @returns [B, H, W, groups * out] */
  apply(x: Tensor4D, pass: Pass): Tensor4D {
    const hidden = this.first.apply(x, pass);
    return this.second.apply(hidden, pass, this.shortcut ? this.shortcut.apply(x, pass) : x);
  }
}

/** conv1x1-BN-ReLU-conv3x3-BN-ReLU-conv1x1-BN, + x, ReLU; the two inner maps have `planes` channels. */
export class Bottleneck {
  private readonly convs: readonly [ConvNorm, ConvNorm, ConvNorm];
  private readonly shortcut: ConvNorm | undefined;

  constructor(scopes: readonly Scope[], options: BlockOptions & { readonly planes: number }) {
    const { planes, out, bnMomentum } = options;
    this.convs = [
      new ConvNorm(scopes, numbered(1), { in: options.in, out: planes, kernel: 1, bnMomentum, relu: true }),
      new ConvNorm(scopes, numbered(2), { in: planes, out: planes, kernel: 3, bnMomentum, relu: true }),
      new ConvNorm(scopes, numbered(3), { in: planes, out, kernel: 1, bnMomentum, relu: true }),
    ];
    this.shortcut = shortcutOf(scopes, { in: options.in, out, bnMomentum });
  }

  /** @param x [B, H, W, groups * in], or [B, H, W, in] that all groups read @returns [B, H, W, groups * out] */
  apply(x: Tensor4D, pass: Pass): Tensor4D {
    const [first, second, third] = this.convs;
    const hidden = second.apply(first.apply(x, pass), pass);
    return third.apply(hidden, pass, this.shortcut ? this.shortcut.apply(x, pass) : x);
  }
}
