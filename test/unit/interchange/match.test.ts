import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { describeMatch, matchWeights, readMatched, requireMatch } from '../../../src/interchange/match';
import type { StoredTensor } from '../../../src/interchange/safetensors';
import type { WeightTensor } from '../../../src/interchange/weight-file';

const shapes = (all: Record<string, number[]>): Map<string, { shape: number[] }> =>
  new Map(Object.entries(all).map(([name, shape]) => [name, { shape }]));
const lazy = ({ dtype, shape, data }: StoredTensor): WeightTensor => ({ dtype, shape, read: async () => data });

const MODEL = {
  'backbone.conv1.weight': [8, 3, 3, 3],
  'backbone.bn1.weight': [8],
  'backbone.bn1.num_batches_tracked': [],
  'heads.boundary.bias': [1],
};
const TASKS = [{ id: 'boundary', publishedName: 'edge' }];
const published = (prefix: string): Record<string, number[]> => ({
  [`${prefix}backbone.conv1.weight`]: [8, 3, 3, 3],
  [`${prefix}backbone.bn1.weight`]: [8],
  [`${prefix}backbone.bn1.num_batches_tracked`]: [],
  [`${prefix}heads.edge.bias`]: [1],
});

test.each(['', 'module.', 'model.module.'])('names with the prefix "%s" are found', (prefix) => {
  const report = matchWeights(shapes(MODEL), shapes(published(prefix)), { tasks: TASKS });
  expect(report).toMatchObject({ stripped: prefix, added: '', missing: [], unexpected: [], wrongShape: [] });
  expect(report.loaded.get('heads.boundary.bias')).toBe(`${prefix}heads.edge.bias`);
  expect(report.loaded.size).toBe(4);
  expect(() => requireMatch(report)).not.toThrow();
});

test('an encoder of another file: its prefix is added, the rest is missing, extra keys are reported', () => {
  const given = { 'module.conv1.weight': [8, 3, 3, 3], 'module.bn1.weight': [8], 'module.classifier.bias': [1000] };
  const report = matchWeights(shapes(MODEL), shapes(given), { tasks: TASKS });
  expect(report).toMatchObject({
    stripped: 'module.',
    added: 'backbone.',
    missing: ['backbone.bn1.num_batches_tracked', 'heads.edge.bias'],
    unexpected: ['module.classifier.bias'],
  });
  expect(describeMatch(report)).toBe(
    `2 of the model's 4 tensors are in the file; 2 missing (backbone.bn1.num_batches_tracked, heads.edge.bias); 1 of the file unused (module.classifier.bias); prefix "module." left out; prefix "backbone." put in front.`,
  );
  expect(() => requireMatch(report)).toThrow('do not fit the model, and nothing was changed: 2 of the model');
  expect(() => requireMatch(report, { partial: true })).not.toThrow();
});

test('counters of batches may be missing, and be [1]', () => {
  const { 'backbone.bn1.num_batches_tracked': _counter, ...without } = published('');
  expect(() => requireMatch(matchWeights(shapes(MODEL), shapes(without), { tasks: TASKS }))).not.toThrow();
  const asList = { ...without, 'backbone.bn1.num_batches_tracked': [1] };
  expect(matchWeights(shapes(MODEL), shapes(asList), { tasks: TASKS }).loaded.size).toBe(4);
});

test('another shape is refused even where tensors may be missing', () => {
  const report = matchWeights(shapes(MODEL), shapes({ ...published(''), 'backbone.bn1.weight': [16] }), {
    tasks: TASKS,
  });
  expect(report.wrongShape).toEqual([{ name: 'backbone.bn1.weight', wanted: [8], given: [16] }]);
  expect(() => requireMatch(report, { partial: true })).toThrow('backbone.bn1.weight [16], wanted [8]');
});

test('weights of another model: nothing fits', () => {
  const report = matchWeights(shapes(MODEL), shapes({ 'lstm.weight': [4] }));
  expect(report).toMatchObject({ stripped: '', added: '' });
  expect(() => requireMatch(report, { partial: true })).toThrow(InputError);
});

test('a position embedding is resized only to a grid that is stated and fits', () => {
  const model = shapes({ 'backbone.pos_embed': [1, 33, 8] });
  const fits = matchWeights(model, shapes({ 'backbone.pos_embed': [1, 10, 8] }), { grid: [4, 8] });
  expect(describeMatch(fits)).toBe(
    `1 of the model's 1 tensors are in the file; position embedding resized to 4 x 8 patches.`,
  );
  for (const [shape, grid] of [
    [[1, 10, 8], undefined],
    [
      [1, 10, 8],
      [5, 8],
    ],
    [
      [1, 11, 8],
      [4, 8],
    ],
    [
      [1, 10, 9],
      [4, 8],
    ],
  ] as const) {
    const report = matchWeights(model, shapes({ 'backbone.pos_embed': [...shape] }), grid && { grid });
    expect(report.wrongShape).toHaveLength(1);
  }
});

test('matched values become float32 under the model’s names', async () => {
  const given = new Map([
    ['module.w', lazy({ dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) })],
    ['module.steps', lazy({ dtype: 'I64', shape: [], data: BigInt64Array.of(7n) })],
  ]);
  const report = matchWeights(shapes({ w: [2], steps: [] }), given);
  expect(await readMatched(report, given)).toEqual(
    new Map([
      ['w', { shape: [2], data: Float32Array.of(1, -2) }],
      ['steps', { shape: [], data: Float32Array.of(7) }],
    ]),
  );
});

test.each([
  ['NaN', { dtype: 'F32', shape: [3], data: Float32Array.of(1, NaN, Infinity) }, '"w" has 2 of 3 values', '(NaN) at 1'],
  ['beyond float32', { dtype: 'F64', shape: [1], data: Float64Array.of(1e300) }, '"w" has 1 of 1', '(Infinity) at 0'],
] as const)('weights that are not finite are refused: %s', async (_what, tensor, message, place) => {
  const given = new Map([['w', lazy(tensor)]]);
  const refusal = await readMatched(matchWeights(given, given), given).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InputError);
  expect((refusal as Error).message).toContain(message);
  expect((refusal as Error).message).toContain(place);
});
