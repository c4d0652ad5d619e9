/** Encoder, decoder and, for training, the regularizer: the network of the paper's Fig. 2. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ExperimentConfig } from '../config/experiment';
import { ParameterStore, Scope, type Pass } from '../nn/module';
import { DECODERS } from './decoders';
import { ENCODERS } from './encoders';
import { Regularizer, type FieldRendering } from './regularizer/regularizer';
import type { Decoder, DecoderOutput, Encoder, Head } from './types';

/** Parameters of the regularizer stand under this name and under no other. */
export const REGULARIZER_SCOPE = 'regularizer';

export interface MultiTaskOutput extends DecoderOutput {
  readonly rendering?: FieldRendering;
}

type ModelConfig = Pick<ExperimentConfig, 'seed' | 'encoder' | 'decoder' | 'regularizer' | 'batchNormMomentum'>;

export class MultiTaskModel {
  readonly store: ParameterStore;
  readonly heads: readonly Head[];
  readonly regularizer: Regularizer | undefined;
  private readonly encoder: Encoder;
  private readonly decoder: Decoder;

  constructor(config: ModelConfig, heads: readonly Head[]) {
    const bnMomentum = config.batchNormMomentum;
    this.store = new ParameterStore(config.seed);
    this.heads = heads;
    const root = new Scope(this.store);
    this.encoder = ENCODERS[config.encoder.kind](root.child('backbone'), config.encoder, bnMomentum);
    const features = this.encoder.info;
    this.decoder = DECODERS[config.decoder.kind](root.child('decoders'), {
      config: config.decoder,
      features,
      heads,
      bnMomentum,
    });
    if (config.regularizer.enabled) {
      const options = { config: config.regularizer, features, heads, bnMomentum };
      this.regularizer = new Regularizer(root.child(REGULARIZER_SCOPE), options);
    }
  }

  /** @param image [B, H, W, 3], normalised @returns raw maps of the decoder and, with `render`, of the regularizer */
  forward(image: Tensor4D, pass: Pass, { render = true } = {}): MultiTaskOutput {
    const features = this.encoder.forward(image, pass);
    const output = this.decoder.forward(features, pass);
    if (!render || !this.regularizer) return output;
    return { ...output, rendering: this.regularizer.forward(features, pass) };
  }

  dispose(): void {
    this.store.dispose();
  }
}
