/** Ready-made experiments. Each is complete: nothing is inherited. */
import type { ExperimentConfig } from './experiment';

/** Software adapters, tests, a first look: about 33 thousand rays and samples a step. */
const nano: ExperimentConfig = {
  preset: 'nano',
  seed: 1,
  steps: 300,
  batch: 2,
  input: [48, 64],
  tasks: ['semseg', 'depth', 'normals', 'boundary'],
  lossWeights: { semseg: 1, depth: 1, normals: 10, boundary: 50 }, // NYUD, both published codes
  data: { source: 'rooms', rooms: { train: 200, val: 40, views: 2, seed: 1 } },
  encoder: { kind: 'nano', channels: [16, 32, 64], width: 32 },
  decoder: { kind: 'plain', width: 32 },
  batchNormMomentum: 0.1, // PyTorch's default
  regularizer: {
    enabled: true,
    planeChannels: 16,
    encoderWidth: 48, // 3 x planeChannels
    encoderOrder: 'between',
    dropout: 0.15, // supplement §1
    resizeAt: 'input',
    fieldHidden: 32,
    slope: 0.2, // Skorokhodov et al. 2022; the supplement's sign is a slip
    rays: [24, 32],
    coarseSamples: 4,
    fineSamples: 4,
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
    densityBias: 3, // accumulated weight starts near .98
    near: -1,
    far: 1,
    path: 'auto',
  },
  alpha: { peak: 1, rampFraction: 0.5 }, // the paper's 4 only hurts at this scale (measured)
  depthBias: true,
  auxiliaryHeads: false,
  crossView: { enabled: false, labels: 'all' },
  predictions: 'heads',
  optimizer: {
    kind: 'adam',
    learningRate: 3e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    polyPower: 0.9,
  },
  checkpointEvery: 50,
};

export const PRESETS = { nano } satisfies Record<string, ExperimentConfig>;
