/** A whole run as plain, serialisable data. Presets are complete objects of this type (presets.ts). */
import type { RegularizerConfig } from './regularizer';

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
  readonly optimizer: OptimizerConfig;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}
