/** The form of all settings and the configuration: every leaf is a field, and every field leads back to its leaf. */
import { beforeEach, expect, test } from 'vitest';
import { PRESETS } from '../../../src/config/presets';
import { typed, useDraft, valueAt } from '../../../src/store/draft';
import { costsAsPreset, settingsOf, shownValue } from '../../../src/ui/setup/settings';

const { nano } = PRESETS;
const all = settingsOf(nano).flatMap(({ settings }) => settings);
const draft = () => useDraft.getState();

beforeEach(() => draft().choose(nano));

/** Leaves of the configuration itself, counted without the form's help; a list of words is one. */
function leaves(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + leaves(one), 0);
}

test('every leaf but the preset’s name is a field, once', () => {
  expect(all.length).toBe(leaves(nano) - 1);
  expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  for (const { label } of all) expect(label).not.toBe('');
});
test('what a field shows, typed again, is the value it shows', () => {
  for (const { path, value, kind } of all) {
    expect(valueAt(nano, path)).toEqual(value);
    if (kind !== 'switch') draft().edit(path, shownValue(value));
  }
  expect(draft().config).toEqual(nano);
  expect(draft().problems).toEqual({});
});
test('choices are those of the schema', () => {
  expect(all.find(({ path }) => path === 'regularizer.density')?.choices).toEqual(['own', 'mean', 'per_task']);
  expect(all.find(({ path }) => path === 'encoder.kind')?.choices).toEqual(['nano', 'hrnet', 'vit']);
});
test('numbers are read as people type them', () => {
  expect([typed('1 000', 1), typed('−40', 1), typed('3e-3', 1), typed('many', 1), typed('', 1)]).toEqual([
    1000,
    -40,
    0.003,
    'many',
    '',
  ]);
  expect(typed('semseg,  depth,', ['semseg'])).toEqual(['semseg', 'depth']);
});
test('a list of words may be empty: then all tasks are rendered', () => {
  const path = 'regularizer.tasks';
  expect(all.find((one) => one.path === path)).toMatchObject({ kind: 'text', value: [] });
  draft().edit(path, 'depth, normals');
  expect(draft().config?.regularizer.tasks).toEqual(['depth', 'normals']);
  draft().edit(path, 'depth, colour');
  expect(draft().problems[path]).toMatch(/names "colour"; this run has semseg, depth/);
  draft().edit(path, '');
  expect(draft().config?.regularizer.tasks).toEqual([]);
  expect(draft().problems).toEqual({});
});
test('a wrong value is refused in one sentence, stays in its field, and harms nothing', () => {
  draft().edit('steps', '-40');
  expect(draft().problems.steps).toMatch(/^Steps is −40; allowed is a whole number from 1 to 1\s000\s000\.$/);
  expect(draft().texts.steps).toBe('-40');
  expect(draft().config).toEqual(nano);
  draft().left('steps');
  expect(draft().texts.steps).toBe('-40');
  draft().edit('steps', '40');
  expect(draft().problems).toEqual({});
  expect(draft().config?.steps).toBe(40);
  draft().left('steps');
  expect(draft().texts.steps).toBeUndefined();
});
test('what was refused only because of another field stands once that one is right', () => {
  draft().edit('regularizer.near', '2');
  expect(Object.keys(draft().problems)).toEqual(['regularizer.near']);
  draft().edit('regularizer.far', '3');
  expect(draft().problems).toEqual({});
  expect(draft().config?.regularizer).toMatchObject({ near: 2, far: 3 });
});
test('the preset’s estimate holds for other seeds and steps, not for other shapes', () => {
  expect(costsAsPreset({ ...nano, seed: 9, steps: 7 }, nano)).toBe(true);
  expect(costsAsPreset({ ...nano, batch: 4 }, nano)).toBe(false);
});
