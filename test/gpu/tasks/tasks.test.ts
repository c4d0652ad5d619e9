/** Tasks as the rest sees them. Losses are checked against torch in kernels/losses-golden, metrics in unit/tasks. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { LabelSet } from '../../../src/base/label-sets';
import type { Labels, Sample } from '../../../src/data/sample';
import { readTensor } from '../../../src/gpu/read';
import { UNLABELLED, rgb } from '../../../src/tasks/colors';
import { taskOf, TASKS } from '../../../src/tasks/index';
import { labelBatch, labelOf, type Task } from '../../../src/tasks/task';
import { expectClose } from '../../helpers/close';
import { readGolden } from '../../helpers/golden';
import { randomTensor } from '../../helpers/gradcheck';
import { nhwcTensor, nhwcValues } from '../../helpers/nhwc';
import { expectNoLeak } from '../../helpers/no-leak';

const F32 = 2e-6; // a handful of roundings
const ALL: Task[] = Object.values(TASKS);
const NONE = { height: 0, width: 0 }; // only boundaries ask how large an image is
const NEAR_BLACK = [...rgb(UNLABELLED), 255];

const LABELS: Labels = {
  semseg: Uint8Array.of(3, 255),
  depth: Float32Array.of(2.5, 0),
  normals: Float32Array.of(0, 0.6, 0.8, 0, 0, 0),
  boundary: Uint8Array.of(1, 255),
  parts: Uint8Array.of(2, 255),
  saliency: Uint8Array.of(1, 255),
};

function sample(labels: Labels, id = 'a'): Sample {
  return { id, height: 1, width: 2, image: new Uint8Array(6), labels };
}

test('every key of the list is its task’s id, and an unknown id is answered with the known ones', () => {
  for (const [key, task] of Object.entries(TASKS)) {
    expect(task.id).toBe(key);
    expect(taskOf(key, 'nyuv2-40')).toBe(task);
  }
  expect(() => taskOf('colour', 'nyuv2-40')).toThrow(
    'There is no task "colour"; known tasks are semseg, depth, normals, boundary, parts, saliency.',
  );
  expect(() => taskOf('toString', 'nyuv2-40')).toThrow('no task');
  expect(ALL.map(({ channels, weight }) => [channels, weight])).toEqual([
    [40, 1],
    [1, 1],
    [3, 10],
    [1, 50],
    [7, 2],
    [2, 5],
  ]);
});

test('segmentation has the classes of the label set, each with its own colour; the other tasks do not change', () => {
  const sets = { 'nyuv2-40': 40, 'nyuv2-13': 13, 'pascal-21': 21 } as const;
  for (const [labelSet, classes] of Object.entries(sets) as [LabelSet, number][]) {
    const { channels, legend, words, meter, labels } = taskOf('semseg', labelSet);
    expect(channels).toBe(classes);
    const known = legend();
    const colors = known.kind === 'classes' ? known.classes.map(({ color }) => color) : [];
    expect(new Set(colors).size).toBe(classes);
    expect(colors).not.toContain(UNLABELLED);
    expect(words([classes - 1])).toBe(known.kind === 'classes' && known.classes.at(-1)!.name);
    expect(() => labels.mark(Uint8Array.of(classes))).toThrow(`allowed are 0 to ${classes - 1}`);
    expect(meter().values().mIoU).toBeNaN();
    expect(taskOf('depth', labelSet)).toBe(TASKS.depth);
  }
});

test('an image without a part of a person says nothing about parts', () => {
  const marked = (...stored: number[]): number[] => [...TASKS.parts.labels.mark(Uint8Array.from(stored))];
  expect(marked(0, 0, 255)).toEqual([255, 255, 255]);
  expect(marked(0, 3, 255)).toEqual([0, 3, 255]);
  expect(() => marked(0, 7)).toThrow('A parts label is 7; allowed are 0 to 6');
});

test('stored labels become what the loss wants, 255 in every ignored pixel', () => {
  const want: Record<string, number[]> = {
    semseg: [3, 255],
    depth: [2.5, 255],
    normals: [0, 0.6, 0.8, 255, 255, 255],
    boundary: [1, 255],
    parts: [2, 255],
    saliency: [1, 255],
  };
  for (const task of ALL) expectClose(labelOf(task, sample(LABELS)), want[task.id]!, F32, task.id);
});

test('what padding is filled with is ignored', () => {
  for (const { labels } of ALL) {
    expect(Array.from(labels.mark(new Float32Array(labels.channels).fill(labels.empty)))).toEqual(
      Array(labels.channels).fill(255),
    );
  }
});

test('a sample without labels is ignored whole; a batch stacks samples', async () => {
  for (const task of ALL) {
    const batch = labelBatch(task, [sample(LABELS), sample({}, 'b')]);
    expect(batch.shape).toEqual(task.id === 'normals' ? [2, 1, 2, 3] : [2, 1, 2]);
    const values = await readTensor(batch);
    expect(Array.from(values.slice(values.length / 2))).toEqual(Array(values.length / 2).fill(255));
  }
});

test('labels of a wrong size or class are refused', () => {
  expect(() => labelOf(TASKS.depth, sample({ depth: new Float32Array(3) }))).toThrow(
    'has 3 values; an image of 1x2 needs 2',
  );
  expect(() => labelOf(TASKS.semseg, sample({ semseg: Uint8Array.of(0, 40) }))).toThrow('A semseg label is 40');
  const larger = { ...sample({}), width: 3 };
  expect(() => labelBatch(TASKS.depth, [sample({}), larger])).toThrow('one size');
});

/** It weighs each side by the other's share: of one side alone there is nothing to learn. */
test('saliency learns from both sides, and not from ignored pixels', async () => {
  const raw = randomTensor([1, 1, 3, 2], 3) as tf.Tensor4D;
  const slopesOf = async (...label: number[]): Promise<number[]> => {
    const { grad } = tf.valueAndGrad((x: tf.Tensor4D) => TASKS.saliency.loss(x, tf.tensor3d(label, [1, 1, 3])))(raw);
    return [...(await readTensor(grad))];
  };
  const both = await slopesOf(1, 0, 255);
  expect(both.slice(0, 4).every((v) => v !== 0)).toBe(true);
  expect(both.slice(4).every((v) => v === 0)).toBe(true);
  expect((await slopesOf(1, 1, 255)).every((v) => v === 0)).toBe(true);
});

test.each(ALL.filter(({ id }) => id !== 'saliency'))(
  '$id: the loss has a value and a gradient, and none where all is ignored',
  async (task) => {
    const raw = randomTensor([2, 1, 2, task.channels], 3) as tf.Tensor4D;
    const label = labelBatch(task, [sample(LABELS), sample({})]);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor4D) => task.loss(x, label))(raw);
    expect((await readTensor(value))[0]).toBeGreaterThan(0);
    const slopes = await readTensor(grad);
    expect(slopes.slice(0, task.channels).some((v) => v !== 0)).toBe(true);
    expect(slopes.slice(task.channels).every((v) => v === 0)).toBe(true);
    expect((await readTensor(task.loss(raw, labelBatch(task, [sample({}), sample({})]))))[0]).toBe(0);
  },
);

test('decoded maps are class numbers, metres from 0, unit normals, probabilities', async () => {
  const decoded = async (task: Task, raw: number[]): Promise<number[]> =>
    Array.from(await readTensor(task.decode(tf.tensor4d(raw, [1, 1, raw.length / task.channels, task.channels]))));
  const logits = Array.from({ length: 80 }, (_, i) => (i === 7 || i === 40 + 22 ? 1 : 0));
  expect(await decoded(TASKS.semseg, logits)).toEqual([7, 22]);
  expect(await decoded(TASKS.depth, [2, -1])).toEqual([2, 0]);
  expectClose(await decoded(TASKS.normals, [0, 3, 4]), [0, 0.6, 0.8], F32);
  expectClose(await decoded(TASKS.boundary, [0, Math.log(3)]), [0.5, 0.75], F32);
  expectClose(await decoded(TASKS.saliency, [1, 1, 5, 5 + Math.log(3)]), [0.5, 0.75], F32);
  const oneLogit = TASKS.saliency.decode(tf.tensor4d([0, Math.log(3)], [1, 1, 2, 1]));
  expectClose(await readTensor(oneLogit), [0.5, 0.75], F32);
});

/** Task, label set, names in the file, metric and value of metrics_invpt.json. */
const PUBLISHED = [
  { id: 'semseg', labelSet: 'nyuv2-40', file: 'rest', name: 'semseg', key: 'mIoU', value: 0.11786216543256942 },
  { id: 'semseg', labelSet: 'pascal-21', file: 'rest', name: 'semseg_pascal', key: 'mIoU', value: 0.18768449533900433 },
  { id: 'parts', labelSet: 'pascal-21', file: 'rest', name: 'human_parts', key: 'mIoU', value: 0.3703461081354503 },
  { id: 'depth', labelSet: 'nyuv2-40', file: 'rest', name: 'depth', key: 'rmse', value: 0.7807777299099913 },
  { id: 'normals', labelSet: 'nyuv2-40', file: 'rest', name: 'normals', key: 'mean', value: 25.584568575687147 },
  { id: 'saliency', labelSet: 'pascal-21', file: '', name: 'sal', key: 'maxF', value: 0.726220428943634 },
  { id: 'saliency', labelSet: 'pascal-21', file: '', name: 'sal', key: 'maxFOnce', value: 0.7480068802833557 },
] as const;

test.each(PUBLISHED)('decoding on the GPU and measuring: $id, $key ($labelSet)', async (one) => {
  const { id, labelSet, file, name, key, value } = one;
  const golden = readGolden(`mtl/metrics_invpt${file && `_${file}`}.safetensors`);
  const task = taskOf(id, labelSet);
  const meter = task.meter();
  for (const batch of ['batch0', 'batch1']) {
    const raw = nhwcTensor(golden.get(`${batch}/${name}/pred`));
    await meter.add(await readTensor(task.decode(raw)), nhwcValues(golden.get(`${batch}/${name}/label`)), NONE);
  }
  expect(Math.abs(meter.values()[key]! / value - 1)).toBeLessThan(F32);
});

test.each(ALL)('$id: the meter has the metrics that it says', (task) => {
  expect(Object.keys(task.meter().values()).sort()).toEqual(task.metrics.map(({ key }) => key).sort());
});

test('the table’s number comes first', () => {
  expect(ALL.map(({ metrics }) => metrics[0]!.key)).toEqual(['mIoU', 'rmse', 'mean', 'odsF', 'mIoU', 'maxF']);
});

test.each(ALL)('$id: a picture is opaque, near-black where nothing is known', (task) => {
  const bytes = task.paint(labelOf(task, sample(LABELS)));
  expect(bytes.length).toBe(8);
  expect(Array.from(bytes.slice(4))).toEqual(NEAR_BLACK);
  expect(Array.from(bytes.slice(0, 4))).not.toEqual(NEAR_BLACK);
  expect(bytes[3]).toBe(255);
});

test('near is bright, far is dark, and the legend says which metre is which colour', () => {
  const { paint, legend, range } = TASKS.depth;
  const values = Float32Array.of(1.2, 3.9, 255);
  expect(range!(values)).toEqual({ low: 1, high: 4 });
  expect(range!(Float32Array.of(255))).toEqual({ low: 0, high: 10 });
  expect(range!(Float32Array.of(2, 2))).toEqual({ low: 2, high: 2.5 });
  const [near, far] = [1, 4].map((metres) =>
    Array.from(paint(Float32Array.of(metres), { low: 1, high: 4 }).slice(0, 3)),
  );
  expect([near, far]).toEqual([rgb('#fde725'), rgb('#440154')]);
  const scale = legend({ low: 1, high: 4 });
  expect(scale).toMatchObject({ kind: 'ramp', low: 1, high: 4, unit: 'm' });
  expect(scale.kind === 'ramp' && [rgb(scale.stops[0]!), rgb(scale.stops.at(-1)!)]).toEqual([near, far]);
});

test('a normal towards the camera is light blue, a boundary light, a class its legend’s colour', () => {
  expect(Array.from(TASKS.normals.paint(Float32Array.of(0, 0, 1)))).toEqual([128, 128, 255, 255]);
  const [off, on] = TASKS.boundary.paint(Float32Array.of(0, 1)).filter((_, i) => i % 4 === 0);
  expect(on! - off!).toBeGreaterThan(200);
  const legend = TASKS.semseg.legend();
  const colors = legend.kind === 'classes' ? legend.classes.map(({ color }) => color) : [];
  expect(new Set(colors).size).toBe(40);
  expect(Array.from(TASKS.semseg.paint(Float32Array.of(5)).slice(0, 3))).toEqual(rgb(colors[5]!));
});

test('loss and decoding leak nothing', async () => {
  await expectNoLeak(() => {
    for (const task of ALL) {
      const raw = tf.ones<tf.Rank.R4>([1, 1, 2, task.channels]);
      tf.valueAndGrad((x: tf.Tensor4D) => task.loss(x, labelBatch(task, [sample(LABELS)])))(raw);
      task.decode(raw);
    }
  });
});
