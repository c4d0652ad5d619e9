/** Surface normals in the camera frame: x right, y up, z towards the camera. The raw map has any length. */
import { normalsL1 } from '../gpu/kernels/normals-l1';
import { unitNormalize } from '../gpu/kernels/unit-normalize';
import { paintPixels } from './colors';
import { IGNORE } from './metrics/meter';
import { NormalAngles } from './metrics/normals';
import type { Task } from './task';

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
  metrics: [
    { key: 'mean', name: 'mean angle', unit: '°', better: 'lower', digits: 2 },
    { key: 'median', name: 'median angle', unit: '°', better: 'lower', digits: 2 },
    { key: 'within11', name: 'within 11.25°', unit: '', better: 'higher', digits: 4 },
    { key: 'within22', name: 'within 22.5°', unit: '', better: 'higher', digits: 4 },
    { key: 'within30', name: 'within 30°', unit: '', better: 'higher', digits: 4 },
  ],
  meter: () => new NormalAngles(),
  paint(values) {
    return paintPixels(values.length / 3, (pixel) => {
      const [x, y, z] = [values[3 * pixel]!, values[3 * pixel + 1]!, values[3 * pixel + 2]!];
      return x === IGNORE || y === IGNORE || z === IGNORE ? undefined : [byte(x), byte(y), byte(z)];
    });
  },
  legend: () => ({ kind: 'directions', axes: ['right', 'up', 'towards the camera'] }),
};
