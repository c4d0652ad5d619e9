import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { cellsOf, sortByCell, type PlaneSizes } from '../../../src/gpu/kernels/cell-sort';
import { asTensor } from '../../../src/gpu/op';
import { readTensors } from '../../../src/gpu/read';
import { expectNoLeak } from '../../helpers/no-leak';

const SIZES: PlaneSizes = [
  [5, 7],
  [3, 7],
  [5, 1],
];
const BATCH = 2;
const RAYS = 40;
const SAMPLES = 20; // 800 an image: several blocks

/** Places up to well outside the box; every seventh does not count. */
function somePoints(): number[] {
  const random = new Random(8);
  return Array.from({ length: BATCH * RAYS * SAMPLES }, (_, i) =>
    i % 7 === 3 ? [0, 0, 0, 0] : [0, 1, 2].map(() => Math.fround(random.between(-2, 2))).concat(1),
  ).flat();
}

const integers = (values: Float32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.length);

async function sorted(points: number[], padding: 'border' | 'zeros'): Promise<[list: Int32Array, starts: Int32Array]> {
  const at = tf.tensor4d(points, [BATCH, RAYS, SAMPLES, 4]);
  const { list, starts } = sortByCell(at, SIZES, padding);
  const values = await readTensors([asTensor(list), asTensor(starts)]);
  return [integers(values[0]!), integers(values[1]!)];
}

/** Index of the texel before a coordinate, plus 1; undefined if no texel is read. */
function cellAlong(v: number, n: number, padding: 'border' | 'zeros'): number | undefined {
  const c = ((v + 1) * n - 1) / 2;
  if (padding === 'border') return Math.floor(Math.min(Math.max(c, 0), n - 1)) + 1;
  return c >= -1 && c < n ? Math.floor(c) + 1 : undefined;
}

test.each(['border', 'zeros'] as const)('%s: every cell lists its samples in order', async (padding) => {
  const points = somePoints();
  const [list, starts] = await sorted(points, padding);
  const cells = cellsOf(SIZES);
  const count = RAYS * SAMPLES;
  SIZES.forEach(([height, width], plane) => {
    const axes = [
      [1, 0],
      [2, 0],
      [1, 2],
    ][plane]!;
    for (let image = 0; image < BATCH; image++) {
      const want = Array.from({ length: cells }, (): number[] => []);
      for (let s = 0; s < count; s++) {
        const point = points.slice(4 * (image * count + s), 4 * (image * count + s) + 4);
        if (point[3] === 0) continue;
        const row = cellAlong(point[axes[0]!]!, height, padding);
        const column = cellAlong(point[axes[1]!]!, width, padding);
        if (row !== undefined && column !== undefined) want[row * (width + 1) + column]!.push(s);
      }
      const lists = plane * BATCH + image;
      const begin = (cell: number): number => starts[lists * (cells + 1) + cell]!;
      const got = want.map((_, cell) => [
        ...list.subarray(lists * count + begin(cell), lists * count + begin(cell + 1)),
      ]);
      expect(got).toEqual(want);
    }
  });
});

test('all samples in one cell, and none at all', async () => {
  const one = Array.from({ length: BATCH * RAYS * SAMPLES }, () => [0.1, 0.1, 0.1, 1]).flat();
  const [list, starts] = await sorted(one, 'border');
  expect([...list.subarray(0, 800)]).toEqual(Array.from({ length: 800 }, (_, s) => s));
  expect(starts[cellsOf(SIZES)]).toBe(800);
  const [, empty] = await sorted(
    one.map(() => 0),
    'border',
  );
  expect(empty.every((start) => start === 0)).toBe(true);
});

test('leaves nothing behind', async () => {
  const at = tf.tensor4d(somePoints(), [BATCH, RAYS, SAMPLES, 4]);
  await expectNoLeak(() => {
    const { list, starts } = sortByCell(at, SIZES, 'zeros');
    tf.dispose([asTensor(list), asTensor(starts)]);
  });
});
