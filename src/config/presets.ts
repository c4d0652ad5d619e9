/**
 * Ready-made experiments. Each is a complete configuration; what several share is written once. The paper's are the
 * published ones of spec/mtl-models.md §5-6, on rooms until other data is named.
 */
import type { ExperimentConfig, OptimizerConfig } from './experiment';
import { HRNETS, INV_PTS, MINI_HRNET, VITS } from './models';
import type { RegularizerConfig } from './regularizer';

/** The paper's, where it says so; else what the codes that it builds on do. */
const REGULARIZER: RegularizerConfig = {
  enabled: true,
  planeChannels: 64, // supplement §1
  encoderWidth: 192, // 3 x planeChannels
  encoderOrder: 'between',
  tap: 'encoder',
  dropout: 0.15, // supplement §1
  resizeAt: 'input',
  fieldHidden: 64, // supplement §1
  slope: 0.2, // Skorokhodov et al. 2022; the supplement's sign is a slip
  rays: [56, 72], // supplement §1, NYUv2
  coarseSamples: 64,
  fineSamples: 64,
  jitter: 'per_ray',
  coarsePlaces: 'bins',
  uniforms: 'stratified',
  finePass: 'union',
  density: 'own',
  activation: 'softplus-1', // Chan et al. 2022
  quadrature: 'midpoint', // Chan et al. 2022
  importance: 'interval',
  padding: 'border',
  aggregate: 'sum', // paper §3.2
  unabsorbed: 'plain',
  depthOutput: 'value',
  zRange: 'metric',
  zNear: 0.5,
  zFar: 10,
  outside: 'zero',
  tasks: [],
  lossAt: 'labels',
  superResolution: { enabled: false, width: 32, blocks: 1 },
  densityBias: 0,
  near: -1,
  far: 1,
  path: 'auto',
};

/** With it the accumulated weight starts near .98. */
const DENSE = 3;

const ADAM: OptimizerConfig = {
  kind: 'adam',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  momentum: 0.9,
  nesterov: false,
  weightDecay: 0,
  schedule: 'poly',
  polyPower: 0.9,
  clipNorm: 0,
};

/** NYUv2's four, in the order of each published code; PASCAL-Context's five, the same in both. */
const ORDERS = {
  mtiNet: ['semseg', 'normals', 'boundary', 'depth'],
  invPt: ['semseg', 'depth', 'normals', 'boundary'],
  pascal: ['semseg', 'parts', 'saliency', 'normals', 'boundary'],
};

/** What no preset changes. */
const COMMON = {
  seed: 1,
  accumulate: 1,
  lossWeights: { semseg: 1, depth: 1, normals: 10, boundary: 50, parts: 2, saliency: 5 }, // both published codes
  batchNormMomentum: 0.1, // PyTorch's default
  depthBias: true,
  auxiliaryHeads: false,
  crossView: { enabled: false, labels: 'all', reach: 4 },
  augmentation: { pipeline: 'none', fit: 'contain' },
  predictions: 'heads',
  balancing: { kind: 'fixed', conflict: 0.4 }, // c of Liu et al. 2021 on NYUv2
  weightAverage: { enabled: false, decay: 0.999 },
} as const satisfies Partial<ExperimentConfig>;

const rooms = (train: number, val: number): ExperimentConfig['data'] => ({
  source: 'rooms',
  rooms: { train, val, views: 2, seed: 1, difficulty: 'medium', sensorNoise: false },
  labelSet: 'nyuv2-40',
  frames: 'all',
  fraction: 1,
});

/** Software adapters, tests, a first look: about 33 thousand rays and samples a step. */
const nano: ExperimentConfig = {
  ...COMMON,
  preset: 'nano',
  steps: 300,
  batch: 2,
  input: [48, 64],
  tasks: ORDERS.invPt,
  data: rooms(200, 40),
  encoder: { kind: 'nano', channels: [16, 32, 64], width: 32 },
  decoder: { kind: 'plain', width: 32 },
  regularizer: {
    ...REGULARIZER,
    planeChannels: 16,
    encoderWidth: 48,
    fieldHidden: 32,
    rays: [24, 32],
    coarseSamples: 4,
    fineSamples: 4,
    densityBias: DENSE,
  },
  alpha: { peak: 1, rampFraction: 0.5 }, // the paper's 4 only hurts at this scale (measured)
  optimizer: { ...ADAM, learningRate: 3e-3 },
  evaluation: { every: 100, images: 16 },
  checkpointEvery: 50,
};

/** What the two for laptops share. */
const MINI = {
  ...COMMON,
  steps: 3000,
  batch: 4,
  input: [128, 192],
  data: rooms(300, 60),
  alpha: { peak: 1, rampFraction: 0.5 }, // as nano's: 4 is for runs of 5000 steps and more
  evaluation: { every: 250, images: 16 },
  checkpointEvery: 100,
} as const satisfies Partial<ExperimentConfig>;

const MINI_REGULARIZER: RegularizerConfig = {
  ...REGULARIZER,
  planeChannels: 32,
  encoderWidth: 96,
  fieldHidden: 32,
  rays: [32, 48],
  coarseSamples: 32,
  fineSamples: 32,
  densityBias: DENSE,
};

const miniHrnet: ExperimentConfig = {
  ...MINI,
  preset: 'mini-hrnet',
  tasks: ORDERS.mtiNet,
  encoder: MINI_HRNET,
  decoder: { kind: 'mti-net' },
  regularizer: MINI_REGULARIZER,
  optimizer: ADAM,
};

const miniVit: ExperimentConfig = {
  ...MINI,
  preset: 'mini-vit',
  tasks: ORDERS.invPt,
  encoder: VITS.tiny,
  decoder: INV_PTS.mini,
  regularizer: { ...MINI_REGULARIZER, resizeAt: 'middle' },
  optimizer: { ...ADAM, learningRate: 3e-4 },
};

/** Integrated and middling GPUs. */
const lite: ExperimentConfig = {
  ...COMMON,
  preset: 'lite',
  steps: 10_000,
  batch: 4,
  input: [224, 288],
  tasks: ORDERS.mtiNet,
  data: rooms(300, 60),
  augmentation: { pipeline: 'inv-pt', fit: 'contain' },
  encoder: HRNETS['w18-small-v2'],
  decoder: { kind: 'mti-net' },
  regularizer: { ...REGULARIZER, rays: [28, 36], coarseSamples: 48, fineSamples: 48, densityBias: DENSE },
  alpha: { peak: 4, rampFraction: 0.5 }, // supplement §1
  optimizer: { ...ADAM, learningRate: 3e-4, weightDecay: 1e-4 },
  evaluation: { every: 500, images: 32 },
  checkpointEvery: 200,
};

/** What the paper's two share: 40,000 iterations, poly .9 of each. */
const PAPER = {
  ...COMMON,
  steps: 40_000,
  input: [448, 576],
  data: rooms(200, 40),
  augmentation: { pipeline: 'inv-pt', fit: 'pad' }, // of both, as the paper builds on InvPT's code
  alpha: { peak: 4, rampFraction: 0.5 }, // supplement §1
  evaluation: { every: 1000, images: 64 }, // so often InvPT's code, on all images
  checkpointEvery: 500,
} as const satisfies Partial<ExperimentConfig>;

const paperMtiNet: ExperimentConfig = {
  ...PAPER,
  preset: 'paper-mtinet',
  batch: 8,
  tasks: ORDERS.mtiNet,
  encoder: HRNETS.w48,
  decoder: { kind: 'mti-net' },
  regularizer: REGULARIZER,
  optimizer: { ...ADAM, learningRate: 1e-4, weightDecay: 1e-4 },
};

const paperInvPt: ExperimentConfig = {
  ...PAPER,
  preset: 'paper-invpt',
  batch: 6,
  tasks: ORDERS.invPt,
  encoder: VITS.large,
  decoder: INV_PTS.published,
  regularizer: { ...REGULARIZER, encoderWidth: 576, resizeAt: 'middle' },
  optimizer: { ...ADAM, learningRate: 2e-5, weightDecay: 1e-6 },
};

/** PASCAL-Context has no depth: nothing starts at its mean. */
const PASCAL = {
  input: [512, 512],
  tasks: ORDERS.pascal,
  depthBias: false,
} as const satisfies Partial<ExperimentConfig>;

const PASCAL_RAYS = [64, 64] as const; // supplement §1

const paperMtiNetPascal: ExperimentConfig = {
  ...paperMtiNet,
  ...PASCAL,
  preset: 'paper-mtinet-pascal',
  regularizer: { ...paperMtiNet.regularizer, rays: PASCAL_RAYS },
};

const paperInvPtPascal: ExperimentConfig = {
  ...paperInvPt,
  ...PASCAL,
  preset: 'paper-invpt-pascal',
  regularizer: { ...paperInvPt.regularizer, rays: PASCAL_RAYS },
};

export const PRESETS = {
  nano,
  'mini-hrnet': miniHrnet,
  'mini-vit': miniVit,
  lite,
  'paper-mtinet': paperMtiNet,
  'paper-invpt': paperInvPt,
  'paper-mtinet-pascal': paperMtiNetPascal,
  'paper-invpt-pascal': paperInvPtPascal,
} satisfies Record<string, ExperimentConfig>;
