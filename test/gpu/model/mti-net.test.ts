import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { hashText, Random } from '../../../src/base/random';
import { HRNETS, type HrnetEncoderConfig } from '../../../src/config/models';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { MtiNetDecoder } from '../../../src/model/decoders/mti-net';
import { HrnetEncoder } from '../../../src/model/encoders/hrnet';
import type { DecoderOutput, Head } from '../../../src/model/types';
import { ParameterStore, Scope, type Pass } from '../../../src/nn/module';
import { resize } from '../../../src/nn/resize';
import { expectClose } from '../../helpers/close';
import { loadFormula } from '../../helpers/formula';
import { readGolden } from '../../helpers/golden';
import { randomTensor } from '../../helpers/gradcheck';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';
import { expectNoLeak } from '../../helpers/no-leak';

/** The published code in float32 stays within 2.6e-6 of float64; the rest is margin. */
const GOLDEN = 1e-4;

const NYUD: readonly Head[] = [
  { id: 'semseg', channels: 40 },
  { id: 'normals', channels: 3 },
  { id: 'edge', channels: 1 },
  { id: 'depth', channels: 1 },
];

class Network {
  readonly store: ParameterStore;
  private readonly encoder: HrnetEncoder;
  private readonly decoder: MtiNetDecoder;

  constructor(config: HrnetEncoderConfig, heads: readonly Head[]) {
    this.store = new ParameterStore(3);
    const root = new Scope(this.store);
    this.encoder = new HrnetEncoder(root.child('backbone'), config);
    this.decoder = new MtiNetDecoder(root, { features: this.encoder.info, heads, bnMomentum: 0.1 });
  }

  forward(image: Tensor4D, pass: Pass): DecoderOutput {
    return this.decoder.forward(this.encoder.forward(image, pass), pass);
  }
}

test('MTI-Net on HRNet-W18-small-v2 gives every value of the published code', async () => {
  const golden = readGolden('mtl/mtinet_w18s_formula.safetensors');
  const network = new Network(HRNETS['w18-small-v2'], NYUD);
  loadFormula(network.store);
  const output = network.forward(nhwcTensor(golden.get('input')), { training: false, seed: 1 });
  const maps = new Map<string, Tensor4D>();
  for (const [task, map] of Object.entries(output.maps)) maps.set(`eval/${task}`, resize(map, [64, 96]));
  for (const [scale, byTask] of Object.entries(output.auxiliary))
    for (const [task, map] of Object.entries(byTask)) maps.set(`eval/deep_supervision/${scale}/${task}`, map);
  for (const [scale, byTask] of Object.entries(output.features!))
    for (const [task, map] of Object.entries(byTask)) maps.set(`eval/deep_supervision/${scale}/features_${task}`, map);
  const names = [...golden.tensors.keys()].filter((name) => name !== 'input');
  expect([...maps.keys()].toSorted()).toEqual(names.toSorted());
  const read = await readTensors(names.map((name) => maps.get(name)!));
  names.forEach((name, i) => expectClose(read[i]!, nhwcValues(golden.get(name)), GOLDEN, name));
  network.store.dispose();
});

/** As narrow as it goes: two passes for each parameter tensor. */
const TINY: HrnetEncoderConfig = {
  kind: 'hrnet',
  stem: 4,
  planes: 2,
  bottlenecks: 1,
  channels: 4,
  modules: [1, 1, 1],
  blocks: [1, 1, 1],
  batchNormMomentum: 0.01,
};
const TWO: readonly Head[] = [
  { id: 'semseg', channels: 3 },
  { id: 'depth', channels: 1 },
];
const TRAIN: Pass = { training: true, seed: 1 };

const ENTRIES = 12; // of each tensor, moved together
const TOGETHER = 8; // tensors moved at once
const STEP = 3e-3; // at most,
const SHARE = 0.01; // and such that a tensor's part in the change of the loss is at most so much
/** Of the change of the loss by eight tensors: truncation. A tensor wrong by 5 % shows. */
const TOLERANCE = 0.005;
/** Outputs are known to 1e-6 of some 500 in all. */
const FLOOR = 5e-5;

/**
 * Norms that give 2 +- 0.3, gates' hidden units near 5: every ReLU stays open, so that there are no kinks. The masks
 * have tests of their own.
 */
function openRelus(store: ParameterStore): void {
  const names = new Set(store.all().map(({ name }) => name));
  const fill = (value: tf.Variable, number: number): void => tf.tidy(() => value.assign(tf.fill(value.shape, number)));
  for (const { name, value } of store.trainable()) {
    const isNorm = names.has(name.replace(/[^.]*$/, 'running_mean'));
    if (isNorm) fill(value, name.endsWith('weight') ? 0.3 : 2);
    if (name.endsWith('squeeze.0.bias')) fill(value, 5);
  }
}

/** All predictions, raw and in a row. */
function flat(output: DecoderOutput): tf.Tensor1D {
  const maps = [output.maps, ...Object.values(output.auxiliary)].flatMap((byTask) => Object.values(byTask));
  return tf.concat(maps.map((map) => tf.reshape(map, [-1]))) as tf.Tensor1D;
}

function tiny(): { store: ParameterStore; network: Network } {
  const network = new Network(TINY, TWO);
  openRelus(network.store);
  return { store: network.store, network };
}

interface Move {
  readonly name: string;
  readonly value: tf.Variable;
  readonly kept: Float32Array;
  /** Change of each entry; towards a larger loss, if the gradient is right. */
  readonly change: Float32Array;
  /** By how much the loss should then grow. */
  readonly growth: number;
}

/** A move of a few entries drawn at random. */
function moveOf(name: string, value: tf.Variable, kept: Float32Array, gradient: Float32Array): Move {
  const random = new Random(hashText(name));
  const entries = Array.from({ length: ENTRIES }, () => random.below(kept.length));
  const slope = [...new Set(entries)].reduce((sum, i) => sum + Math.abs(gradient[i]!), 0);
  const step = Math.min(STEP, SHARE / slope);
  const change = new Float32Array(kept.length);
  for (const i of entries) change[i] = gradient[i]! < 0 ? -step : step;
  return { name, value, kept, change, growth: step * slope };
}

function place({ value, kept, change }: Move, times: number): void {
  tf.tidy(() =>
    value.assign(
      tf.tensor(
        kept.map((v, i) => v + times * change[i]!),
        value.shape,
      ),
    ),
  );
}

test('every parameter of a tiny network has the gradient of central differences', async () => {
  const { store, network } = tiny();
  const image = randomTensor([2, 64, 64, 3], 5) as Tensor4D;
  const forward = (): tf.Tensor1D => flat(network.forward(image, TRAIN));
  const probe = randomTensor(forward().shape, 6);
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
  const moves = trained
    .map(({ name, value }, i) => moveOf(name, value, kept[i] as Float32Array, gradients[i] as Float32Array))
    .toSorted((a, b) => a.growth - b.growth);
  expect(moves.filter(({ growth }) => growth > SHARE / 20).length).toBeGreaterThan(0.85 * moves.length);
  for (let start = 0; start < moves.length; start += TOGETHER) {
    const some = moves.slice(start, start + TOGETHER);
    for (const move of some) place(move, 1);
    const up = await loss();
    for (const move of some) place(move, -1);
    const down = await loss();
    for (const move of some) place(move, 0);
    const growth = some.reduce((sum, move) => sum + move.growth, 0);
    const error = Math.abs((up - down) / 2 - growth);
    const names = some.map(({ name }) => name).join(', ');
    expect(error, `${(up - down) / 2} for ${growth}, moving ${names}`).toBeLessThan(FLOOR + TOLERANCE * growth);
  }
  store.dispose();
});

test('an image whose sides are no multiples of 32 is refused in a sentence', () => {
  const { store, network } = tiny();
  expect(() => network.forward(tf.zeros([1, 32, 40, 3]), TRAIN)).toThrow(
    "MTI-Net got a map of 2x3 above one of 1x2; each must be twice the next, so make the input's height",
  );
  store.dispose();
});

test('a second step leaves no tensor behind', () => {
  const { store, network } = tiny();
  const image = randomTensor([2, 32, 32, 3], 5) as Tensor4D;
  return expectNoLeak(() => {
    tf.variableGrads(
      () => tf.sum(flat(network.forward(image, TRAIN))) as tf.Scalar,
      store.trainable().map(({ value }) => value),
    );
  }).finally(() => store.dispose());
});
