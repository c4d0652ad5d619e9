/** NYUv2's labelled set as a MATLAB v7.3 file: small generated ones, whose every pixel is known. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nyuMat } from '../../../../src/data/importers/nyu-mat';
import { Slabs } from '../../../../src/data/importers/nyu-mat-slabs';
import type { Layout, Source, SourceFile } from '../../../../src/data/importers/types';
import { writeMat73, type MatArray } from '../../../helpers/mat73-writer';

const folder = mkdtempSync(join(tmpdir(), 'mat-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [W, H] = [20, 12];
let files = 0;

function sourceOf(path: string, place: SourceFile['place'] | null = { path }): Source {
  const file: SourceFile = {
    path: 'nyu.mat',
    size: statSync(path).size,
    bytes: async () => Uint8Array.from(readFileSync(path)),
    slice: async (offset, length) => Uint8Array.from(readFileSync(path).subarray(offset, offset + length)),
    ...(place && { place }),
  };
  return { name: 'nyu.mat', files: [file], skipped: [], fetch: async () => undefined, close: async () => undefined };
}

/** MATLAB's order: [N, W, H] of a function of image, column and row. */
function map<T extends Uint16Array | Float32Array>(
  data: T,
  value: (n: number, x: number, y: number) => number,
): MatArray {
  for (let i = 0; i < data.length; i++) data[i] = value(Math.floor(i / (W * H)), Math.floor(i / H) % W, i % H);
  return { shape: [data.length / (W * H), W, H], data };
}

function arraysOf(count: number): Record<string, MatArray> {
  const images = new Uint8Array(count * 3 * W * H);
  for (let i = 0; i < images.length; i++) {
    const [n, c, x, y] = [Math.floor(i / (3 * W * H)), Math.floor(i / (W * H)) % 3, Math.floor(i / H) % W, i % H];
    // A white border: a row at the top, two columns at the right.
    images[i] = y === 0 || x >= W - 2 ? 255 : 50 * n + 80 * c + x;
  }
  const size = count * W * H;
  return {
    images: { shape: [count, 3, W, H], data: images },
    // Raw 21 is wall, 11 floor, 5 chair.
    labels: map(new Uint16Array(size), (_n, x, y) => (x < 2 ? 0 : y > 8 ? 11 : 21)),
    depths: map(new Float32Array(size), (n) => 3 + n),
    rawDepths: map(new Float32Array(size), (n, x, y) => (x === 5 && y === 5 ? 0 : 2 + n)),
  };
}

interface Made {
  readonly count?: number;
  readonly change?: (arrays: Record<string, MatArray>) => void;
  readonly cells?: Record<string, readonly string[]>;
}

async function made({ count = 2, change, cells }: Made = {}): Promise<string> {
  const arrays = arraysOf(count);
  change?.(arrays);
  const path = join(folder, `${files++}.mat`);
  await writeMat73(path, arrays, cells ?? { scenes: Array.from({ length: count }, (_, i) => `kitchen_000${i}`) });
  return path;
}

async function recognised(path: string): Promise<Layout> {
  const layout = await nyuMat.recognise(sourceOf(path));
  if (!layout) throw new Error('not recognised');
  return layout;
}

test('a sample stands upright: columns become rows', async () => {
  const layout = await recognised(await made());
  const sample = await layout.read(layout.entries[1]!, { depth: 'raw' }, 'nyuv2-40');
  expect([sample.id, sample.height, sample.width, sample.scene]).toEqual(['000002', H, W, 'kitchen_0001']);
  expect(Array.from(sample.image.subarray((3 * W + 7) * 3, (3 * W + 7) * 3 + 3))).toEqual([57, 137, 217]);
  expect(sample.labels.depth![5 * W + 4]).toBe(3);
  expect(sample.labels.depth![5 * W + 5]).toBe(0);
  expect([0, 3, 9 * W + 3].map((i) => sample.labels.semseg![i])).toEqual([255, 0, 1]);
  await layout.close!();
});

test('normals are fitted to depth, boundaries come from the labels', async () => {
  const layout = await recognised(await made());
  const { labels } = await layout.read(layout.entries[0]!, { depth: 'raw' }, 'nyuv2-40');
  const { normals, boundary } = labels;
  for (const [c, value] of [0, 0, 1].entries()) expect(normals![3 * (3 * W + 7) + c]).toBeCloseTo(value, 5);
  expect(Array.from(normals!.subarray(3 * (5 * W + 5), 3 * (5 * W + 6)))).toEqual([0, 0, 0]);
  // Wall over floor: the last row of the wall; labels grow over one of the two unlabelled columns.
  expect([7, 8, 9].map((y) => boundary![y * W + 9])).toEqual([0, 1, 0]);
  expect([0, 1, 2].map((x) => boundary![8 * W + x])).toEqual([255, 1, 1]);
  expect(layout.derived).toEqual({ normals: 'fitted to depth', boundary: 'from the 894 labels' });
  await layout.close!();
});

test('filled depth and 13 classes, if chosen', async () => {
  const layout = await recognised(await made());
  const { labels } = await layout.read(layout.entries[0]!, { depth: 'filled' }, 'nyuv2-13');
  expect(labels.depth!.every((metres) => metres === 3)).toBe(true);
  expect([0, 3, 9 * W + 3].map((i) => labels.semseg![i])).toEqual([255, 11, 4]);
  expect(layout.labelSets).toEqual(['nyuv2-40', 'nyuv2-13']);
  await layout.close!();
});

test('NaN and negative depth are no depth, and are told of', async () => {
  const change = (arrays: Record<string, MatArray>): void => void arrays['rawDepths']!.data.set([NaN, -1, -2], 0);
  const layout = await recognised(await made({ change }));
  const { labels } = await layout.read(layout.entries[0]!, { depth: 'raw' }, 'nyuv2-40');
  expect([0, W, 2 * W, 3 * W].map((i) => labels.depth![i])).toEqual([0, 0, 0, 2]);
  const told = layout.remarks.map(({ text }) => text).join(' ');
  expect(told).toContain('2 pixels have a negative number as depth, in nyu.mat, image 1');
  await layout.close!();
});

test('a label that is none refuses the image by name, not its neighbour', async () => {
  const change = (arrays: Record<string, MatArray>): void => void arrays['labels']!.data.set([895], 0);
  const layout = await recognised(await made({ change }));
  const read = (i: number) => layout.read(layout.entries[i]!, { depth: 'raw' }, 'nyuv2-40');
  await expect(read(0)).rejects.toThrow('nyu.mat, image 1 has the label 895 at pixel 0; allowed are 0 to 894.');
  expect((await read(1)).id).toBe('000002');
  await layout.close!();
});

test('a subset has no official division', async () => {
  const layout = await recognised(await made());
  expect(layout.entries.map(({ split, scene }) => [split, scene])).toEqual([
    [undefined, 'kitchen_0000'],
    [undefined, 'kitchen_0001'],
  ]);
  expect(layout.remarks.map(({ text }) => text)).toContain('There are 2 images; the published set has 1449.');
  await layout.close!();
});

test('all 1449 are divided as published', async () => {
  const [count, size] = [1449, 4];
  const data = new Uint8Array(count * 3 * size);
  const change = (arrays: Record<string, MatArray>): void => {
    for (const name of Object.keys(arrays)) delete arrays[name];
    arrays['images'] = { shape: [count, 3, 2, 2], data };
    arrays['labels'] = { shape: [count, 2, 2], data: new Uint16Array(count * size) };
  };
  const layout = await recognised(await made({ count: 1, change, cells: {} }));
  const train = layout.entries.filter(({ split }) => split === 'train');
  expect([train.length, layout.entries.length]).toEqual([795, 1449]);
  expect(layout.entries.slice(0, 3).map(({ id, split }) => `${id} ${split}`)).toEqual([
    '000001 val',
    '000002 val',
    '000003 train',
  ]);
  expect(layout.entries[0]!.labels).toEqual(['semseg', 'boundary']);
  expect(layout.choices).toEqual([]);
  await layout.close!();
});

test('the white border is told', async () => {
  const layout = await recognised(await made());
  const told = layout.remarks.find(({ text }) => text.includes('white'));
  expect(told?.text).toBe(
    'Images have a white border: 1 rows at the top, 0 at the bottom, 0 columns at the left, 2 at the right (first image).',
  );
  await layout.close!();
});

test('other names of labels: classes are left out', async () => {
  const names = Array.from({ length: 894 }, (_, i) => (i === 10 ? 'floor' : i === 20 ? 'ceiling' : `thing ${i}`));
  const layout = await recognised(await made({ cells: { names } }));
  expect(layout.labelSets).toEqual([]);
  expect(layout.entries[0]!.labels).toEqual(['depth', 'normals', 'boundary']);
  expect(layout.remarks[0]!.text).toBe('Label 21 of nyu.mat is "ceiling"; in the published list it is "wall".');
  const { labels } = await layout.read(layout.entries[0]!, {}, 'nyuv2-40');
  expect(labels.semseg).toBeUndefined();
  await layout.close!();
});

test('an array whose shape does not fit the images is refused', async () => {
  const change = (arrays: Record<string, MatArray>): void => {
    arrays['labels'] = { ...arrays['labels']!, shape: [2, H, W] };
  };
  await expect(recognised(await made({ change }))).rejects.toThrow(
    '"labels" of nyu.mat is 2 x 12 x 20 of u2; with these images, 2 x 20 x 12 of u2 or u1 or i2 was expected.',
  );
});

test('images that are none are refused', async () => {
  const change = (arrays: Record<string, MatArray>): void => {
    arrays['images'] = { ...arrays['images']!, shape: [2, W, H, 3] };
  };
  await expect(recognised(await made({ change }))).rejects.toThrow('"images" of nyu.mat is 2 x 20 x 12 x 3 of u1');
});

test('a file that is cut off is refused', async () => {
  const path = await made();
  truncateSync(path, Math.floor(statSync(path).size / 2));
  await expect(recognised(path)).rejects.toThrow('nyu.mat cannot be opened as HDF5');
});

test('a file in an archive: only itself can be read in place', async () => {
  const path = await made();
  await expect(nyuMat.recognise(sourceOf(path, null))).rejects.toThrow('nyu.mat is inside an archive');
});

test('other HDF5 files are not this layout', async () => {
  const change = (arrays: Record<string, MatArray>): void => void delete arrays['images'];
  expect(await nyuMat.recognise(sourceOf(await made({ change })))).toBeUndefined();
});

test('a chunk of several images is read once for all of them', () => {
  const asked: string[] = [];
  const slabs = new Slabs({
    shape: [10, 2],
    dtype: 'f4',
    chunks: [4, 1],
    slice(ranges) {
      asked.push(ranges.map((range) => range.join('-')).join(' '));
      const [from, to] = ranges[0]!;
      return Float32Array.from({ length: (to - from) * 2 }, (_, i) => 2 * from + i);
    },
    strings: () => [],
  });
  const read = [0, 3, 4, 9, 8].map((i) => Array.from(slabs.image(i) as Float32Array));
  expect(read).toEqual([0, 3, 4, 9, 8].map((i) => [2 * i, 2 * i + 1]));
  expect(asked).toEqual(['0-4 0-2', '4-8 0-2', '8-10 0-2']);
});
