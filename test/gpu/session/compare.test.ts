/** Two stored runs compared: each as it sees itself, beside a run that trains, refused in a sentence, nothing left behind. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GpuError, InputError } from '../../../src/base/errors';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig } from '../../../src/config/parse';
import { evaluate } from '../../../src/evaluation/evaluate';
import { gpu } from '../../../src/gpu/device';
import type { SampleView } from '../../../src/protocol/views';
import { browserData } from '../../../src/session/browser-data';
import { Comparer, type ComparerParts } from '../../../src/session/compare/comparer';
import { apart, hasRoom, needOf } from '../../../src/session/room';
import { dataNameOf, Library } from '../../../src/session/library';
import { openDataset } from '../../../src/session/open-dataset';
import { restoreFile } from '../../../src/session/restore';
import { sampleView } from '../../../src/session/views/sample';
import { Bench, NO_VIEWS, small } from '../../helpers/run-bench';

const bench = new Bench({ ...NO_VIEWS, sample: (context, { index }) => sampleView(context, index) });

const preset = small();
const SHARED: Partial<ExperimentConfig> = {
  steps: 3,
  tasks: ['semseg', 'depth', 'boundary'],
  data: { ...preset.data, rooms: { ...preset.data.rooms, train: 3, val: 3 } },
};
const withoutRegularizer = { ...preset.regularizer, enabled: false };

interface Stored {
  readonly id: string;
  /** Of image 1, as the run showed it itself. */
  readonly own: SampleView;
}

async function trained(name: string, changes: Partial<ExperimentConfig>): Promise<Stored> {
  const { runId: id } = await bench.run.start({ config: small({ ...SHARED, ...changes }), name });
  expect((await bench.until('finished', 'failed')).problem).toBe(null);
  return { id, own: await bench.run.view('sample', { index: 1 }) };
}

const comparers: Comparer[] = [];

function comparerWith(parts: Partial<ComparerParts> = {}): Comparer {
  const library = new Library(async () => bench.store);
  const made = new Comparer({ run: bench.run, library, ...parts });
  comparers.push(made);
  return made;
}

let a: Stored;
let b: Stored;
/** Its predictions are the regularizer's, its images smaller, its tasks others. */
let other: Stored;

beforeAll(async () => {
  a = await trained('rendered', {});
  b = await trained('plain', { regularizer: withoutRegularizer, seed: 5 });
  other = await trained('other', { tasks: ['normals', 'depth'], input: [16, 16], predictions: 'regularizer' });
});
afterAll(async () => {
  for (const one of comparers) await one.free();
  await bench.run.close();
});

test('each map is what its run shows itself', async () => {
  const comparer = comparerWith();
  const view = await comparer.compare({ runA: a.id, runB: b.id, index: 1 });
  expect(view).toMatchObject({ index: 1, count: 3, id: a.own.id, remarks: [], image: a.own.image });
  expect(view.runs.a).toEqual({ id: a.id, name: 'rendered', step: 3, predictions: 'heads' });
  expect(view.runs.b.name).toBe('plain');
  expect(view.maps.map(({ task }) => task)).toEqual(['semseg', 'depth', 'boundary']);
  view.maps.forEach((maps, place) => {
    const [ownA, ownB] = [a.own.maps[place]!, b.own.maps[place]!];
    expect(maps.errors).toEqual({ a: ownA.decoderError, b: ownB.decoderError });
    expect(maps.scores).toEqual({ a: ownA.decoderScore, b: ownB.decoderScore });
    if (maps.legend.kind === 'ramp' && maps.task === 'depth') return; // painted on the scale of both
    expect(maps.maps).toEqual({ a: ownA.decoder, b: ownB.decoder });
    expect(maps.truth).toEqual(ownA.truth);
  });
  const depth = view.maps[1]!;
  expect(depth.maps.a.rgba).not.toEqual(depth.maps.b.rgba);
  expect(depth.difference!.closer.a + depth.difference!.closer.b).toBeGreaterThan(0.9);
  const turned = await comparer.compare({ runA: b.id, runB: a.id, index: 1 });
  const { a: less, b: more } = depth.difference!.closer;
  expect(turned.maps[1]!.difference!.closer).toEqual({ a: more, b: less });
});

test('a run beside itself differs nowhere', async () => {
  const { maps } = await comparerWith().compare({ runA: a.id, runB: a.id, index: 0 });
  for (const { maps: painted, difference } of maps) {
    expect(painted.a).toEqual(painted.b);
    expect(difference!.closer).toEqual({ a: 0, b: 0 });
  }
});

test('only common tasks, B resized for itself, and both said', async () => {
  const { maps, remarks } = await comparerWith().compare({ runA: a.id, runB: other.id, index: 1 });
  expect(maps.map(({ task }) => task)).toEqual(['depth']);
  const { width, height } = maps[0]!.maps.b;
  expect([height, width]).toEqual([16, 24]);
  expect(remarks).toEqual([
    'The maps of other come from its regularizer.',
    expect.stringMatching(/^The images are those of rooms-.*16x24.*, held out from A; B learnt from rooms-.*16x16/),
    'B reads images of 16 × 16: they are resized for it, and its maps back to 16 × 24.',
    'Only one of the two has semseg, boundary, normals: left out.',
  ]);
  // As A, on images of its own size: what its regularizer renders.
  const itself = await comparerWith().compare({ runA: other.id, runB: other.id, index: 1 });
  expect(itself.maps.map(({ scores }) => scores.a)).toEqual(other.own.maps.map(({ renderedScore }) => renderedScore));
  expect(itself.maps[0]!.maps.a).toEqual(other.own.maps[0]!.rendered);
});

test('scores of all images, in parts, are those of an evaluation', async () => {
  const comparer = comparerWith();
  const runs = { runA: a.id, runB: b.id };
  const first = await comparer.scores({ ...runs, first: 0, count: 2 });
  expect(first).toMatchObject({ done: 2, total: 3 });
  const rest = await comparer.scores({ ...runs, first: 2, count: 5 });
  expect(rest).toMatchObject({ done: 3, total: 3, stamp: first.stamp });
  const images = [...first.images, ...rest.images];
  expect(images.map(({ index }) => index)).toEqual([0, 1, 2]);

  const data = await browserData(bench.store);
  for (const [side, { id }] of [
    ['a', a],
    ['b', b],
  ] as const) {
    const { config, model, tasks } = restoreFile((await bench.store.checkpoint(id))!);
    const { fitted: dataset } = await openDataset({ data, emit: () => undefined }, config);
    const single: Record<string, number[]> = {};
    const scores = await evaluate({
      model,
      tasks,
      dataset,
      split: 'val',
      sources: ['decoder'],
      onImage: ({ task, value }) => void (single[task] ??= []).push(value),
    });
    model.dispose();
    for (const { task, values } of scores) {
      const metric = rest.metrics.find((one) => one.task === task)!;
      const key = { semseg: 'mIoU', depth: 'rmse', boundary: 'odsF' }[task]!;
      expect(metric.values![side]).toBe(values[key]);
      expect(images.map((image) => image.scores[task]![side])).toEqual(single[task]);
    }
  }
  const [semseg, depth] = [rest.metrics[0]!, rest.metrics[1]!];
  expect(depth.gain).toBeCloseTo((100 * (depth.values!.a - depth.values!.b)) / depth.values!.a, 6); // lower is better
  expect(images[0]!.scores.depth!.gain).toBe(images[0]!.scores.depth!.a - images[0]!.scores.depth!.b);
  const { semseg: classes } = images[0]!.scores;
  expect(classes!.gain).toBe(classes!.b - classes!.a);
  const gains = rest.metrics.map(({ gain }) => gain);
  expect(rest.delta).toEqual(
    gains.includes(null) ? null : expect.closeTo(gains.reduce<number>((sum, gain) => sum + gain!, 0) / 3, 6),
  );
  expect(semseg.title).not.toBe('');

  await expect(comparer.scores({ ...runs, first: 2, count: 1 })).rejects.toThrow('count from the first image on');
  await expect(comparer.scores({ runA: b.id, runB: a.id, first: 3, count: 1 })).rejects.toBeInstanceOf(InputError);
  expect((await comparer.scores({ ...runs, first: 0, count: 1 })).done).toBe(1);
});

test('nothing leaks, the last two stay, and go when they are not asked for', async () => {
  const before = tf.memory().numTensors;
  const comparer = comparerWith({ idle: 60 });
  await comparer.compare({ runA: a.id, runB: b.id, index: 0 });
  const two = tf.memory().numTensors;
  expect(two).toBeGreaterThan(before);
  await comparer.compare({ runA: b.id, runB: a.id, index: 1 });
  expect(tf.memory().numTensors).toBe(two);
  await comparer.compare({ runA: b.id, runB: b.id, index: 1 });
  expect(tf.memory().numTensors).toBeLessThan(two);
  await expect.poll(() => tf.memory().numTensors).toBe(before);
});

test('what cannot be compared is refused in a sentence, and leaves nothing', async () => {
  const { numTensors } = tf.memory();
  const comparer = comparerWith({ idle: 10 });
  const compare = (runA: string, runB: string, index = 0) => comparer.compare({ runA, runB, index });
  await expect(compare(a.id, 'gone')).rejects.toThrow('This run is not stored in this browser any more; choose');
  await expect(compare(a.id, b.id, 3)).rejects.toThrow(
    /^Image 3 was asked for; rooms-.* has 3 held-out images: 0 to 2/,
  );

  const row = (await bench.store.run(b.id))!;
  await bench.store.putRun({ ...row, id: 'new', name: 'new', step: 0 });
  await expect(compare('new', b.id)).rejects.toThrow(
    'The run "new" was never saved, so there is no model to compare; let it train to its first save.',
  );
  await bench.store.deleteRun('new');

  const rooms = dataNameOf(parseConfig((await bench.store.run(other.id))!.config));
  const dataset = (await bench.store.dataset(rooms))!;
  const library = new Library(async () => bench.store);
  const poor = comparerWith({ idle: 10, room: async (_, bytes) => bytes < 1000 });
  await expect(poor.compare({ runA: a.id, runB: b.id, index: 0 })).rejects.toThrow(
    /^The model of the run "rendered" needs \d+\s[KM]iB of GPU memory, and there is not so much left; stop the run/,
  );
  await library.deleteData(rooms);
  expect(dataset.name).toBe(rooms);
  await expect(compare(other.id, a.id)).rejects.toThrow(/^The rooms that the run "other" learnt from are not stored/);
  await expect.poll(() => tf.memory().numTensors).toBe(numTensors);
});

test('no task in common, other classes: refused', async () => {
  const [depth, normals] = [
    await trained('13 classes', { steps: 1, tasks: ['depth'], data: { ...SHARED.data!, labelSet: 'nyuv2-13' } }),
    await trained('normals', { steps: 1, tasks: ['normals'], regularizer: withoutRegularizer }),
  ];
  const comparer = comparerWith();
  await expect(comparer.compare({ runA: a.id, runB: depth.id, index: 0 })).rejects.toThrow(
    'The classes of the run "rendered" are those of nyuv2-40, and of "13 classes" those of nyuv2-13; choose two',
  );
  await expect(comparer.compare({ runA: a.id, runB: normals.id, index: 0 })).rejects.toThrow(
    'The runs "rendered" (semseg, depth, boundary) and "normals" (normals) have no task in common; choose two that have.',
  );
});

test('a run that trains goes on unharmed, and is compared from its last save', async () => {
  const comparer = comparerWith();
  const runId = await bench.begin({ ...SHARED, steps: 60, checkpointEvery: 5 });
  await bench.until('training');
  await bench.reached(6);
  const view = await comparer.compare({ runA: runId, runB: b.id, index: 0 });
  expect(bench.state.status).toBe('training');
  const { step } = view.runs.a;
  expect(step % 5).toBe(0);
  expect(view.remarks).toEqual([`test is being trained: this is its last save, step ${step}.`]);
  await bench.reached(step + 6);
  const later = await comparer.compare({ runA: runId, runB: b.id, index: 0 });
  expect(later.runs.a.step).toBeGreaterThan(step);
  expect(later.stamp).not.toBe(view.stamp);
  await bench.run.stop();
  expect(bench.state).toMatchObject({ status: 'stopped', problem: null });
});

test('a run that begins gets the memory', async () => {
  const comparer = comparerWith();
  bench.onState = (state) => comparer.heard(state);
  const begun = () => bench.tensorsOfPaused({ ...SHARED, steps: 60 });
  const alone = await begun();
  await comparer.compare({ runA: a.id, runB: b.id, index: 0 });
  expect(tf.memory().numTensors).toBeGreaterThan(alone);
  expect(await begun()).toBe(alone);
  bench.onState = () => undefined;
});

test('a refused command is the comparison’s own error', async () => {
  await comparerWith().compare({ runA: a.id, runB: b.id, index: 0 });
  const { device } = gpu();
  const seen: unknown[] = [];
  device.addEventListener('uncapturederror', (event) => seen.push(event));
  const refused = async () => device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
  await expect(apart(device, refused)).rejects.toBeInstanceOf(GpuError);
  await expect(apart(device, async () => Promise.reject(new InputError('mine')))).rejects.toThrow('mine');
  expect(await apart(device, async () => 7)).toBe(7);
  await device.queue.onSubmittedWorkDone();
  expect(seen).toEqual([]);
});

test('what a model needs is counted', async () => {
  const { config } = restoreFile((await bench.store.checkpoint(b.id))!);
  const need = await needOf(config, 'decoder');
  const model = restoreFile((await bench.store.checkpoint(b.id))!).model;
  const weights = model.store.all().reduce((sum, { value }) => sum + 4 * value.size, 0);
  model.dispose();
  expect(need).toBeGreaterThan(weights);
  expect(need).toBeLessThan(20 * weights + 1e7);
  expect(await hasRoom(gpu().device, need)).toBe(true);
});

test('after a lost GPU the next question opens another, with a run and without', async () => {
  const runs = { runA: a.id, runB: b.id };
  const lost = gpu().device;
  await comparerWith().compare({ ...runs, index: 0 });
  const comparer = comparers.at(-1)!;
  lost.destroy();
  await expect.poll(() => bench.state.status).toBe('failed');
  expect((await comparer.compare({ ...runs, index: 1 })).maps[1]!.scores.a).toBe(a.own.maps[1]!.decoderScore);
  expect(gpu().device).not.toBe(lost);
  await comparer.free();
  await bench.run.close();

  const idle = new Bench(NO_VIEWS, bench.tables);
  const later = comparerWith({ run: idle.run });
  await later.compare({ ...runs, index: 0 });
  expect(idle.state.status).toBe('idle');
  const second = gpu().device;
  second.destroy();
  await second.lost;
  await new Promise((resolve) => setTimeout(resolve, 20)); // told in a task of its own
  expect((await later.compare({ ...runs, index: 1 })).maps[1]!.scores.a).toBe(a.own.maps[1]!.decoderScore);
  await later.free();
  await idle.run.close();
});
