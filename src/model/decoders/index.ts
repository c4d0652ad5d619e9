/** The list of decoders: a new one is one file and one line here. */
import type { DecoderConfig } from '../../config/models';
import type { Scope } from '../../nn/module';
import type { Decoder, FeatureInfo, Head } from '../types';
import { PlainDecoder } from './plain';

export interface DecoderOptions {
  readonly config: DecoderConfig;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

type Build = (scope: Scope, options: DecoderOptions) => Decoder;

export const DECODERS = {
  plain: (scope, options) => new PlainDecoder(scope, options),
} satisfies Record<DecoderConfig['kind'], Build>;
