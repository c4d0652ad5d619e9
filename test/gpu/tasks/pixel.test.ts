/** One pixel of a task on the CPU: decoded as the GPU does, in words, and how wrong it is. */
import type * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { MAGMA, ramp, rgb, UNLABELLED } from '../../../src/tasks/colors';
import { paintError } from '../../../src/tasks/error';
import { TASKS } from '../../../src/tasks/index';
import type { Task } from '../../../src/tasks/task';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32 = 2e-6;
const PIXELS = 5;
const ALL: Task[] = Object.values(TASKS);

test.each(ALL)('$id: a pixel is decoded as the map is', async (task) => {
  const raw = randomTensor([1, 1, PIXELS, task.channels], 5) as tf.Tensor4D;
  const values = await readTensor(raw);
  const map = await readTensor(task.decode(raw));
  const pixels = Array.from({ length: PIXELS }, (_, i) =>
    task.decodePixel(values.subarray(i * task.channels, (i + 1) * task.channels)),
  );
  expectClose(pixels.flat(), map, F32);
});

test('decoding does not overflow', () => {
  expect(TASKS.boundary.decodePixel([-1000])).toEqual([0]);
  expect(TASKS.boundary.decodePixel([1000])).toEqual([1]);
  expect(TASKS.normals.decodePixel([0, 0, 0])).toEqual([0, 0, 0]);
});

test('errors: right or wrong, metres, degrees, probability', () => {
  const { semseg, depth, normals, boundary } = TASKS;
  expect([0, 1].map((pixel) => semseg.error.at(Float32Array.of(3, 4), Float32Array.of(3, 3), pixel))).toEqual([0, 1]);
  expect(depth.error.at(Float32Array.of(1.5), Float32Array.of(2), 0)).toBe(0.5);
  expect(normals.error.at(Float32Array.of(0, 0, 0, 1, 0, 0), Float32Array.of(0, 0, 1, 0, 1, 0), 1)).toBeCloseTo(90, 5);
  expect(boundary.error.at(Float32Array.of(0.25), Float32Array.of(1), 0)).toBe(0.75);
});

const colors = (bytes: Uint8ClampedArray): number[][] =>
  Array.from({ length: bytes.length / 4 }, (_, i) => Array.from(bytes.slice(4 * i, 4 * i + 3)));

test('an error map is magma from black, near-black where nothing is known', () => {
  const bytes = paintError(TASKS.depth, Float32Array.of(2, 2.5, 9, 1, NaN), Float32Array.of(2, 2, 2, 255, 2));
  expect(colors(bytes)).toEqual([
    [...rgb(MAGMA[0])],
    [...ramp(MAGMA)(0.25)],
    [...rgb(MAGMA.at(-1)!)],
    [...rgb(UNLABELLED)],
    [255, 0, 255],
  ]);
  expect(bytes.filter((_, i) => i % 4 === 3)).toEqual(new Uint8ClampedArray(5).fill(255));
  const some = paintError(TASKS.normals, new Float32Array(6), Float32Array.of(0, 0, 1, 0, 255, 0));
  expect(colors(some)[1]).toEqual([...rgb(UNLABELLED)]);
});

test('the legend of wrong classes shows the colour that the map has', () => {
  const legend = TASKS.semseg.error.legend();
  const [right, wrong] = legend.kind === 'classes' ? legend.classes : [];
  const bytes = paintError(TASKS.semseg, Float32Array.of(1, 2), Float32Array.of(1, 1));
  expect(colors(bytes)).toEqual([[...rgb(right!.color)], [...rgb(wrong!.color)]]);
});
