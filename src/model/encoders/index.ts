/** The list of encoders: a new one is one file and one line here. */
import type { EncoderConfig } from '../../config/models';
import type { Scope } from '../../nn/module';
import type { Encoder } from '../types';
import { HrnetEncoder } from './hrnet';
import { NanoEncoder } from './nano';
import { VitEncoder } from './vit';

type Kind = EncoderConfig['kind'];
type ConfigOf<K extends Kind> = Extract<EncoderConfig, { readonly kind: K }>;

export interface EncoderOptions {
  /** For encoders that have none of their own. */
  readonly bnMomentum: number;
  /** Height and width of the images, for encoders that are made for one size. */
  readonly input: readonly [number, number];
}

export const ENCODERS: {
  readonly [K in Kind]: (scope: Scope, config: ConfigOf<K>, options: EncoderOptions) => Encoder;
} = {
  nano: (scope, config, { bnMomentum }) => new NanoEncoder(scope, config, bnMomentum),
  hrnet: (scope, config) => new HrnetEncoder(scope, config),
  vit: (scope, config, { input }) => new VitEncoder(scope, config, input),
};

/** @throws InputError if it cannot be built for this input */
export function encoderOf<K extends Kind>(scope: Scope, config: ConfigOf<K>, options: EncoderOptions): Encoder {
  return ENCODERS[config.kind as K](scope, config, options);
}
