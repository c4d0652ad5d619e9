/** A whole run as plain, serialisable data. Presets are complete objects of this type (presets.ts). */
import type { LabelSet } from '../base/label-sets';
import type { DecoderConfig, EncoderConfig } from './models';
import type { RegularizerConfig } from './regularizer';

export interface RoomsConfig {
  /** How many rooms for training and for validation, from how many poses each, and the seed of the scenes. */
  readonly train: number;
  readonly val: number;
  readonly views: number;
  readonly seed: number;
  /** How much stands and lies about, how even the light is, how far materials vary. */
  readonly difficulty: 'easy' | 'medium' | 'hard';
  /** Depth and colours as a structured-light sensor delivers them: holes, quantised and noisy; labels stay exact but depth. */
  readonly sensorNoise: boolean;
}

export interface DataConfig {
  /** `rooms`, or the name (in Node also the folder) of a data set. */
  readonly source: string;
  readonly rooms: RoomsConfig;
  /** Which classes semseg tells apart; a data set follows one list. */
  readonly labelSet: LabelSet;
  /**
   * What counts of the frames of a scene after its first: 'depth' alone is what video frames have (paper Table 3).
   * Of training; held-out images always have all their labels.
   */
  readonly frames: 'all' | 'depth';
  /** Share of the training images that is used, picked by the seed (paper Table 7). */
  readonly fraction: number;
}

export interface AugmentationConfig {
  /** The published pipelines of spec/mtl-models.md §6 and §11 no. 7, 9; 'mti-net' differs between NYUD and PASCAL. */
  readonly pipeline: 'none' | 'inv-pt' | 'mti-net-nyud' | 'mti-net-pascal';
  /**
   * How an image of another size becomes the network's input: 'contain' scales it to fit, then pads; 'pad' leaves its
   * scale, pads and crops at the middle (published InvPT); 'stretch' (published MTI-Net). Also for evaluation.
   */
  readonly fit: 'contain' | 'pad' | 'stretch';
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
  readonly augmentation: AugmentationConfig;
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
  readonly crossView: {
    readonly enabled: boolean;
    readonly labels: 'all' | 'depth';
    /** How many frames of a scene the second view may be away from the first. */
    readonly reach: number;
  };
  /** Where predictions come from (paper Table 5). */
  readonly predictions: 'heads' | 'regularizer' | 'average';
  readonly optimizer: OptimizerConfig;
  readonly balancing: BalancingConfig;
  /** A running mean of the weights, which then predicts in evaluation and export. */
  readonly weightAverage: { readonly enabled: boolean; readonly decay: number };
  /** While training: how many steps apart held-out images are evaluated (0 = never), and how many of them, the first. */
  readonly evaluation: { readonly every: number; readonly images: number };
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}
