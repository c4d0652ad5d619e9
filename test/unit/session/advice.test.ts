/** Verdicts by an adapter's limits, and the smaller runs that are tried where one does not fit. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { PRESETS } from '../../../src/config/presets';
import { adviceSentence, type Estimate } from '../../../src/protocol/estimate';
import { judge, ladderOf, verdictOf } from '../../../src/session/advice';

const MIB = 2 ** 20;

const estimate = (poolBytes: number, largestBuffer = 1): Estimate => ({
  parameters: 1,
  parameterBytes: 4,
  optimizerBytes: 16,
  activationBytes: poolBytes - 20,
  poolBytes,
  largestBuffer,
  launches: 1,
  flops: 1,
});

const limits = (buffer: number, binding = buffer) => ({
  maxBufferSize: buffer,
  maxStorageBufferBindingSize: binding,
});

test('the verdict follows the adapter’s limits', () => {
  const cost = estimate(40 * MIB, 3 * MIB);
  expect(verdictOf(cost, limits(256 * MIB, 128 * MIB))).toBe('fits');
  expect(verdictOf(cost, limits(40 * MIB))).toBe('fits');
  expect(verdictOf(cost, limits(39 * MIB))).toBe('tight');
  expect(verdictOf(cost, limits(5 * MIB))).toBe('tight');
  expect(verdictOf(cost, limits(4 * MIB))).toBe('needs more'); // ten times the largest buffer
  expect(verdictOf(cost, limits(256 * MIB, 2 * MIB))).toBe('needs more');
  expect(verdictOf(cost, {})).toBe('needs more');
});

test('smaller batches come first and make up the same step; then fewer samples, a smaller input, fewer rays', () => {
  const rungs = ladderOf(presetOf('paper-mtinet'));
  expect(rungs.map(({ words }) => words)).toEqual([
    'batch 4, accumulated 2 times',
    'batch 2, accumulated 4 times',
    'batch 1, accumulated 8 times',
    'batch 1, accumulated 8 times and 32 + 32 samples',
    'batch 1, accumulated 8 times and input 320 × 416',
    'batch 1, accumulated 8 times, input 224 × 288, 32 + 32 samples and 28 × 36 rays',
  ]);
  expect(rungs.at(-1)!.settings).toContainEqual(['input', [224, 288]]);
  for (const { config } of rungs) expect(config.batch * config.accumulate).toBe(8);
});

test.each(Object.entries(PRESETS))('every smaller %s can stand, and none is as large as it', (_, preset) => {
  const area = ({ input: [height, width] }: ExperimentConfig) => height * width;
  for (const { config } of ladderOf(preset)) {
    expect(parseConfig(config)).toEqual(config);
    expect(area(config)).toBeLessThanOrEqual(area(preset));
    expect(config).not.toEqual(preset);
  }
});

test('without the regularizer no fewer rays are advised', () => {
  const lite = presetOf('lite');
  const base = { ...lite, regularizer: { ...lite.regularizer, enabled: false } };
  expect(ladderOf(base).map(({ words }) => words)).toEqual([
    'batch 2, accumulated 2 times',
    'batch 1, accumulated 4 times',
    'batch 1, accumulated 4 times and input 160 × 192',
    'batch 1, accumulated 4 times and input 96 × 128',
  ]);
});

const lite = presetOf('lite');

/** As if memory went with the batch alone. */
const byBatch = (most: number) => async (config: ExperimentConfig) => estimate((most * config.batch) / lite.batch);

test('what fits is taken as it is, and nothing is tried', async () => {
  const judged = await judge(lite, limits(100), byBatch(100));
  expect(judged).toMatchObject({ verdict: 'fits', advice: null });
  expect(adviceSentence(judged)).toBe('');
});

test('the first that fits is advised', async () => {
  const tried: number[] = [];
  const judged = await judge(lite, limits(60 * MIB), (config) => {
    tried.push(config.batch);
    return byBatch(100 * MIB)(config);
  });
  expect(tried).toEqual([4, 2]);
  expect(judged.advice).toEqual({
    settings: [
      ['batch', 2],
      ['accumulate', 2],
    ],
    words: 'batch 2, accumulated 2 times',
    verdict: 'fits',
    memoryBytes: 50 * MIB,
  });
  expect(adviceSentence(judged)).toBe('The GPU may have less memory: batch 2, accumulated 2 times fits (50\u202fMiB).');
});

test('where none fits, the first that may; where none may, that is said', async () => {
  const some = await judge(lite, limits(10 * MIB), byBatch(100 * MIB));
  expect(some).toMatchObject({ verdict: 'needs more', advice: { words: 'batch 2, accumulated 2 times' } });
  expect(adviceSentence(some)).toBe('Few GPUs have 100\u202fMiB: batch 2, accumulated 2 times may fit (50\u202fMiB).');
  const none = await judge(lite, limits(MIB), byBatch(100 * MIB));
  expect(none.advice).toBeNull();
  expect(adviceSentence(none)).toBe(
    'Few GPUs have 100\u202fMiB; nothing smaller that was tried fits: take a smaller preset.',
  );
});

test('a buffer that cannot be made is named with what is allowed', async () => {
  const judged = await judge(lite, limits(2 ** 40, 2 * MIB), async ({ batch }) => estimate(8 * MIB, batch * MIB));
  expect(adviceSentence(judged)).toBe(
    'One buffer of 4\u202fMiB is needed, and this adapter allows 2\u202fMiB: batch 2, accumulated 2 times fits (8\u202fMiB).',
  );
});
