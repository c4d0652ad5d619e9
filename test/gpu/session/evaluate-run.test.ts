/** A stored run evaluated beside the page's: the same numbers in parts as in one go, stopped and gone on, refused in a sentence. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { evaluate, type ImageScore } from '../../../src/evaluation/evaluate';
import type { EvaluationPart, Resolution } from '../../../src/protocol/evaluation';
import { browserData } from '../../../src/session/browser-data';
import type { ComparerParts } from '../../../src/session/compare/comparer';
import { RunEvaluator } from '../../../src/session/evaluate-run/evaluator';
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
  data: { ...preset.data, rooms: { ...preset.data.rooms, train: 3, val: 5 } },
};

const evaluators: RunEvaluator[] = [];

function evaluatorWith(parts: Partial<ComparerParts> = {}): RunEvaluator {
  const made = new RunEvaluator({ run: bench.run, library: new Library(async () => bench.store), ...parts });
  evaluators.push(made);
  return made;
}

let run: string;

async function trained(name: string, changes: Partial<ExperimentConfig> = {}): Promise<string> {
  const { runId } = await bench.run.start({ config: small({ ...SHARED, ...changes }), name });
  expect((await bench.until('finished', 'failed')).problem).toBe(null);
  return runId;
}

/** By `evaluate`, in one go. */
async function whole(id: string, resolution: Resolution) {
  const { config, model, tasks } = restoreFile((await bench.store.checkpoint(id))!);
  const own = (await bench.store.run(id))!.config as ExperimentConfig; // may name other data than its checkpoint
  const host = { data: await browserData(bench.store), emit: () => undefined };
  const data = await openDataset(host, { ...config, data: own.data });
  const images: ImageScore[] = [];
  const scores = await evaluate({
    model,
    tasks,
    dataset: data.fitted,
    split: 'val',
    onImage: (score) => void images.push(score),
    ...(resolution === 'original' && { ownSizes: data }),
  });
  model.dispose();
  return { scores, images };
}

const imagesOf = (...parts: readonly EvaluationPart[]): ImageScore[] => parts.flatMap(({ report }) => report.images);

beforeAll(async () => {
  run = await trained('whole');
});
afterAll(async () => {
  for (const one of evaluators) await one.free();
  await bench.run.close();
});

test('in parts, with the model gone in between, it is what evaluate gives of the whole set', async () => {
  const evaluator = evaluatorWith();
  const what = { run, resolution: 'network' } as const;
  const first = await evaluator.evaluate({ ...what, first: 0, count: 2 });
  expect(first).toMatchObject({ done: 2, report: { name: 'whole', step: 3, total: 5, split: 'val' } });
  expect(first.report.tasks.map(({ id }) => id)).toEqual(['semseg', 'depth', 'boundary']);
  await evaluator.free();
  const second = await evaluator.evaluate({ ...what, first: 2, count: 1 });
  const last = await evaluator.evaluate({ ...what, first: 3, count: 8 });
  expect(last).toMatchObject({ done: 5, stamp: first.stamp });
  const { scores, images } = await whole(run, 'network');
  expect(last.report.scores).toEqual(scores);
  expect(imagesOf(first, second, last)).toEqual(images);
  expect(new Set(images.map(({ source }) => source))).toEqual(new Set(['decoder', 'rendered', 'average']));

  const semseg = last.report.scores.find(({ task }) => task === 'semseg')!;
  const pixels = semseg.confusion!.flat().reduce((sum, count) => sum + count, 0);
  expect(pixels).toBe(5 * 16 * 24);
  const csv = await evaluator.text({ stamp: last.stamp, format: 'csv' });
  const json = JSON.parse(await evaluator.text({ stamp: last.stamp, format: 'json' })) as object;
  expect(csv).not.toBe('');
  expect(JSON.stringify(json)).toContain(JSON.stringify(images[0]!.value));
  await expect(evaluator.text({ stamp: 'other', format: 'csv' })).rejects.toThrow('evaluate this one again');
});

/** The same weights as a run that learnt from stored images of another size. */
async function onLarger(id: string): Promise<string> {
  const large = await trained('large', { steps: 1, input: [32, 48] });
  const { config } = (await bench.store.run(large))! as { config: ExperimentConfig };
  const row = (await bench.store.run(id))! as { config: ExperimentConfig };
  const data = { ...row.config.data, source: dataNameOf(config) };
  const bytes = (await bench.store.checkpoint(id))!;
  const other = { ...(await bench.store.run(id))!, id: 'larger', name: 'larger', config: { ...row.config, data } };
  await bench.store.putRun(other, bytes);
  return other.id;
}

test('at the images’ own size the numbers are those of that size, and so is the image', async () => {
  const evaluator = evaluatorWith();
  const id = await onLarger(run);
  const part = await evaluator.evaluate({ run: id, resolution: 'original', first: 0, count: 5 });
  expect(part.report.resolution).toBe('original');
  const { scores } = await whole(id, 'original');
  expect(part.report.scores).toEqual(scores);
  const pixels = part.report.scores[0]!.confusion!.flat().reduce((sum, count) => sum + count, 0);
  expect(pixels).toBe(5 * 32 * 48);
  const view = await evaluator.image({ run: id, resolution: 'original', index: 0, source: 'decoder' });
  expect([view.image.height, view.image.width, view.maps[1]!.maps.a.height]).toEqual([32, 48, 32]);
  const value = part.report.images.find(({ task, index }) => task === 'depth' && index === 0)!.value;
  expect(Number.parseFloat(view.maps[1]!.scores.a)).toBeCloseTo(value, 2);
  const small = await evaluator.image({ run: id, resolution: 'network', index: 0, source: 'decoder' });
  expect([small.image.height, small.maps[1]!.maps.a.height]).toEqual([16, 16]);

  const what = { run: id, resolution: 'network', count: 1 } as const;
  await expect(evaluator.evaluate({ ...what, first: 5 })).rejects.toThrow('Image 5 was asked for');
  await expect(evaluator.evaluate({ ...what, first: 4 })).rejects.toThrow('evaluate it from the first image on');
  await bench.store.deleteRun(id);
});

test('weights that are no numbers are named', async () => {
  const bytes = (await bench.store.checkpoint(run))!.slice();
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const name = Object.keys(header).find((key) => key.startsWith('backbone') && key.endsWith('weight'))!;
  new DataView(bytes.buffer).setFloat32(8 + length + header[name]!.data_offsets[0], NaN, true);
  await bench.store.putRun({ ...(await bench.store.run(run))!, id: 'broken', name: 'broken' }, bytes);
  const { report } = await evaluatorWith().evaluate({ run: 'broken', resolution: 'network', first: 0, count: 1 });
  expect(report.badWeights).toBe(name);
  await bench.store.deleteRun('broken');
});

test('an image is what the run shows of it itself, its value the strip’s', async () => {
  const evaluator = evaluatorWith();
  const id = await trained('own view');
  const own = await bench.run.view('sample', { index: 1 });
  const { report } = await evaluator.evaluate({ run: id, resolution: 'network', first: 0, count: 5 });
  for (const [source, map, error, score] of [
    ['decoder', 'decoder', 'decoderError', 'decoderScore'],
    ['rendered', 'rendered', 'renderedError', 'renderedScore'],
  ] as const) {
    const view = await evaluator.image({ run: id, resolution: 'network', index: 1, source });
    expect(view).toMatchObject({ index: 1, count: 5, id: own.id, image: own.image });
    const [semseg, depth] = view.maps;
    expect(semseg!.maps.a).toEqual(own.maps[0]![map]);
    expect(semseg!.truth).toEqual(own.maps[0]!.truth);
    expect(depth!.errors!.a).toEqual(own.maps[1]![error]);
    expect(depth!.scores.a).toBe(own.maps[1]![score]);
    const value = report.images.find((one) => one.index === 1 && one.task === 'depth' && one.source === source)!.value;
    expect(Number.parseFloat(depth!.scores.a)).toBeCloseTo(value, 2);
  }
  const [look] = await evaluator.looks({ run: id, indices: [1] });
  expect(look).toEqual(own.image); // as small as it is
  await expect(evaluator.looks({ run: id, indices: [5] })).rejects.toThrow('has 5 held-out images: 0 to 4');
  const plain = await trained('plain', { steps: 1, regularizer: { ...preset.regularizer, enabled: false } });
  await expect(evaluator.image({ run: plain, resolution: 'network', index: 0, source: 'rendered' })).rejects.toThrow(
    'The run "plain" predicts nothing of source rendered; choose another source.',
  );
});

test('a save in between ends the counting with a sentence', async () => {
  const evaluator = evaluatorWith();
  const what = { run, resolution: 'network', count: 2 } as const;
  await evaluator.evaluate({ ...what, first: 0 });
  const row = (await bench.store.run(run))!;
  await bench.store.putRun({ ...row, savedAt: row.savedAt + 1 });
  await expect(evaluator.evaluate({ ...what, first: 2 })).rejects.toThrow(
    'The run was saved again, or another was evaluated since; evaluate it from the first image on.',
  );
  expect((await evaluator.evaluate({ ...what, first: 0 })).done).toBe(2);
});

test('what cannot be evaluated is refused in a sentence; one model at a time, and none after a while', async () => {
  const { numTensors } = tf.memory();
  const evaluator = evaluatorWith({ idle: 40 });
  const begin = (id: string) => evaluator.evaluate({ run: id, resolution: 'network', first: 0, count: 1 });
  await expect(begin('gone')).rejects.toThrow('This run is not stored in this browser any more; choose');
  const row = (await bench.store.run(run))!;
  await bench.store.putRun({ ...row, id: 'new', name: 'new', step: 0 });
  await expect(begin('new')).rejects.toThrow('The run "new" was never saved, so there is no model to evaluate; let it');
  await bench.store.deleteRun('new');
  const poor = evaluatorWith({ idle: 40, room: async (_, bytes) => bytes < 1000 });
  await expect(poor.evaluate({ run, resolution: 'network', first: 0, count: 1 })).rejects.toThrow(
    /^The model of the run "whole" needs \d+\s[KM]iB of GPU memory, and there is not so much left/,
  );
  await begin(run);
  const one = tf.memory().numTensors;
  expect(one).toBeGreaterThan(numTensors);
  await begin(run);
  expect(tf.memory().numTensors).toBe(one);
  await expect.poll(() => tf.memory().numTensors).toBe(numTensors);

  const rooms = dataNameOf(small(SHARED));
  const set = (await bench.store.dataset(rooms))!;
  await new Library(async () => bench.store).deleteData(rooms);
  expect(set.name).toBe(rooms);
  await expect(begin(run)).rejects.toThrow(/^The rooms that the run "whole" learnt from are not stored any more;/);
});

test('beside a run that trains it counts its last save, and a run that begins gets the memory', async () => {
  const evaluator = evaluatorWith();
  const training = await bench.begin({ ...SHARED, steps: 60, checkpointEvery: 5 });
  await bench.until('training');
  await bench.reached(6);
  const part = await evaluator.evaluate({ run: training, resolution: 'network', first: 0, count: 1 });
  expect(part.report.step % 5).toBe(0);
  expect(bench.state.status).toBe('training');
  await bench.reached(part.report.step + 2);
  await bench.run.stop();
  bench.onState = (state) => evaluator.heard(state);
  const begun = () => bench.tensorsOfPaused({ ...SHARED, steps: 60 });
  const alone = await begun();
  await evaluator.evaluate({ run: training, resolution: 'network', first: 0, count: 1 });
  expect(tf.memory().numTensors).toBeGreaterThan(alone);
  expect(await begun()).toBe(alone);
  bench.onState = () => undefined;
});
