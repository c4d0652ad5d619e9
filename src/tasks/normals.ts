/** Surface normals in the camera frame: x right, y up, z towards the camera. The raw map has any length. */
import * as tf from '@tensorflow/tfjs-core';
import { fixedShort } from '../base/words';
import { normalsL1 } from '../gpu/kernels/normals-l1';
import { unitNormalize } from '../gpu/kernels/unit-normalize';
import { MAGMA, paintPixels } from './colors';
import { IGNORE } from './metrics/meter';
import { angleBetween, NormalAngles } from './metrics/normals';
import type { Task } from './task';

const WORST = 60; // degrees: where the error's colour ends, twice the widest of the customary thresholds

const vectorAt = (values: Float32Array, pixel: number): [number, number, number] => [
  values[3 * pixel]!,
  values[3 * pixel + 1]!,
  values[3 * pixel + 2]!,
];

/** Zero vectors become 255, 255, 255. */
function mark(stored: Uint8Array | Float32Array): Float32Array {
  const marked = Float32Array.from(stored);
  for (let i = 0; i < marked.length; i += 3) {
    if (marked[i] === 0 && marked[i + 1] === 0 && marked[i + 2] === 0) marked.fill(IGNORE, i, i + 3);
  }
  return marked;
}

const byte = (component: number): number => Math.round(((component + 1) / 2) * 255);

export const normals: Task = {
  id: 'normals',
  publishedName: 'normals',
  title: 'Normals',
  channels: 3,
  isRegression: true,
  weight: 10,
  labels: {
    channels: 3,
    empty: 0,
    flip: 'negate-x',
    zoom: 'keep', // as published
    stored: (labels) => labels.normals,
    mark,
  },
  loss: normalsL1,
  decode: (raw) => unitNormalize(raw),
  average: (a, b) => tf.tidy(() => tf.mul(tf.add(unitNormalize(a), unitNormalize(b)), 0.5) as tf.Tensor4D),
  decodePixel(raw) {
    const length = Math.max(Math.hypot(raw[0]!, raw[1]!, raw[2]!), 1e-12);
    return [raw[0]! / length, raw[1]! / length, raw[2]! / length];
  },
  words: (normal) => [normal[0]!, normal[1]!, normal[2]!].map((component) => fixedShort(component, 2)).join(' '),
  error: {
    worst: WORST,
    at: (prediction, label, pixel) => angleBetween(vectorAt(prediction, pixel), vectorAt(label, pixel)),
    legend: () => ({ kind: 'ramp', low: 0, high: WORST, unit: '°', stops: MAGMA }),
  },
  imageScore: { key: 'mean', after: '°' },
  metrics: [
    { key: 'mean', name: 'mean angle', unit: '°', better: 'lower', digits: 2 },
    { key: 'median', name: 'median angle', unit: '°', better: 'lower', digits: 2 },
    { key: 'rmse', name: 'rms angle', unit: '°', better: 'lower', digits: 2 },
    { key: 'within11', name: 'within 11.25°', unit: '', better: 'higher', digits: 4 },
    { key: 'within22', name: 'within 22.5°', unit: '', better: 'higher', digits: 4 },
    { key: 'within30', name: 'within 30°', unit: '', better: 'higher', digits: 4 },
    { key: 'meanMti', name: 'mean angle as MTI-Net', unit: '°', better: 'lower', digits: 2 },
  ],
  meter: () => new NormalAngles(),
  paint(values) {
    return paintPixels(values.length / 3, (pixel) => {
      const [x, y, z] = vectorAt(values, pixel);
      return x === IGNORE || y === IGNORE || z === IGNORE ? undefined : [byte(x), byte(y), byte(z)];
    });
  },
  legend: () => ({ kind: 'directions', axes: ['right', 'up', 'towards the camera'] }),
};
