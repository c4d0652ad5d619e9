/** What a step is estimated to cost against what it costs: real steps of nano and mini-hrnet. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { closeGpu, gpu, openGpu } from '../../../src/gpu/device';
import { MultiTaskModel } from '../../../src/model/multitask';
import { estimateOf } from '../../../src/session/estimate';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { Trainer } from '../../../src/training/trainer';
import { syntheticSample } from '../../helpers/synthetic';

const CLOSE = 0.02; // weights are uploaded in between, in buffers that the estimate reuses otherwise

const BATCHES_CLOSE = 0.1; // further batches are submitted after other launches, until when nothing is freed

const nano = presetOf('nano');

function trainerOf(config: ExperimentConfig): Trainer {
  const tasks = tasksOf(config);
  return new Trainer(config, new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 2.5 })), tasks);
}

const samplesOf = ({ batch, accumulate, input }: ExperimentConfig) =>
  Array.from({ length: batch * accumulate }, (_, i) => syntheticSample(i, ...input));

/** A device of its own, whose pool holds nothing of other tests. */
async function measured(config: ExperimentConfig, steps: number) {
  closeGpu();
  await openGpu();
  const { backend } = gpu();
  const pool = backend.bufferManager;
  const acquire = pool.acquireBuffer.bind(pool);
  let peak = 0;
  pool.acquireBuffer = (...request) => {
    const buffer = acquire(...request);
    peak = Math.max(peak, pool.numBytesUsed);
    return buffer;
  };
  const trainer = trainerOf(config);
  let launches = 0;
  for (let step = 0; step < steps; step++) {
    backend.profiler.begin();
    await trainer.step(step + 1, samplesOf(config));
    launches = (await backend.profiler.end()).launches;
  }
  const parameters = trainer.model.store.count();
  trainer.dispose();
  trainer.model.dispose();
  return { launches, parameters, peak, pool: pool.numBytesAllocated };
}

test.each<[name: string, config: ExperimentConfig, steps: number]>([
  ['nano', nano, 3],
  ['nano, accumulated', { ...nano, batch: 1, accumulate: 4 }, 2],
  ['nano, uncertainty', { ...nano, balancing: { kind: 'uncertainty', conflict: 0 } }, 2],
  ['mini-hrnet, batch 1', { ...presetOf('mini-hrnet'), batch: 1 }, 2],
])('%s takes what it was estimated to', async (_, config, steps) => {
  const estimate = await estimateOf(config);
  const real = await measured(config, steps);
  expect(estimate.parameters).toBe(real.parameters);
  const close = config.accumulate <= 2 ? CLOSE : BATCHES_CLOSE;
  // Of many batches two are recorded, and the rest is taken to be like the second.
  if (config.accumulate <= 2) expect(estimate.launches).toBe(real.launches);
  expect(Math.abs(estimate.launches / real.launches - 1)).toBeLessThan(CLOSE);
  expect(Math.abs(estimate.poolBytes / real.pool - 1)).toBeLessThan(close);
  const { parameterBytes, optimizerBytes, activationBytes } = estimate;
  expect(Math.abs((parameterBytes + optimizerBytes + activationBytes) / real.peak - 1)).toBeLessThan(close);
});

const regularizer = { ...nano.regularizer, path: 'composed' as const };

test.each<[name: string, changes: Partial<ExperimentConfig>]>([
  ['pcgrad', { balancing: { kind: 'pcgrad', conflict: 0 } }],
  ['cagrad', { balancing: { kind: 'cagrad', conflict: 0.4 } }],
  ['the cross-view term', { crossView: { enabled: true, labels: 'all', reach: 4 } }],
  ['second heads', { auxiliaryHeads: true }],
  ['the composed path', { regularizer }],
])('%s costs more launches than without', async (_, changes) => {
  const { launches } = await estimateOf(nano);
  const more = await estimateOf(parseConfig({ ...nano, ...changes }));
  expect(more.launches).toBeGreaterThan(launches);
  expect(more.poolBytes).toBeGreaterThan(0);
});

test('without the regularizer all is less', async () => {
  const full = await estimateOf(nano);
  const base = await estimateOf({ ...nano, regularizer: { ...nano.regularizer, enabled: false } });
  for (const key of ['parameters', 'poolBytes', 'activationBytes', 'launches'] as const)
    expect(base[key], key).toBeLessThan(full[key]);
});

test('a run that goes on does not notice an estimate, and no tensor is left of it', async () => {
  const losses = async (disturb: () => Promise<unknown>): Promise<number[]> => {
    const trainer = trainerOf(nano);
    const totals: number[] = [];
    for (let step = 1; step < 4; step++) {
      const taken = trainer.step(step, samplesOf(nano));
      await disturb(); // begun while the step waits for its losses
      totals.push((await taken).total);
    }
    trainer.dispose();
    trainer.model.dispose();
    return totals;
  };
  const alone = await losses(async () => undefined);
  const { numTensors } = tf.memory();
  expect(await losses(() => estimateOf(nano))).toEqual(alone);
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('what cannot be built is refused as the run would', async () => {
  const strange = { ...nano, tasks: ['semseg', 'smell'], lossWeights: { semseg: 1, smell: 1 } };
  await expect(estimateOf(strange)).rejects.toThrow('smell');
  expect(gpu().backendName).toBe(tf.getBackend());
});
