/** What encoders, decoders and the regularizer exchange. They know heads, never tasks. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Pass } from '../nn/module';

/** One dense output: a task as the model sees it. */
export interface Head {
  readonly id: string;
  readonly channels: number;
  /** Where the output's bias starts, decoder's and rendered (the mean depth); PyTorch's default if absent. */
  readonly bias?: number;
  /** Its value is a distance along z in metres, which the regularizer can also tell from its density. */
  readonly isDepth?: boolean;
}

/** Encoder output: maps [B, H/stride, W/stride, channels], finest first (those of one stride in order of depth). */
export interface Features {
  readonly maps: readonly Tensor4D[];
}

export interface FeatureInfo {
  readonly strides: readonly number[];
  readonly channels: readonly number[];
  /** Map that a plain head reads; the first if absent. */
  readonly main?: number;
  /** Maps that the regularizer reads; all if absent. */
  readonly tap?: readonly number[];
}

/** Raw maps (before softmax, normalisation …) by head id, [B, h, w, channels]. */
export type HeadMaps = Record<string, Tensor4D>;

export interface Encoder {
  readonly info: FeatureInfo;
  /** @param image [B, H, W, 3], normalised by ImageNet mean and deviation */
  forward(image: Tensor4D, pass: Pass): Features;
}

export interface DecoderOutput {
  readonly maps: HeadMaps;
  /** Further predictions that are trained with the same losses (deep supervision), by name. */
  readonly auxiliary: Readonly<Record<string, HeadMaps>>;
  /** Features behind them, by the same names: for comparison with other implementations, not trained on. */
  readonly features?: Readonly<Record<string, HeadMaps>>;
}

export interface Decoder {
  forward(features: Features, pass: Pass): DecoderOutput;
}
