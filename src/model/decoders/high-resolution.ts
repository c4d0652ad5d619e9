/** The multi-task baseline on HRNet: one HighResolutionHead for each task, no interaction between them. */
import type { Pass, Scope } from '../../nn/module';
import type { Decoder, DecoderOutput, FeatureInfo, Features, Head } from '../types';
import { HighResolutionHeads } from './high-resolution-head';

interface Options {
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

export class HighResolutionDecoder implements Decoder {
  private readonly heads: HighResolutionHeads;

  constructor(scope: Scope, { features, heads, bnMomentum }: Options) {
    this.heads = new HighResolutionHeads(scope, { channels: features.channels, heads, bnMomentum });
  }

  /** @returns raw maps at the resolution of the finest feature map */
  forward(features: Features, pass: Pass): DecoderOutput {
    return { maps: this.heads.apply(features.maps, pass), auxiliary: {} };
  }
}
