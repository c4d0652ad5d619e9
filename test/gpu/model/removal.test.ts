/** What training has besides: inference runs nothing of it, its weights hold nothing of it, and nothing changes. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { imageBatch } from '../../../src/training/trainer';
import { gpu } from '../../../src/gpu/device';
import { readTensors } from '../../../src/gpu/read';
import { readSafetensors } from '../../../src/interchange/safetensors';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { restoreModel } from '../../../src/session/restore';
import { decodeWeights, encodeCheckpoint, encodeInferenceWeights } from '../../../src/training/checkpoint';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const preset = presetOf('nano');
const samples = [0, 1].map((seed) => syntheticSample(seed, 32, 48));
const config = parseConfig({
  ...preset,
  input: [32, 48],
  auxiliaryHeads: true,
  regularizer: {
    ...preset.regularizer,
    rays: [8, 12],
    superResolution: { enabled: true, width: 4, blocks: 1 },
  },
});

/** Two steps old, so that running statistics have moved. */
async function files(): Promise<{ checkpoint: Uint8Array; weights: Uint8Array }> {
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 }));
  const trainer = new Trainer(config, model, tasks);
  for (let step = 0; step < 2; step++) await trainer.step(step, samples);
  const checkpoint = await encodeCheckpoint({ config, model, optimizer: trainer.optimizer, step: 2 });
  const weights = await encodeInferenceWeights({ config, model });
  trainer.dispose();
  model.dispose();
  return { checkpoint, weights };
}

/** Every launch in order, with the bytes it binds, and every output of the heads. */
async function inference(model: MultiTaskModel) {
  const launched = vi.spyOn(gpu().backend.profiler, 'launched');
  const maps = tf.tidy(() => {
    const image = imageBatch(samples);
    launched.mockClear(); // of a launch count that starts with the model
    return model.forward(image, { training: false, seed: 0 }, { render: false }).maps;
  });
  const launches = launched.mock.calls.map(([label, bytes]) => [label, bytes] as const);
  launched.mockRestore();
  const names = Object.keys(maps);
  const values = await readTensors(Object.values(maps));
  tf.dispose(maps);
  return { launches, names, values };
}

test('without regularizer and second heads: the same launches, one by one, and the same outputs, bit by bit', async () => {
  const { checkpoint, weights } = await files();
  const models = [
    restoreModel(decodeWeights(checkpoint)).model,
    restoreModel(decodeWeights(checkpoint), { inference: true }).model,
    restoreModel(decodeWeights(weights)).model,
  ];
  const [whole, bare, exported] = [
    await inference(models[0]!),
    await inference(models[1]!),
    await inference(models[2]!),
  ];
  expect(whole.launches.length).toBeGreaterThan(10);
  for (const other of [bare, exported]) expect(other).toEqual(whole);
  expect(models[0]!.regularizer).toBeDefined();
  for (const model of models.slice(1)) {
    expect(model.regularizer).toBeUndefined();
    expect(model.store.all().filter(({ name }) => /^(regularizer|auxiliary)\./.test(name))).toEqual([]);
  }
  for (const model of models) model.dispose();
});

test('exported weights hold nothing of the regularizer, the second heads or the optimizer; a checkpoint holds all', async () => {
  const { checkpoint, weights } = await files();
  const names = [...readSafetensors(weights).tensors.keys()];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !/^(backbone|decoders)\./.test(name))).toEqual([]);
  const { config: stored } = decodeWeights(weights);
  expect(stored).toMatchObject({ auxiliaryHeads: false, predictions: 'heads' });
  expect(stored.regularizer.enabled).toBe(false);
  const all = [...readSafetensors(checkpoint).tensors.keys()];
  expect(all.filter((name) => name.startsWith('auxiliary.')).length).toBeGreaterThan(0);
  expect(all.filter((name) => name.startsWith('regularizer.superResolution.')).length).toBeGreaterThan(0);
});
