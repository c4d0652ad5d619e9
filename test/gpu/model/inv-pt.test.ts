import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { VITS, type InvPtDecoderConfig, type VitEncoderConfig } from '../../../src/config/models';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { InvPtDecoder } from '../../../src/model/decoders/inv-pt';
import { VitEncoder } from '../../../src/model/encoders/vit';
import type { DecoderOutput, Head } from '../../../src/model/types';
import { ParameterStore, Scope, type Pass } from '../../../src/nn/module';
import { loadStateDict } from '../../../src/nn/state-dict';
import { resize } from '../../../src/nn/resize';
import { expectClose } from '../../helpers/close';
import { loadFormula } from '../../helpers/formula';
import { readGolden } from '../../helpers/golden';
import { randomTensor } from '../../helpers/gradcheck';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';

/** The published code in float32 stays within 1.2e-6 of float64; the rest is margin. */
const GOLDEN = 1e-4;
const EVAL: Pass = { training: false, seed: 1 };
const TRAIN: Pass = { training: true, seed: 1 };

const NYUD: readonly Head[] = [
  { id: 'semseg', channels: 40 },
  { id: 'depth', channels: 1 },
  { id: 'normals', channels: 3 },
  { id: 'edge', channels: 1 },
];

interface Plan {
  readonly encoder: VitEncoderConfig;
  readonly decoder: InvPtDecoderConfig;
  readonly heads: readonly Head[];
  readonly input: readonly [number, number];
}

class Network {
  readonly store = new ParameterStore(3);
  readonly encoder: VitEncoder;
  readonly decoder: InvPtDecoder;

  constructor({ encoder, decoder, heads, input }: Plan) {
    const root = new Scope(this.store);
    this.encoder = new VitEncoder(root.child('backbone'), encoder, input);
    this.decoder = new InvPtDecoder(root, { config: decoder, features: this.encoder.info, heads, bnMomentum: 0.1 });
  }

  forward(image: Tensor4D, pass: Pass): DecoderOutput {
    return this.decoder.forward(this.encoder.forward(image, pass), pass);
  }
}

/** [B, h, w, tasks * C] as one tensor for each task. */
function byTask(map: Tensor4D, tasks: readonly string[]): Map<string, tf.Tensor> {
  return new Map(tf.split(map, tasks.length, 3).map((own, t) => [tasks[t]!, own]));
}

/** Scores [B, h, w, T keys heads] with keys pixel by pixel and task by task, as published: [B, heads, T h w, T keys]. */
function publishedScores(scores: Tensor4D, tasks: number): tf.Tensor {
  const [batch, height, width] = scores.shape;
  const queries = height * width;
  const keys = scores.size / (batch * queries * tasks * tasks * 2);
  const apart = tf.reshape(scores, [batch, queries, tasks, keys, tasks, 2]);
  return tf.reshape(tf.transpose(apart, [0, 5, 2, 1, 4, 3]), [batch, 2, tasks * queries, tasks * keys]);
}

test('InvPT gives every value of the published code, and all that lies between', async () => {
  const golden = readGolden('mtl/invpt_tiny_nyud.eval.safetensors');
  const tasks = NYUD.map(({ id }) => id);
  const network = new Network({
    encoder: { ...VITS.tiny, width: 48, depth: 4, taps: [1, 2, 3] },
    decoder: { kind: 'inv-pt', width: 32, added: 16 },
    heads: NYUD,
    input: [64, 128],
  });
  loadStateDict(network.store, readGolden('mtl/invpt_tiny_nyud.weights.safetensors').tensors);
  const features = network.encoder.forward(nhwcTensor(golden.get('input')), EVAL);
  const { output, stages, sum, projected } = network.decoder.trace(features, EVAL);
  const got = new Map<string, tf.Tensor>();
  features.maps.forEach((map, i) => got.set(`mid/tap${i}`, tf.reshape(map, [1, 32, 48])));
  stages.forEach(({ map, scores, normed }, i) => {
    byTask(map, tasks).forEach((own, task) => got.set(`mid/stage${i}/out/${task}`, own));
    got.set(`mid/stage${i}/attn_score`, publishedScores(scores, tasks.length));
    got.set(`mid/stage${i}/norm_mt`, tf.reshape(normed, [1, -1, normed.shape[3]!]));
  });
  byTask(sum, tasks).forEach((own, task) => got.set(`mid/mt_proj_in/${task}`, own));
  byTask(projected, tasks).forEach((own, task) => got.set(`mid/mt_proj_out/${task}`, own));
  for (const task of tasks) {
    got.set(`eval/${task}`, resize(output.maps[task]!, [64, 128]));
    got.set(`eval/inter_preds/${task}`, resize(output.auxiliary.inter![task]!, [64, 128]));
  }
  const names = [...golden.tensors.keys()].filter((name) => name !== 'input');
  expect([...got.keys()].toSorted()).toEqual(names.toSorted());
  const read = await readTensors(names.map((name) => got.get(name)!));
  names.forEach((name, i) => {
    const want = golden.get(name);
    const isMap = want.shape.length === 4 && !name.endsWith('attn_score');
    expectClose(read[i]!, isMap ? nhwcValues(want) : want.data, GOLDEN, name);
  });
  network.store.dispose();
});

/** Narrow: two passes for each parameter tensor. */
const SMALL: Plan = {
  encoder: { ...VITS.tiny, width: 16, depth: 3, heads: 2, taps: [1, 2, 3] },
  decoder: { kind: 'inv-pt', width: 8, added: 24 },
  heads: [
    { id: 'semseg', channels: 3 },
    { id: 'depth', channels: 1 },
  ],
  input: [64, 128],
};

/** In checkpoints, and never used. */
const UNUSED = /scale_embed\.2|redu_chan\.0|norm_mt\.|stages\.0\.blocks\.0\.attn\.fuse_attn/;

const STEP = 1e-3;
const ENTRIES = 6; // of each tensor, moved together
/**
 * Of a directional derivative: the truncation of central differences, large where norms over few channels bend. The
 * floor is their rounding: sums of some hundred outputs, known to about 3e-5, over two steps.
 */
const TOLERANCE = 0.04;
const FLOOR = 0.06;

/** Norms before a ReLU that give 2 +- 0.3: every ReLU stays open, so that there are no kinks. */
function openRelus(store: ParameterStore): void {
  const names = new Set(store.all().map(({ name }) => name));
  for (const { name, value } of store.trainable()) {
    const isNorm = names.has(name.replace(/[^.]*$/, 'running_mean')) && !name.includes('conv_proj_q');
    if (isNorm) value.assign(tf.fill(value.shape, name.endsWith('weight') ? 0.3 : 2));
  }
}

/** All predictions, raw and in a row. */
function flat(output: DecoderOutput): tf.Tensor1D {
  const maps = [output.maps, ...Object.values(output.auxiliary)].flatMap((each) => Object.values(each));
  return tf.concat(maps.map((map) => tf.reshape(map, [-1]))) as tf.Tensor1D;
}

test('every parameter of a tiny network has the gradient of central differences, but for those never used', async () => {
  const network = new Network(SMALL);
  const { store } = network;
  loadFormula(store);
  openRelus(store);
  const image = randomTensor([1, ...SMALL.input, 3], 5) as Tensor4D;
  const forward = (): tf.Tensor1D => flat(network.forward(image, TRAIN));
  const probe = randomTensor(forward().shape, 6);
  const weights = await readTensor(probe);
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.mul(forward(), probe)) as tf.Scalar,
    store.trainable().map(({ value }) => value),
  );
  const without = store.trainable().filter(({ value }) => !grads[value.name]);
  expect(without.map(({ name }) => name)).toEqual(
    store
      .trainable()
      .map(({ name }) => name)
      .filter((name) => UNUSED.test(name)),
  );
  expect(without).toHaveLength(2 + 2 * SMALL.heads.length + 2 + 2);
  const loss = async (): Promise<number> => {
    const y = tf.tidy(forward);
    const values = await readTensor(y);
    y.dispose();
    return values.reduce((sum, value, i) => sum + value * weights[i]!, 0); // in float64
  };
  const random = new Random(8);
  const wrong: string[] = [];
  for (const { name, value } of store.trainable()) {
    const own = grads[value.name];
    if (!own) continue;
    const [kept, gradient] = (await readTensors([value, own])) as [Float32Array, Float32Array];
    const direction = new Float32Array(kept.length);
    for (let k = 0; k < ENTRIES; k++) direction[random.below(kept.length)] = random.uniform() < 0.5 ? -1 : 1;
    const at = async (step: number): Promise<number> => {
      const moved = kept.map((v, i) => v + step * direction[i]!);
      tf.tidy(() => value.assign(tf.tensor(moved, value.shape)));
      return loss();
    };
    const numeric = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
    tf.tidy(() => value.assign(tf.tensor(kept, value.shape)));
    const analytic = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    const error = Math.abs(numeric - analytic);
    if (!(error <= FLOOR + TOLERANCE * Math.abs(numeric))) wrong.push(`${name}: ${analytic}, wanted ${numeric}`);
  }
  expect(wrong).toEqual([]);
  store.dispose();
});

test('other sizes than multiples of 64 and other encoders are refused in a sentence', () => {
  const network = new Network({ ...SMALL, input: [64, 96] });
  expect(() => network.forward(tf.zeros([1, 64, 96, 3]), EVAL)).toThrow(
    'InvPT got an input of 64 x 96; make its height and width multiples of 64.',
  );
  expect(() => new Network({ ...SMALL, encoder: { ...SMALL.encoder, taps: [1, 2] } })).toThrow(
    'InvPT reads four maps of one size and width',
  );
  network.store.dispose();
});

test('a second step leaves no tensor behind', () => {
  const network = new Network(SMALL);
  const image = randomTensor([1, ...SMALL.input, 3], 5) as Tensor4D;
  const step = (): void =>
    void tf.tidy(
      () =>
        void tf.variableGrads(
          () => tf.sum(flat(network.forward(image, TRAIN))) as tf.Scalar,
          network.store.trainable().map(({ value }) => value),
        ),
    );
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
  network.store.dispose();
});
