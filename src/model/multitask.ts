/** Encoder, decoder and, for training, the regularizer: the network of the paper's Fig. 2. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../base/random';
import type { ExperimentConfig } from '../config/experiment';
import { renderedTasks } from '../config/rendered';
import { ParameterStore, Scope, type Pass, type StoreOptions } from '../nn/module';
import { decoderOf, encoderScope } from './decoders';
import { encoderOf } from './encoders';
import { Regularizer, type FieldRendering } from './regularizer/regularizer';
import { SuperResolution } from './regularizer/super-resolution';
import type { Decoder, DecoderOutput, Encoder, Head, HeadMaps } from './types';

/** Parameters that all tasks share, the encoder's and PAD-Net's fuse's, stand under this name and under no other. */
export const ENCODER_SCOPE = 'backbone';

/** Parameters of the regularizer stand under this name and under no other. */
export const REGULARIZER_SCOPE = 'regularizer';

/** Parameters of the second heads, likewise. */
export const AUXILIARY_SCOPE = 'auxiliary';

export interface MultiTaskOutput extends DecoderOutput {
  /** Of the second heads (paper Table 4), in training alone. */
  readonly second?: DecoderOutput;
  /** What the regularizer did, at the ray grid. */
  readonly rendering?: FieldRendering;
  /** Its predictions, raw, of the tasks that it renders: its maps, enlarged if there is super-resolution. */
  readonly rendered?: HeadMaps;
}

type ModelConfig = Pick<
  ExperimentConfig,
  'seed' | 'input' | 'tasks' | 'encoder' | 'decoder' | 'regularizer' | 'auxiliaryHeads' | 'batchNormMomentum'
>;

/** The configuration of what is left for inference: the same predictions, nothing of the regularizer or second heads. */
export function withoutTrainingParts(config: ExperimentConfig): ExperimentConfig {
  return {
    ...config,
    regularizer: { ...config.regularizer, enabled: false },
    auxiliaryHeads: false,
    crossView: { ...config.crossView, enabled: false },
    predictions: 'heads',
  };
}

/** Whether a parameter belongs to what is left for inference. */
export const isForInference = (name: string): boolean =>
  ![REGULARIZER_SCOPE, AUXILIARY_SCOPE].some((scope) => name.startsWith(`${scope}.`));

export class MultiTaskModel {
  readonly store: ParameterStore;
  readonly heads: readonly Head[];
  readonly regularizer: Regularizer | undefined;
  private readonly encoder: Encoder;
  private readonly decoder: Decoder;
  private readonly second: Decoder | undefined;
  private readonly superResolution: SuperResolution | undefined;

  /** @param options to describe a network of any size without allocating it */
  constructor(config: ModelConfig, heads: readonly Head[], options?: StoreOptions) {
    const bnMomentum = config.batchNormMomentum;
    this.store = new ParameterStore(config.seed, options);
    this.heads = heads;
    const root = new Scope(this.store);
    const encoderAt = encoderScope(root.child(ENCODER_SCOPE), config.decoder);
    this.encoder = encoderOf(encoderAt, config.encoder, { bnMomentum, input: config.input });
    const features = this.encoder.info;
    const decoderIn = (scope: Scope): Decoder =>
      decoderOf(scope, { config: config.decoder, features, heads, bnMomentum });
    this.decoder = decoderIn(root);
    if (config.auxiliaryHeads) this.second = decoderIn(root.child(AUXILIARY_SCOPE));
    if (config.regularizer.enabled) {
      const scope = root.child(REGULARIZER_SCOPE);
      const rendered = renderedTasks(config);
      const parts = { config: config.regularizer, features, heads: heads.filter(({ id }) => rendered.includes(id)) };
      this.regularizer = new Regularizer(scope, { ...parts, bnMomentum });
      if (config.regularizer.superResolution.enabled)
        this.superResolution = new SuperResolution(scope.child('superResolution'), parts);
    }
  }

  /** @param image [B, H, W, 3], normalised @returns raw maps of the decoder and, with `render`, of the regularizer */
  forward(image: Tensor4D, pass: Pass, { render = true } = {}): MultiTaskOutput {
    const features = this.encoder.forward(image, pass);
    const output: MultiTaskOutput = this.decoder.forward(features, pass);
    const secondPass = { ...pass, seed: deriveSeed(pass.seed, 'second heads') };
    const second = pass.training ? this.second?.forward(features, secondPass) : undefined;
    const rendering = render ? this.regularizer?.forward(features, pass) : undefined;
    const rendered = rendering && (this.superResolution?.forward(rendering.maps) ?? rendering.maps);
    return { ...output, ...(second && { second }), ...(rendering && rendered && { rendering, rendered }) };
  }

  dispose(): void {
    this.store.dispose();
  }
}
