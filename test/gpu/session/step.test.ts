/** `step` is the trainer's own step, on tensors of a file. */
import { expect, test } from 'vitest';
import { normalizeImages } from '../../../src/data/normalize';
import { openGpu } from '../../../src/gpu/device';
import { toPublished } from '../../../src/interchange/names';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { bytesSource } from '../../../src/formats/byte-source';
import { loadWeights } from '../../../src/interchange/load';
import { readWeights } from '../../../src/interchange/weights';
import { MultiTaskModel } from '../../../src/model/multitask';
import { stateDict } from '../../../src/nn/state-dict';
import { describedModel } from '../../../src/session/described-model';
import { tasksOf } from '../../../src/session/heads';
import { takeSteps } from '../../../src/session/step';
import { labelOf } from '../../../src/tasks/task';
import { Trainer } from '../../../src/training/trainer';
import { formulaWeights } from '../../helpers/described';
import { syntheticSample } from '../../helpers/synthetic';

const SIDE = 64;
const SAMPLES = [syntheticSample(1, SIDE, SIDE), syntheticSample(2, SIDE, SIDE)];
const STEPS = 2;

const MTI_NET = {
  encoder: { kind: 'hrnet', stem: 4, planes: 2, bottlenecks: 1, channels: 4, modules: [1, 1, 1], blocks: [1, 1, 1] },
  optimizer: { learningRate: 1e-3, clipNorm: 5 },
};
const INV_PT = {
  encoder: { kind: 'vit', width: 24, depth: 4, heads: 2, taps: [1, 2, 3] },
  decoder: { kind: 'inv-pt', width: 8, added: 8 },
  optimizer: { kind: 'sgd', learningRate: 0.01 },
};
const REGULARIZED = {
  ...MTI_NET,
  tasks: ['semseg', 'depth', 'edge'],
  regularizer: { rays: [8, 8], planeChannels: 4, coarseSamples: 4, fineSamples: 4 },
};

/** [B, H, W, C] as files have it. */
function planar(values: Float32Array, channels: number): StoredTensor {
  const pixels = SIDE * SIDE;
  const data = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const [b, rest] = [Math.floor(i / (pixels * channels)), i % (pixels * channels)];
    data[(b * channels + (rest % channels)) * pixels + Math.floor(rest / channels)] = values[i]!;
  }
  return { dtype: 'F32', shape: [SAMPLES.length, channels, SIDE, SIDE], data };
}

function batchOf(model: object): Uint8Array {
  const tasks = tasksOf(describedModel(JSON.stringify(model), [SIDE, SIDE]).config);
  const targets = tasks.map((task) => {
    const values = SAMPLES.flatMap((sample) => [...labelOf(task, sample)]);
    return [`target/${task.publishedName}`, planar(Float32Array.from(values), task.labels.channels)] as const;
  });
  return writeSafetensors(new Map([['input', planar(normalizeImages(SAMPLES), 3)], ...targets]));
}

/** Losses and weights after the trainer's steps, under published names. */
async function trained(model: object, weights: Uint8Array) {
  await openGpu();
  const { config, heads } = describedModel(JSON.stringify(model), [SIDE, SIDE]);
  const tasks = tasksOf(config);
  const network = new MultiTaskModel(config, heads);
  await loadWeights(network.store, await readWeights(bytesSource(weights), 'weights'), { tasks });
  const trainer = new Trainer({ ...config, batch: SAMPLES.length }, network, tasks);
  const losses: Record<string, number>[] = [];
  for (let index = 0; index < STEPS; index++) {
    const facts = await trainer.step(index, SAMPLES);
    losses.push({ ...facts.losses, total: facts.total });
  }
  const state = await stateDict(network.store);
  trainer.dispose();
  network.dispose();
  return {
    losses,
    weights: new Map([...state].map(([name, { data }]) => [toPublished(name, tasks), [...data]])),
  };
}

test.each([
  ['MTI-Net with Adam, clipped', MTI_NET, ['scale_0_edge', 'scale_3_depth']],
  ['InvPT with gradient descent', INV_PT, ['inter_edge', 'inter_depth']],
  ['MTI-Net with the regularizer', REGULARIZED, ['edge_rendered', 'depth_rendered']],
])('%s: losses and weights are those of the trainer, bit for bit', async (_, model, further) => {
  const weights = writeSafetensors(formulaWeights(model, [SIDE, SIDE]));
  const losses: Readonly<Record<string, number>>[] = [];
  const result = await takeSteps({
    model: JSON.stringify(model),
    weights: { name: 'weights', source: weights },
    batch: batchOf(model),
    steps: STEPS,
    tell: () => undefined,
    onLosses: (found) => losses.push(found),
  });
  const want = await trained(model, weights);
  expect(losses).toHaveLength(STEPS);
  losses.forEach((found, i) => {
    for (const name of ['semseg', 'edge', 'total', ...further]) expect(found, name).toHaveProperty(name);
    const ours = Object.entries(want.losses[i]!).map(([name, value]) => [name.replace('boundary', 'edge'), value]);
    expect(found).toEqual(Object.fromEntries(ours));
  });
  const after = readSafetensors(result.weights).tensors;
  expect([...after.keys()].sort()).toEqual([...want.weights.keys()].sort());
  for (const [name, { data }] of after) expect(Array.from(data, Number), name).toEqual(want.weights.get(name));
});

test('the gradients are those that the step took; what has none is absent and stays', async () => {
  const model = { ...INV_PT, optimizer: { kind: 'sgd', learningRate: 0.5, momentum: 0, weightDecay: 0 } };
  const before = formulaWeights(model, [SIDE, SIDE]);
  const result = await takeSteps({
    model: JSON.stringify(model),
    weights: { name: 'weights', source: writeSafetensors(before) },
    batch: batchOf(model),
    steps: 1,
    tell: () => undefined,
    onLosses: () => undefined,
  });
  const gradients = readSafetensors(result.gradients).tensors;
  const after = readSafetensors(result.weights).tensors;
  const unused = 'multi_task_decoder.scale_embed.2.weight'; // spec/mtl-models.md §0 no. 4
  expect(gradients.has(unused)).toBe(false);
  expect(after.get(unused)!.data).toEqual(before.get(unused)!.data);
  expect(gradients.size).toBeGreaterThan(100);
  for (const [name, { shape, data }] of gradients) {
    const [old, fresh] = [before.get(name)!, after.get(name)!];
    expect(shape, name).toEqual(old.shape);
    const want = Float32Array.from(old.data as Float32Array, (value, i) => value - 0.5 * Number(data[i]));
    fresh.data.forEach((value, i) => {
      if (Math.abs(Number(value) - want[i]!) > 1e-5 * (1 + Math.abs(want[i]!)))
        throw new Error(`${name} at ${i}: ${value}, wanted ${want[i]}`);
    });
  }
});
