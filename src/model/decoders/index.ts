/** The list of decoders: a new one is one file and one line here. */
import type { DecoderConfig } from '../../config/models';
import type { Scope } from '../../nn/module';
import type { Decoder, FeatureInfo, Head } from '../types';
import { HighResolutionDecoder } from './high-resolution';
import { InvPtDecoder } from './inv-pt';
import { MtiNetDecoder } from './mti-net';
import { ENCODER_IN_BACKBONE, PadNetDecoder } from './pad-net';
import { PlainDecoder } from './plain';

type Kind = DecoderConfig['kind'];
type ConfigOf<K extends Kind> = Extract<DecoderConfig, { readonly kind: K }>;

export interface DecoderOptions<K extends Kind = Kind> {
  readonly config: ConfigOf<K>;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

/** Published decoders stand at the top of the tree of names; those whose names are free stand under `decoders`. */
export const DECODERS: { readonly [K in Kind]: (root: Scope, options: DecoderOptions<K>) => Decoder } = {
  plain: (root, options) => new PlainDecoder(root.child('decoders'), options),
  'high-resolution': (root, options) => new HighResolutionDecoder(root.child('decoders'), options),
  'mti-net': (root, options) => new MtiNetDecoder(root, options),
  'pad-net': (root, options) => new PadNetDecoder(root, options),
  'inv-pt': (root, options) => new InvPtDecoder(root, options),
};

/** Where the encoder stands for a decoder's published names: at `backbone`, or inside it. */
export function encoderScope(backbone: Scope, { kind }: DecoderConfig): Scope {
  return kind === 'pad-net' ? backbone.child(ENCODER_IN_BACKBONE) : backbone;
}

/** @throws InputError if it cannot read these features */
export function decoderOf<K extends Kind>(root: Scope, options: DecoderOptions<K>): Decoder {
  return DECODERS[options.config.kind as K](root, options);
}
