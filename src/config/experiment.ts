/** A whole run as plain, serialisable data. Presets are complete objects of this type (presets.ts). */
import type { DecoderConfig, EncoderConfig } from './models';
import type { RegularizerConfig } from './regularizer';

export interface DataConfig {
  /** `rooms`, or the folder of a data set. */
  readonly source: string;
  /** Only for rooms: how many, from how many poses each, and the seed of the scenes. */
  readonly rooms: { readonly train: number; readonly val: number; readonly views: number; readonly seed: number };
}

export interface OptimizerConfig {
  readonly kind: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Coupled L2, as torch.optim.Adam's weight_decay. */
  readonly weightDecay: number;
  /** Learning rate times (1 - step / steps)^power, for each iteration. */
  readonly polyPower: number;
}

export interface ExperimentConfig {
  readonly preset: string;
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  /** Height and width of the network's input, pixels. */
  readonly input: readonly [number, number];
  /** Task ids in the order of the heads. */
  readonly tasks: readonly string[];
  /** Weight of each task's loss; spec/mtl-models.md §5. */
  readonly lossWeights: Readonly<Record<string, number>>;
  readonly data: DataConfig;
  readonly encoder: EncoderConfig;
  readonly decoder: DecoderConfig;
  readonly batchNormMomentum: number;
  readonly regularizer: RegularizerConfig;
  /** Weight of the rendered losses: linear from 0 to `peak` over `rampFraction` of the run, then flat. */
  readonly alpha: { readonly peak: number; readonly rampFraction: number };
  /** Biases of the depth outputs start at the mean training depth (else at PyTorch's default). */
  readonly depthBias: boolean;
  /** A second set of decoder heads, trained with the weight alpha: the control of paper Table 4. */
  readonly auxiliaryHeads: boolean;
  /**
   * Rendering the scene as another of its cameras sees it, too (paper Eq. 3), with the weight alpha. Needs a data set
   * with several posed views of a scene. `labels`: what of the second view is used; 'depth' alone is what video frames have.
   */
  readonly crossView: { readonly enabled: boolean; readonly labels: 'all' | 'depth' };
  /** Where predictions come from (paper Table 5). */
  readonly predictions: 'heads' | 'regularizer' | 'average';
  readonly optimizer: OptimizerConfig;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}
