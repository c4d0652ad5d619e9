/** What presets are said to cost against what is counted, and what the page hears of it. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { presetOf } from '../../../src/config/parse';
import { MultiTaskModel } from '../../../src/model/multitask';
import { catalogOf, judged, PRESET_NAMES, presetCosting, rowOf, variantsOf } from '../../../src/session/catalog';
import { estimateOf } from '../../../src/session/estimate';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { PRESET_COSTS } from '../../../src/session/preset-costs';

const CLOSE = 0.1; // a kernel more or less is no reason to count all presets anew

test.each(['nano', 'mini-hrnet', 'mini-vit'] as const)(
  '%s costs what the table says, or it is to be written anew',
  async (name) => {
    const counted = rowOf(await estimateOf(presetOf(name)));
    const row = PRESET_COSTS[name][0]!;
    counted.forEach((value, i) => expect(Math.abs(row[i]! / value - 1), `no. ${i}`).toBeLessThan(CLOSE));
  },
);

test.each(PRESET_NAMES)('%s and all smaller runs of it have their parameters in the table', (name) => {
  const parameters = variantsOf(name).map((config) => {
    const heads = headsOf(tasksOf(config), config, { meanDepth: 2 });
    return new MultiTaskModel(config, heads, { allocate: false }).store.count();
  });
  expect(PRESET_COSTS[name].map(([first]) => first)).toEqual(parameters);
});

const limits = { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 30 };

test('presets of any name, seed and rate are answered from the table; others are counted, once', async () => {
  const paper = presetOf('paper-mtinet');
  const renamed = { ...paper, preset: 'mine', seed: 9, optimizer: { ...paper.optimizer, learningRate: 1e-3 } };
  const started = performance.now();
  const { estimate, verdict, advice } = await judged(renamed, { limits });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(rowOf(estimate)).toEqual(PRESET_COSTS['paper-mtinet'][0]);
  expect(verdict).toBe('needs more');
  expect(advice).toMatchObject({ verdict: 'tight', words: 'batch 1, accumulated 8 times' });
  const other: ExperimentConfig = { ...presetOf('nano'), batch: 3 };
  const first = await judged(other, { limits });
  expect(first.estimate.poolBytes).toBeGreaterThan(PRESET_COSTS.nano[0]![4]);
  expect((await judged(other, { limits })).estimate).toBe(first.estimate);
});

test('a configuration that cannot be built is refused each time', async () => {
  const strange = { ...presetOf('nano'), tasks: ['smell'], lossWeights: { smell: 1 } };
  await expect(judged(strange, { limits })).rejects.toThrow('smell');
  await expect(judged(strange, { limits })).rejects.toThrow('smell');
});

test('a pace is measured for the preset alone: other steps and seeds are the same, other sizes are not', () => {
  const nano = presetOf('nano');
  expect(presetCosting({ ...nano, steps: 9, seed: 7, checkpointEvery: 3 })).toBe('nano');
  expect(presetCosting({ ...nano, batch: 4 })).toBe(null);
  expect(presetCosting({ ...nano, regularizer: { ...nano.regularizer, enabled: false } })).toBe(null);
  expect(presetCosting({ ...nano, crossView: { enabled: true, labels: 'depth', reach: 4 } })).toBe(null);
  expect(presetCosting({ ...nano, optimizer: { ...nano.optimizer, kind: 'sgd' } })).toBe(null);
  expect(presetCosting({ ...nano, preset: 'toString' })).toBe(null);
});

test('the catalog names every task with its legend, and the pace of this adapter only', async () => {
  const asked: string[] = [];
  const paceOf = async (adapter: string, preset: string) => {
    asked.push(`${preset} on ${adapter}`);
    return 0.25;
  };
  const none = await catalogOf(null, paceOf);
  expect(none.presets.map(({ name }) => name)).toEqual(PRESET_NAMES);
  expect(none.presets[0]).toMatchObject({ name: 'nano', verdict: 'needs more', secondsPerStep: null });
  expect(none.tasks.map(({ id, channels }) => [id, channels])).toEqual([
    ['semseg', 40],
    ['depth', 1],
    ['normals', 3],
    ['boundary', 1],
    ['parts', 7],
    ['saliency', 2],
  ]);
  expect(asked).toEqual([]);
  const facts = { vendor: 'acme', architecture: 'one', device: '', description: '', fallback: false };
  const found = await catalogOf({ ...facts, features: [], limits, subgroups: null }, paceOf);
  expect(found.presets[0]).toMatchObject({ verdict: 'fits', advice: null, secondsPerStep: 0.25 });
  expect(found.presets.map(({ verdict }) => verdict)).toEqual([
    'fits',
    'fits',
    'fits',
    'tight',
    'needs more',
    'needs more',
    'needs more',
    'needs more',
  ]);
  expect(asked[0]).toBe('nano on acme one');
  expect(structuredClone(found)).toEqual(found);
});
