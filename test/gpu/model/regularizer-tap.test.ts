/** Which of an encoder's maps the regularizer reads. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { PRESETS } from '../../../src/config/presets';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { readTensor } from '../../../src/gpu/read';
import { TriplaneEncoder } from '../../../src/model/regularizer/triplane-encoder';
import type { FeatureInfo } from '../../../src/model/types';
import { ParameterStore, Scope } from '../../../src/nn/module';
import { randomTensor } from '../../helpers/gradcheck';

const ALL: FeatureInfo = { strides: [2, 2, 4], channels: [3, 2, 4] };
const SHAPES = [
  [1, 6, 8, 3],
  [1, 6, 8, 2],
  [1, 3, 4, 4],
];

type Tap = RegularizerConfig['tap'];

test.each<[Tap, FeatureInfo, readonly number[]]>([
  ['encoder', ALL, [0, 1, 2]],
  ['encoder', { ...ALL, tap: [1] }, [1]],
  ['all', { ...ALL, tap: [1] }, [0, 1, 2]],
  ['first', { ...ALL, tap: [1] }, [0]],
  ['last', ALL, [2]],
])('tap %s of %j reads the maps %j and no other', async (tap, features, read) => {
  const config = { ...PRESETS.nano.regularizer, planeChannels: 2, encoderWidth: 4, rays: [3, 4] as const, dropout: 0 };
  const store = new ParameterStore(5);
  const encoder = new TriplaneEncoder(new Scope(store), { config: { ...config, tap }, features, bnMomentum: 0.1 });
  const channels = read.reduce((sum, i) => sum + features.channels[i]!, 0);
  expect(store.get('0.0.weight').value.shape).toEqual([3, 3, channels, 4]);
  const planes = (maps: readonly Tensor4D[]) => readTensor(encoder.forward({ maps }, { training: false, seed: 1 }));
  const given = SHAPES.map((shape, i) => randomTensor(shape, i) as Tensor4D);
  const before = await planes(given);
  for (const [i, map] of given.entries()) {
    const changed = await planes(given.map((one, j) => (i === j ? tf.add(map, 1) : one)));
    expect(
      changed.some((value, at) => value !== before[at]),
      `map ${i}`,
    ).toBe(read.includes(i));
  }
  store.dispose();
});
