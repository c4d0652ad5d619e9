/** Two runs compared, as the page holds it: first choice, orders, the newest question alone, counting that can be stopped. */
import { beforeEach, expect, test } from 'vitest';
import type { ComparedImage, CompareScores, CompareView } from '../../../src/protocol/compare';
import type { StoredRun } from '../../../src/protocol/messages';
import { comparable, firstChoice, inOrder, sequenceOf, useCompare } from '../../../src/store/compare';
import { presetOf } from '../../../src/config/parse';
import { questions, settle } from '../../helpers/asked';

const asked = questions<{ runA: string; runB: string; index: number; first: number }>();
const state = () => useCompare.getState();
const view = (index: number, count = 4) => ({ index, count, stamp: 's' }) as CompareView;

function run(id: string, savedAt: number, changes: Partial<StoredRun> & { source?: string } = {}): StoredRun {
  const { source = 'rooms', ...rest } = changes;
  const preset = presetOf('nano');
  const config = { ...preset, data: { ...preset.data, source } };
  return { id, name: id, config, step: 5, savedAt, bytes: 1, problem: null, ...rest };
}

/** Gains of depth and normals, metres and degrees. */
const image = (index: number, depth: number, normals?: number): ComparedImage => ({
  index,
  id: `image ${index}`,
  scores: {
    depth: { a: 0, b: 0, gain: depth },
    ...(normals !== undefined && { normals: { a: 0, b: 0, gain: normals } }),
  },
});

const scores = (images: ComparedImage[], done: number, total: number): CompareScores => ({
  stamp: 's',
  images,
  done,
  total,
  metrics: [],
  delta: null,
});

beforeEach(async () => {
  for (const { answer } of asked) answer(view(0)); // of the test before
  await settle();
  asked.length = 0;
  useCompare.setState({ ...useCompare.getInitialState() });
});

test('runs that were saved and can be read are offered, the two newest of the same data first', () => {
  const runs = [
    run('old', 1),
    run('unsaved', 9, { step: 0 }),
    run('broken', 8, { problem: 'of another version' }),
    run('mine', 7, { source: 'nyu' }),
    run('newer', 5),
  ];
  expect(comparable(runs).map(({ id }) => id)).toEqual(['mine', 'newer', 'old']);
  expect(firstChoice(runs)).toEqual({ a: 'old', b: 'newer' });
  expect(firstChoice([...runs, run('yours', 2, { source: 'nyu' })])).toEqual({ a: 'yours', b: 'mine' });
  expect(firstChoice([run('one', 1), run('two', 2, { source: 'nyu' })])).toEqual({ a: 'one', b: 'two' });
  expect(firstChoice([run('one', 1)])).toBe(null);
  expect(firstChoice([])).toBe(null);
});

test('other rooms are other data, and rooms of another size too', () => {
  const [first, second, third] = [run('a', 3), run('b', 2), run('c', 1)];
  const rooms = { ...second!.config.data.rooms, seed: 99 };
  const others = { ...second!, config: { ...second!.config, data: { ...second!.config.data, rooms } } };
  expect(firstChoice([first!, others, third!])).toEqual({ a: 'c', b: 'a' });
  const larger = { ...second!, config: { ...second!.config, input: [96, 128] as const } };
  expect(firstChoice([first!, larger, third!])).toEqual({ a: 'c', b: 'a' });
});

test('images in order: units of tasks do not matter, missing labels and equal images keep their place', () => {
  const images = [image(0, 0.1, -30), image(1, -0.4, 10), image(2, 0.1), image(3, 0, 0)];
  // Sizes: depth .6, normals 40. Sums of sizes: .917, .917 (.667 + .25), .167, 0.
  expect(inOrder(images, 'stored', '')).toEqual([0, 1, 2, 3]);
  expect(inOrder(images, 'difference', 'depth')).toEqual([1, 0, 2, 3]);
  expect(inOrder(images, 'b', 'depth')).toEqual([0, 2, 3, 1]);
  expect(inOrder(images, 'a', 'depth')).toEqual([1, 3, 0, 2]);
  expect(inOrder(images, 'b', '')).toEqual([2, 3, 1, 0]); // .167, 0, −.417, −.583
  expect(inOrder(images, 'a', '')).toEqual([0, 1, 3, 2]);
  const broken = [image(0, NaN), image(1, 1)];
  expect(inOrder(broken, 'difference', '')).toEqual([1, 0]);
});

test('only the newest wish is asked for when an answer comes, and none of other runs is shown', async () => {
  state().choose({ a: 'x', b: 'y' });
  state().choose({ a: 'x', b: 'z' });
  state().choose({ a: 'w', b: 'z' });
  expect(asked.map(({ args }) => args.runB)).toEqual(['y']);
  expect(state().busy).toBe(true);
  asked[0]!.answer(view(0));
  await settle();
  expect(state().view).toBe(null);
  expect(asked.map(({ args }) => [args.runA, args.runB, args.index])).toEqual([
    ['x', 'y', 0],
    ['w', 'z', 0],
  ]);
  asked[1]!.answer(view(0));
  await settle();
  expect(state()).toMatchObject({ view: { index: 0 }, busy: false, problem: null });
  state().turn(-1);
  expect(state().index).toBe(3);
  state().turn(1);
  expect(state().index).toBe(0);
  asked[2]!.refuse(new Error('This run is gone.'));
  await settle();
  expect(state().problem).toBe('This run is gone.');
  asked[3]!.answer(view(0));
  await settle();
  expect(state().problem).toBe(null);
});

test('counting goes on by itself, sorts, and turns through what was counted', async () => {
  state().choose({ a: 'x', b: 'y' });
  asked[0]!.answer(view(0, 3));
  await settle();
  void state().count();
  void state().count();
  expect(asked.slice(1).map(({ kind, args }) => [kind, args.first])).toEqual([['compareScores', 0]]);
  asked[1]!.answer(scores([image(0, 0.1), image(1, 0.9)], 2, 3));
  await settle();
  expect(state()).toMatchObject({ counting: true, counted: { total: 3 } });
  expect(asked[2]!.args.first).toBe(2);
  asked[2]!.answer(scores([image(2, -0.5)], 3, 3));
  await settle();
  expect(state().counting).toBe(false);
  expect(asked.length).toBe(3);
  state().sort({ order: 'difference' });
  expect(sequenceOf(state())).toEqual([1, 2, 0]);
  expect(state().index).toBe(1);
  state().turn(1);
  expect(state().index).toBe(2);
  state().sort({ order: 'a' });
  expect(state().index).toBe(2);
  state().sort({ order: 'stored' });
  expect(sequenceOf(state())).toEqual([0, 1, 2]);
});

test('stopped, it asks no more; what was counted stays, and another begins anew', async () => {
  state().choose({ a: 'x', b: 'y' });
  asked[0]!.answer(view(0, 9));
  await settle();
  void state().count();
  state().stop();
  void state().count();
  asked[1]!.answer(scores([image(0, 5)], 1, 9)); // of the one that was stopped
  await settle();
  expect(state().counted).toBe(null);
  expect(asked.slice(1).map(({ args }) => args.first)).toEqual([0, 0]);
  asked[2]!.answer(scores([image(0, 1), image(1, 2)], 2, 9));
  await settle();
  state().stop();
  asked[3]!.answer(scores([image(2, 3)], 3, 9));
  await settle();
  expect(asked.length).toBe(4);
  expect(state().counted!.images.length).toBe(3);
  void state().count();
  asked[4]!.refuse(new Error('Count from the first image on.'));
  await settle();
  expect(state()).toMatchObject({ counting: false, problem: 'Count from the first image on.' });
  state().choose({ a: 'x', b: 'z' });
  expect(state()).toMatchObject({ counted: null, view: null, problem: null, index: 0 });
});
