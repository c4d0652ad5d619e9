/** InvPT's first look: for each task two convolutions and a prediction, both mixed into the tokens that the stages read. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { joinGroups, splitChannels } from '../../../gpu/kernels/join-groups';
import { ConvNorm } from '../../../nn/blocks';
import { Conv2d } from '../../../nn/conv';
import type { Pass, Scope } from '../../../nn/module';
import type { Head, HeadMaps } from '../../types';
import { outputConv } from '../high-resolution-head';

export interface PreliminaryOptions {
  readonly heads: readonly Head[];
  /** Channels of the encoder's last map. */
  readonly in: number;
  /** Channels of each task's features. */
  readonly features: number;
  /** Channels of each task's tokens. */
  readonly out: number;
  readonly bnMomentum: number;
}

export interface Preliminary {
  /** [B, h, w, tasks * out] */
  readonly tokens: Tensor4D;
  readonly predictions: HeadMaps;
}

const NAMES = { conv: 'conv', norm: 'bn1' } as const;

export class PreliminaryDecoders {
  private readonly heads: readonly Head[];
  private readonly features: number;
  private readonly convs: readonly [ConvNorm, ConvNorm];
  private readonly outputs: readonly Conv2d[];
  private readonly mixes: readonly Conv2d[];

  /** @param scope of the decoder; the mixing stands with the stages, under `invpt` */
  constructor(scope: Scope, { heads, in: inputs, features, out, bnMomentum }: PreliminaryOptions) {
    this.heads = heads;
    this.features = features;
    const at = (i: number): Scope[] => heads.map(({ id }) => scope.child('preliminary_decoder').child(id).child(i));
    const options = { in: inputs, kernel: 3, bnMomentum, relu: true };
    this.convs = [
      new ConvNorm(at(0), NAMES, { ...options, out: inputs }),
      new ConvNorm(at(1), NAMES, { ...options, out: features }),
    ];
    this.outputs = heads.map((head) => outputConv(scope.child('intermediate_head').child(head.id), features, head));
    this.mixes = heads.map(({ id, channels }) => {
      const mix = scope.child('invpt').child('mix_proj').child(id).child(0);
      return new Conv2d(mix, { in: features + channels, out, kernel: 1 });
    });
  }

  /** @param map [B, h, w, in], read by every task */
  apply(map: Tensor4D, pass: Pass): Preliminary {
    const { heads } = this;
    const [first, second] = this.convs;
    const features = splitChannels(
      second.apply(first.apply(map, pass), pass),
      heads.map(() => this.features),
    );
    const predictions = features.map((one, t) => this.outputs[t]!.apply(one));
    const mixed = features.map((one, t) => this.mixes[t]!.apply(joinGroups([{ map: one }, { map: predictions[t]! }])));
    return {
      tokens: mixed.length > 1 ? joinGroups(mixed.map((one) => ({ map: one }))) : mixed[0]!,
      predictions: Object.fromEntries(heads.map(({ id }, t) => [id, predictions[t]!])),
    };
  }
}
