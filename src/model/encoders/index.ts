/** The list of encoders: a new one is one file and one line here. */
import type { EncoderConfig } from '../../config/models';
import type { Scope } from '../../nn/module';
import type { Encoder } from '../types';
import { NanoEncoder } from './nano';

type Build = (scope: Scope, config: EncoderConfig, bnMomentum: number) => Encoder;

export const ENCODERS = {
  nano: (scope, config, bnMomentum) => new NanoEncoder(scope, config, bnMomentum),
} satisfies Record<EncoderConfig['kind'], Build>;
