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
  /** Adam with coupled L2 (the published MTI-Net and InvPT), or gradient descent with momentum (ATRC's HRNets). */
  readonly kind: 'adam' | 'sgd';
  readonly learningRate: number;
  /** Adam's. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Gradient descent's. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Coupled L2, as weight_decay of torch.optim's Adam and SGD. */
  readonly weightDecay: number;
  /** 'poly': learning rate times (1 - step / steps)^power; 'poly-epoch': the same of whole epochs (published MTI-Net). */
  readonly schedule: 'poly' | 'poly-epoch' | 'constant';
  readonly polyPower: number;
  /** Largest norm of all gradients together; 0 = not clipped. */
  readonly clipNorm: number;
}

export interface BalancingConfig {
  /**
   * 'fixed': lossWeights alone. 'uncertainty': times learnt weights (Kendall et al. 2018). On the shared encoder's
   * gradients: 'pcgrad' (Yu et al. 2020), 'cagrad' (Liu et al. 2021).
   */
  readonly kind: 'fixed' | 'uncertainty' | 'pcgrad' | 'cagrad';
  /** CAGrad's c: how far the update may be from the mean gradient, of its length; 0 = the mean. */
  readonly conflict: number;
}

export interface ExperimentConfig {
  readonly preset: string;
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  /** Batches whose mean gradient makes one step; batch norm sees one at a time. */
  readonly accumulate: number;
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
  readonly balancing: BalancingConfig;
  /** A running mean of the weights, which then predicts in evaluation and export. */
  readonly weightAverage: { readonly enabled: boolean; readonly decay: number };
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}
