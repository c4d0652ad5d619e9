/** Which images an import takes: even over scenes, repeatable, scenes never torn apart. */
import { expect, test } from 'vitest';
import type { Entry } from '../../../../src/data/importers/types';
import { select, type SelectWishes } from '../../../../src/session/import/select';

const ALL: SelectWishes = { limit: Infinity, splits: 'both', validationShare: 0.25, scenes: [], seed: 1 };

const entry = (id: string, rest: Partial<Entry> = {}): Entry => ({ id, labels: ['depth'], files: [id], ...rest });

/** Interleaved, as a list of files may be: a0 b0 c0 a1 b1 … */
const scenes = (names: string, frames: number, rest: Partial<Entry> = {}): Entry[] =>
  Array.from({ length: frames }, (_, frame) =>
    [...names].map((scene) => entry(`${scene}${frame}`, { scene, ...rest })),
  ).flat();

const ids = (entries: readonly Entry[], wishes: Partial<SelectWishes>, split: 'train' | 'val' = 'train'): string[] =>
  select(entries, { ...ALL, ...wishes }).flatMap((one) => (one.split === split ? [one.entry.id] : []));

const known = [
  ...Array.from({ length: 12 }, (_, i) => entry(`t${i}`, { split: 'train' })),
  ...Array.from({ length: 4 }, (_, i) => entry(`v${i}`, { split: 'val' })),
];

test('known splits stand as they are, in the order of the layout', () => {
  expect(ids(known, {})).toEqual(Array.from({ length: 12 }, (_, i) => `t${i}`));
  expect(ids(known, {}, 'val')).toEqual(['v0', 'v1', 'v2', 'v3']);
  expect(ids(known, { splits: 'val' })).toEqual([]);
  expect(ids(known, { splits: 'val' }, 'val').length).toBe(4);
});

test('a limit is shared in proportion, and leaves neither split empty', () => {
  expect(ids(known, { limit: 8 }).length).toBe(6);
  expect(ids(known, { limit: 8 }, 'val').length).toBe(2);
  expect(ids(known, { limit: 2 })).toHaveLength(1);
  expect(ids(known, { limit: 2 }, 'val')).toHaveLength(1);
  expect(ids(known, { limit: 1 })).toHaveLength(1);
  expect(ids(known, { limit: 100 }).length).toBe(12);
});

test('what is picked depends on the seed, and on nothing else', () => {
  const first = ids(known, { limit: 8 });
  expect(ids(known, { limit: 8 })).toEqual(first);
  const others = [2, 3, 4].map((seed) => ids(known, { limit: 8, seed }).join());
  expect(others).not.toEqual([first.join(), first.join(), first.join()]);
  const places = first.map((id) => Number(id.slice(1)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('frames of a scene stand in a row, in their order', () => {
  expect(ids(scenes('bac', 2), { validationShare: 0 })).toEqual(['b0', 'b1', 'a0', 'a1', 'c0', 'c1']);
});

test('a limit takes from every scene in turn', () => {
  const entries = [...scenes('abcd', 6), ...scenes('e', 1)];
  const picked = ids(entries, { limit: 9, validationShare: 0 });
  const counts = [...'abcde'].map((scene) => picked.filter((id) => id.startsWith(scene)).length);
  expect(counts).toEqual([2, 2, 2, 2, 1]);
});

test('of unknown splits whole scenes validate, about as many frames as asked for', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const val = ids(scenes('abcdefgh', 5), { seed }, 'val');
    const train = ids(scenes('abcdefgh', 5), { seed });
    expect(val).toHaveLength(10);
    expect(train.some((id) => val.some((other) => other[0] === id[0]))).toBe(false);
  }
});

test('single images are divided one by one; one long scene gives its last frames', () => {
  const single = Array.from({ length: 20 }, (_, i) => entry(`${i}`));
  expect(ids(single, {}, 'val')).toHaveLength(5);
  expect(ids(single, { seed: 2 }, 'val')).not.toEqual(ids(single, { seed: 3 }, 'val'));
  expect(ids(scenes('a', 8), {}, 'val')).toEqual(['a6', 'a7']);
  expect(ids(single, { validationShare: 0 }, 'val')).toEqual([]);
  expect(ids(single.slice(0, 4), { validationShare: 0.1 }, 'val')).toHaveLength(1);
  expect(ids(single.slice(0, 1), { validationShare: 0.1 }, 'val')).toEqual([]);
});

test('two scenes are one each, however much the share', () => {
  expect(ids(scenes('ab', 4), { validationShare: 0.9 })).toHaveLength(4);
});

test('only the scenes that were chosen', () => {
  expect(ids(scenes('abc', 2), { scenes: ['c', 'a'], validationShare: 0 })).toEqual(['a0', 'a1', 'c0', 'c1']);
  expect(ids(known, { scenes: ['a'] })).toEqual([]);
});
