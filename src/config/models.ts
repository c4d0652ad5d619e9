/** Architectures as plain data: encoders and decoders by `kind`. */

export interface NanoEncoderConfig {
  readonly kind: 'nano';
  /** Channels at strides 2, 4 and 8. */
  readonly channels: readonly [number, number, number];
  /** Channels of the fused map at stride 2 that heads and regularizer read. */
  readonly width: number;
}

export type EncoderConfig = NanoEncoderConfig;

export interface PlainDecoderConfig {
  /** One head per task: conv3x3-BN-ReLU-conv1x1. */
  readonly kind: 'plain';
  readonly width: number;
}

export type DecoderConfig = PlainDecoderConfig;
