/** Depth in metres along z; the raw map is the depth (no logarithm). */
import * as tf from '@tensorflow/tfjs-core';
import type { Range } from '../base/legend';
import { fixed } from '../base/words';
import { depthL1 } from '../gpu/kernels/depth-l1';
import { averageLength } from './average';
import { paintPixels, ramp, VIRIDIS } from './colors';
import { DepthErrors } from './metrics/depth';
import { absoluteError } from './error';
import { IGNORE } from './metrics/meter';
import type { Task } from './task';

const color = ramp(VIRIDIS);
const STEP = 0.5; // metres: ends of the colour scale are multiples of it
const WORST = 2; // metres: where the error's colour ends; an untrained model is off by about as much
const INDOORS: Range = { low: 0, high: 10 }; // the sensor of NYUv2 reaches 10 m; for a map without any value

function range(values: Float32Array): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === IGNORE || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return INDOORS;
  const start = Math.floor(low / STEP) * STEP;
  return { low: start, high: Math.max(Math.ceil(high / STEP) * STEP, start + STEP) };
}

export const depth: Task = {
  id: 'depth',
  publishedName: 'depth',
  title: 'Depth',
  channels: 1,
  weight: 1,
  isDepth: true,
  isRegression: true,
  labels: {
    channels: 1,
    empty: 0,
    flip: 'keep',
    zoom: 'divide',
    stored: (labels) => labels.depth,
    mark: (stored) => Float32Array.from(stored, (metres) => (metres === 0 ? IGNORE : metres)),
  },
  loss: depthL1,
  decode: (raw) => tf.tidy(() => tf.relu(tf.squeeze(raw, [3]))), // InvPT clamps at 0
  average: averageLength,
  decodePixel: ({ 0: metres }) => [Math.max(metres!, 0)],
  words: ({ 0: metres }) => `${fixed(metres!, 2)} m`,
  error: absoluteError({ worst: WORST, unit: 'm' }),
  imageScore: { key: 'rmse', after: 'm' },
  metrics: [
    { key: 'rmse', name: 'RMSE', unit: 'm', better: 'lower', digits: 4 },
    { key: 'absRel', name: 'abs rel', unit: '', better: 'lower', digits: 4 },
    { key: 'logRmse', name: 'log RMSE', unit: '', better: 'lower', digits: 4 },
    { key: 'sqRel', name: 'sq rel', unit: 'm', better: 'lower', digits: 4 },
    { key: 'delta1', name: 'δ < 1.25', unit: '', better: 'higher', digits: 4 },
    { key: 'delta2', name: 'δ < 1.25²', unit: '', better: 'higher', digits: 4 },
    { key: 'delta3', name: 'δ < 1.25³', unit: '', better: 'higher', digits: 4 },
  ],
  meter: () => new DepthErrors(),
  range,
  paint(values, { low, high } = range(values)) {
    return paintPixels(values.length, (pixel) => {
      const value = values[pixel]!;
      return value === IGNORE ? undefined : color((high - value) / (high - low)); // near is bright
    });
  },
  legend: ({ low, high } = INDOORS) => ({ kind: 'ramp', low, high, unit: 'm', stops: [...VIRIDIS].reverse() }),
};
