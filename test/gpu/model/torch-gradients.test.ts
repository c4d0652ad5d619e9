/**
 * One training step of tiny networks against an independent one in PyTorch, in float64 (test/golden/mtl/torch): losses,
 * gradients of every parameter, weights after one step of Adam, running statistics.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { toPublished } from '../../../src/interchange/names';
import { MultiTaskModel } from '../../../src/model/multitask';
import { fileShape } from '../../../src/nn/state-dict';
import { describedModel } from '../../../src/session/described-model';
import { takeSteps, type StepLosses } from '../../../src/session/step';
import { maxError } from '../../helpers/close';
import { formulaTensor } from '../../helpers/formula';
import { GOLDEN_FOLDER, readGolden, type Golden } from '../../helpers/golden';

/** What the script wrote beside the tensors. */
interface Facts {
  readonly model: object;
  readonly learningRate: number;
  readonly losses: StepLosses;
  /** Of each gradient as a whole, by name: its largest |value|, its length. */
  readonly largest: Readonly<Record<string, number>>;
  readonly norm: Readonly<Record<string, number>>;
}

/** PyTorch in float32 differs from float64 by 4e-4 of a gradient's maximum at most; the rest is margin. */
const GRADIENT = 2e-3;
const LOSS = 1e-5;
const STATISTICS = 1e-4;
/** A gradient smaller than this everywhere is rounding: the true one is 0. */
const ROUNDING = 1e-9;

/** Adam turns the rounding of a tiny gradient into a step: two of them may be this far apart, in learning rates, */
const FARTHEST = 2.1;
/** but nearly all of them are nearer than this. */
const NEAR = 0.05;
const FAR_SHARE = 1e-3;

/** Their true gradients are 0: a norm or a softmax behind them takes out what they add. */
const WITHOUT_EFFECT = /^heads\..*last_layer\.0\.bias$|mt_proj\..*\.0\.bias$|fuse_attn\.bias$|attn\.proj_k\.bias$/;
const QKV = /attn\.qkv\.bias$/; // its middle third, the keys', likewise

const STRIDE = 2654435761;

/** Elements of which a file holds the values. */
const picked = (size: number, count: number): number[] => Array.from({ length: count }, (_, j) => (j * STRIDE) % size);

function formulaWeights(model: string, input: readonly [number, number]): Uint8Array {
  const { config, heads, tasks } = describedModel(model, input);
  const { store } = new MultiTaskModel(config, heads, { allocate: false });
  return writeSafetensors(
    new Map(
      store.all().map((parameter) => {
        const name = toPublished(parameter.name, tasks);
        return [name, { dtype: 'F32', ...formulaTensor(name, fileShape(parameter)) }];
      }),
    ),
  );
}

/** The images and labels of the file, as a file of their own. */
function batchOf({ tensors }: Golden): Uint8Array {
  const own = [...tensors].filter(([name]) => name === 'input' || name.startsWith('target/'));
  return writeSafetensors(
    new Map(own.map(([name, tensor]): [string, StoredTensor] => [name, { dtype: 'F32', ...tensor }])),
  );
}

async function oneStep(name: string) {
  const golden = readGolden(`mtl/${name}.safetensors`);
  const facts = JSON.parse(readFileSync(`${GOLDEN_FOLDER}mtl/${name}.json`, 'utf8')) as Facts;
  const model = JSON.stringify(facts.model);
  const [, , height, width] = golden.get('input').shape as [number, number, number, number];
  const all: StepLosses[] = [];
  const { weights, gradients } = await takeSteps({
    model,
    weights: { name: 'formula', source: formulaWeights(model, [height, width]) },
    batch: batchOf(golden),
    steps: 1,
    tell: () => {},
    onLosses: (losses) => all.push(losses),
  });
  expect(all).toHaveLength(1);
  const values = (file: Uint8Array) =>
    new Map([...readSafetensors(file).tensors].map(([key, { data }]) => [key, Float32Array.from(data, Number)]));
  return { golden, facts, losses: all[0]!, weights: values(weights), gradients: values(gradients) };
}

const under = (prefix: string, { tensors }: Golden) =>
  new Map(
    [...tensors].flatMap(([key, { data }]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), data]] : [])),
  );

type Values = ReadonlyMap<string, Float32Array>;

/** Every gradient that is not within the tolerance, in words. */
function wrongGradients(got: Values, golden: Golden, { largest, norm }: Facts): string[] {
  return [...under('grad/', golden)].flatMap(([name, want]) => {
    const own = got.get(name)!;
    const scale = largest[name]!;
    if (scale <= ROUNDING) return [];
    const error = Math.max(...picked(own.length, want.length).map((i, j) => Math.abs(own[i]! - want[j]!))) / scale;
    const ownNorm = Math.sqrt(own.reduce((sum, g) => sum + g * g, 0));
    const normError = Math.abs(ownNorm - norm[name]!) / norm[name]!;
    return error <= GRADIENT && normError <= GRADIENT ? [] : [`${name}: ${error}, norm ${normError}, of ${scale}`];
  });
}

/** Distances of weights after the step, in learning rates. */
function distances(got: Values, golden: Golden, learningRate: number): { name: string; distance: number }[] {
  return [...under('after/', golden)].flatMap(([name, want]) => {
    if (WITHOUT_EFFECT.test(name) || name.includes('.running_')) return [];
    const own = got.get(name)!;
    const third = own.length / 3;
    return picked(own.length, want.length).flatMap((i, j) =>
      QKV.test(name) && Math.floor(i / third) === 1
        ? []
        : [{ name, distance: Math.abs(own[i]! - want[j]!) / learningRate }],
    );
  });
}

test.each([
  ['MTI-Net on HRNet', 'gradients_mti_net'],
  ['InvPT on a vision transformer', 'gradients_inv_pt'],
])('a training step of %s is PyTorch’s: losses, gradients, weights, running statistics', async (_, name) => {
  const { golden, facts, losses, weights, gradients } = await oneStep(name);

  expect(Object.keys(losses).toSorted()).toEqual(Object.keys(facts.losses).toSorted());
  for (const [term, want] of Object.entries(facts.losses))
    expect(Math.abs(losses[term]! - want), term).toBeLessThanOrEqual(LOSS * Math.abs(want));

  expect([...gradients.keys()].toSorted()).toEqual(Object.keys(facts.largest).toSorted());
  expect(wrongGradients(gradients, golden, facts)).toEqual([]);

  const after = under('after/', golden);
  const floats = [...weights.keys()].filter((key) => !key.endsWith('num_batches_tracked'));
  expect(floats.toSorted()).toEqual([...after.keys()].toSorted());
  const moved = distances(weights, golden, facts.learningRate);
  expect(moved.filter(({ distance }) => !(distance <= FARTHEST))).toEqual([]);
  expect(moved.filter(({ distance }) => distance > NEAR).length).toBeLessThanOrEqual(FAR_SHARE * moved.length);

  const statistics = [...after].filter(([key]) => key.includes('.running_'));
  const wrong = statistics.filter(([key, want]) => {
    const own = weights.get(key)!;
    return !(
      maxError(
        picked(own.length, want.length).map((i) => own[i]!),
        want,
      ) <= STATISTICS
    );
  });
  expect(wrong.map(([key]) => key)).toEqual([]);
  const counters = [...weights].filter(([key]) => key.endsWith('num_batches_tracked'));
  expect(counters.length).toBe(statistics.length / 2);
  expect(counters.filter(([, [count]]) => count !== 1)).toEqual([]);
});
