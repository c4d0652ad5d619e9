/** Configurations of earlier versions, in stored runs and checkpoints: settings that did not exist yet had one meaning. */

const ADDED: Readonly<Record<string, unknown>> = {
  auxiliaryHeads: false,
  augmentation: { pipeline: 'none', fit: 'contain' },
  predictions: 'heads',
  accumulate: 1,
  balancing: { kind: 'fixed', conflict: 0.4 },
  weightAverage: { enabled: false, decay: 0.999 },
  evaluation: { every: 0, images: 16 },
};

const ADDED_TO_CROSS_VIEW = { enabled: false, labels: 'all', reach: 4 };

const ADDED_TO_DATA = { labelSet: 'nyuv2-40', frames: 'all', fraction: 1 };

const ADDED_TO_ROOMS = { difficulty: 'medium', sensorNoise: false };

const ADDED_TO_OPTIMIZER: Readonly<Record<string, unknown>> = {
  momentum: 0.9,
  nesterov: false,
  schedule: 'poly',
  clipNorm: 0,
};

const ADDED_TO_REGULARIZER: Readonly<Record<string, unknown>> = {
  encoderOrder: 'between',
  tap: 'encoder',
  coarsePlaces: 'bins',
  uniforms: 'stratified',
  finePass: 'union',
  unabsorbed: 'plain',
  depthOutput: 'value',
  zRange: 'metric',
  zNear: 0.5,
  zFar: 10,
  outside: 'zero',
  tasks: [],
  lossAt: 'labels',
  superResolution: { enabled: false, width: 32, blocks: 1 },
};

/** Jitter was a switch. */
const jitterOf = (value: unknown): unknown => (typeof value === 'boolean' ? (value ? 'per_ray' : 'none') : value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const upgradedData = (data: Record<string, unknown>): unknown => ({
  ...ADDED_TO_DATA,
  ...data,
  ...(isObject(data.rooms) && { rooms: { ...ADDED_TO_ROOMS, ...data.rooms } }),
});

/** @param value anything; what is no configuration comes back as it is */
export function upgraded(value: unknown): unknown {
  if (!isObject(value) || !isObject(value.regularizer)) return value;
  const { regularizer, optimizer, crossView, data } = value;
  return {
    ...structuredClone(ADDED),
    ...value,
    crossView: isObject(crossView) ? { ...ADDED_TO_CROSS_VIEW, ...crossView } : { ...ADDED_TO_CROSS_VIEW },
    ...(isObject(data) && { data: upgradedData(data) }),
    ...(isObject(optimizer) && { optimizer: { ...ADDED_TO_OPTIMIZER, ...optimizer } }),
    regularizer: {
      ...structuredClone(ADDED_TO_REGULARIZER),
      ...regularizer,
      ...('jitter' in regularizer && { jitter: jitterOf(regularizer.jitter) }),
    },
  };
}
