/** PAD-Net: every value against scalar float64, every gradient against central differences, losses, launches, leaks. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { hashText, Random } from '../../../src/base/random';
import { gpu } from '../../../src/gpu/device';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { PadNetDecoder } from '../../../src/model/decoders/pad-net';
import type { DecoderOutput, FeatureInfo, Head } from '../../../src/model/types';
import { ParameterStore, Scope, type Pass } from '../../../src/nn/module';
import { stateDict } from '../../../src/nn/state-dict';
import { expectClose } from '../../helpers/close';
import { loadFormula } from '../../helpers/formula';
import { randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';
import { padNetReference } from '../../helpers/pad-net-reference';

/** float32 through some fifteen layers against float64. */
const ROUNDING = 2e-5;

const INFO: FeatureInfo = { strides: [4, 8], channels: [3, 5] };
const HEADS: readonly Head[] = [
  { id: 'semseg', channels: 3 },
  { id: 'normals', channels: 2 },
  { id: 'depth', channels: 1 },
];
const TRAIN: Pass = { training: true, seed: 1 };
/** Forward, two tasks; with three, 2 more: the last convolutions of the first and the final predictions. */
const LAUNCHES = 38;

function tiny(heads = HEADS): { store: ParameterStore; decoder: PadNetDecoder } {
  const store = new ParameterStore(3);
  const config = { kind: 'pad-net', width: 4 } as const;
  return { store, decoder: new PadNetDecoder(new Scope(store), { config, features: INFO, heads, bnMomentum: 0.1 }) };
}

const maps = (batch = 2): Tensor4D[] => [
  randomTensor([batch, 4, 6, 3], 5) as Tensor4D,
  randomTensor([batch, 2, 3, 5], 6) as Tensor4D,
];

test('in evaluation every map is that of the scalar reference', async () => {
  const { store, decoder } = tiny();
  loadFormula(store);
  const given = maps(1);
  const output = decoder.forward({ maps: given }, { training: false, seed: 1 });
  const [fine, coarse] = await readTensors(given);
  const want = padNetReference(await stateDict(store), HEADS, {
    fine: { height: 4, width: 6, channels: 3, data: fine! },
    coarse: { height: 2, width: 3, channels: 5, data: coarse! },
  });
  for (const { id } of HEADS) {
    const of = [output.features!.initial![id]!, output.auxiliary.initial![id]!, output.maps[id]!];
    const [features, initial, final] = await readTensors(of);
    expectClose(features!, want[id]!.features.data, ROUNDING, `features of ${id}`);
    expectClose(initial!, want[id]!.initial.data, ROUNDING, `initial ${id}`);
    expectClose(final!, want[id]!.final.data, ROUNDING, id);
    expect(of.map(({ shape }) => shape[1])).toEqual([4, 4, 4]);
  }
  store.dispose();
});

const ENTRIES = 12; // of each tensor, moved together
const STEP = 3e-3; // at most,
const CHANGE = 0.01; // and such that the loss changes by at most so much
/** Of the change of the loss: truncation, which a step half as long makes seven times smaller. */
const TOLERANCE = 0.01;
/** Outputs are known to 1e-6, and there are some 600. */
const FLOOR = 5e-5;

/** Norms that give 2 +- 0.3: every ReLU stays open, so that there are no kinks. */
function openRelus(store: ParameterStore): void {
  const names = new Set(store.all().map(({ name }) => name));
  for (const { name, value } of store.trainable()) {
    if (!names.has(name.replace(/[^.]*$/, 'running_mean'))) continue;
    tf.tidy(() => value.assign(tf.fill(value.shape, name.endsWith('weight') ? 0.3 : 2)));
  }
}

function flat(output: DecoderOutput): tf.Tensor1D {
  const all = [output.maps, ...Object.values(output.auxiliary)].flatMap((byTask) => Object.values(byTask));
  return tf.concat(all.map((map) => tf.reshape(map, [-1]))) as tf.Tensor1D;
}

test('every parameter tensor has the gradient of central differences', async () => {
  const { store, decoder } = tiny();
  openRelus(store);
  const given = maps();
  const forward = (): tf.Tensor1D => flat(decoder.forward({ maps: given }, TRAIN));
  const probe = randomTensor(forward().shape, 7);
  const weights = await readTensor(probe);
  const loss = async (): Promise<number> => {
    const y = tf.tidy(forward);
    const values = await readTensor(y);
    y.dispose();
    return values.reduce((sum, value, i) => sum + value * weights[i]!, 0); // in float64
  };
  const trained = store.trainable();
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.mul(forward(), probe)) as tf.Scalar,
    trained.map(({ value }) => value),
  );
  const kept = await readTensors(trained.map(({ value }) => value));
  const gradients = await readTensors(trained.map(({ value }) => grads[value.name]!));
  let told = 0;
  for (const [i, { name, value }] of trained.entries()) {
    const random = new Random(hashText(name));
    const entries = new Set(Array.from({ length: ENTRIES }, () => random.below(value.size)));
    const slope = [...entries].reduce((sum, at) => sum + Math.abs(gradients[i]![at]!), 0);
    const step = Math.min(STEP, CHANGE / slope);
    const moved = async (times: number): Promise<number> => {
      const values = kept[i]!.map((v, at) => (entries.has(at) ? v + times * Math.sign(gradients[i]![at]!) : v));
      tf.tidy(() => value.assign(tf.tensor(values, value.shape)));
      return loss();
    };
    const change = ((await moved(step)) - (await moved(-step))) / 2;
    tf.tidy(() => value.assign(tf.tensor(kept[i]!, value.shape)));
    expect(Math.abs(change - step * slope), `${name}: ${change} for ${step * slope}`).toBeLessThan(
      FLOOR + TOLERANCE * step * slope,
    );
    if (step * slope > 5 * FLOOR) told++;
  }
  expect(told).toBeGreaterThan(0.75 * trained.length); // a bias before a norm, for one, changes nothing
  store.dispose();
});

test('launches of a pass do not grow with the tasks but for their own last convolutions', async () => {
  const launchesOf = async (heads: readonly Head[]): Promise<number> => {
    const { store, decoder } = tiny(heads);
    const given = maps();
    const pass = (): void => void tf.tidy(() => void decoder.forward({ maps: given }, { training: false, seed: 1 }));
    pass();
    const { profiler } = gpu().backend;
    profiler.begin();
    pass();
    const { launches } = await profiler.end();
    store.dispose();
    return launches;
  };
  const [two, three] = [await launchesOf(HEADS.slice(0, 2)), await launchesOf(HEADS)];
  expect(two).toBeLessThanOrEqual(LAUNCHES);
  expect(three - two).toBe(2);
});

test('a second step leaves no tensor behind', () => {
  const { store, decoder } = tiny();
  const given = maps();
  return expectNoLeak(() => {
    tf.variableGrads(
      () => tf.sum(flat(decoder.forward({ maps: given }, TRAIN))) as tf.Scalar,
      store.trainable().map(({ value }) => value),
    );
  }).finally(() => store.dispose());
});
