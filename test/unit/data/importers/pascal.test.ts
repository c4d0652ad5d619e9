import { expect, test } from 'vitest';
import { InputError } from '../../../../src/base/errors';
import { thin } from '../../../../src/base/thin';
import { pascal } from '../../../../src/data/importers/pascal';
import { regionBoundary } from '../../../../src/data/importers/pascal-labels';
import { sourceOf } from '../../../../src/data/importers/source';
import type { Layout } from '../../../../src/data/importers/types';
import type { Sample } from '../../../../src/data/sample';
import * as layouts from '../../../helpers/layouts';
import type { LayoutFile } from '../../../helpers/layouts';
import { mat5Bytes } from '../../../helpers/mat5-writer';
import { matrixOf, objectOf, palettePng, partsFile, pascalMt } from '../../../helpers/pascal-layout';

const IDS = ['2008_000001', '2008_000002', '2008_000003'];
const [HEIGHT, WIDTH] = [9, 12]; // of the first

async function recognised(files: readonly LayoutFile[]): Promise<Layout> {
  const layout = await pascal.recognise(await sourceOf(layouts.givenOf(files)));
  if (!layout) throw new Error('was not recognised');
  return layout;
}

const read = (layout: Layout, index: number): Promise<Sample> =>
  layout.read(layout.entries[index]!, { normalAxes: '+x+y+z' }, 'pascal-21');
const replaced = (path: string, bytes: Uint8Array<ArrayBuffer>): LayoutFile[] => [
  ...pascalMt().filter((file) => file.path !== `PASCAL_MT/${path}`),
  { path: `PASCAL_MT/${path}`, bytes },
];
const without = (...parts: string[]): LayoutFile[] =>
  pascalMt().filter(({ path }) => !parts.some((part) => path.includes(part)));
const textsOf = ({ remarks }: Layout): string[] => remarks.map(({ text }) => text);
/** Labels of the first image by row and column. */
const drawn = (at: (y: number, x: number) => number): Uint8Array =>
  Uint8Array.from({ length: HEIGHT * WIDTH }, (_, i) => at(Math.floor(i / WIDTH), i % WIDTH));

test('an image with all its labels, by the published rules', async () => {
  const layout = await recognised(pascalMt());
  expect(layout).toMatchObject({
    importer: 'pascal',
    labelSets: ['pascal-21'],
    derived: { boundary: 'from the regions of PASCAL-Context; odsF against their contours' },
    skipped: [],
  });
  expect(layout.entries.map(({ id, split }) => [id, split])).toEqual([
    [IDS[0], 'train'],
    [IDS[1], 'train'],
    [IDS[2], 'val'],
  ]);
  expect(layout.entries[0]!.labels).toEqual(['semseg', 'normals', 'boundary', 'parts', 'saliency']);
  const { labels, ...sample } = await read(layout, 0);
  expect(sample).toMatchObject({ id: IDS[0], height: HEIGHT, width: WIDTH });
  expect(labels.semseg).toEqual(drawn((_, x) => (x < 4 ? 15 : 255)));
  expect(labels.parts).toEqual(drawn((y) => (y < 2 ? 1 : 0)));
  expect(labels.saliency).toEqual(drawn((_, x) => (x < 4 ? 1 : 0))); // 128 > 127.5 > 127
  // Regions 9 and 2 meet between columns 3 and 4: the Laplacian is not zero in both, thinned to one of them.
  const mask = drawn((_, x) => (x === 3 || x === 4 ? 1 : 0));
  expect(labels.boundary).toEqual(thin(mask, HEIGHT, WIDTH));
  expect(labels.boundary!.reduce((a, b) => a + b)).toBeLessThan(1.5 * HEIGHT);
  expect(labels.contour).toEqual(drawn((_, x) => (x === 3 ? 1 : 0))); // 9 differs from its right neighbour, 2 from none
});

test('normals are kept where the region is a class that NYUv2 has, else they are invalid', async () => {
  const { normals = new Float32Array(0) } = (await read(await recognised(pascalMt()), 0)).labels;
  const vector = [128, 60, 20].map((byte) => (2 * byte) / 255 - 1);
  const length = Math.hypot(...vector);
  for (const x of [0, 3]) {
    vector.forEach((value, c) => expect(normals[3 * x + c]).toBeCloseTo(value / length, 6));
  }
  for (const x of [4, 11]) expect(Array.from(normals.subarray(3 * x, 3 * x + 3))).toEqual([0, 0, 0]);
});

test('contours tell regions apart that no class and no Laplacian does; ids of two bytes', async () => {
  // 300 and 44 are one number in a byte; 100, 200, 300 lie on a slope.
  const ids = [300, 44, 100, 200, 300, 300, 300, 300, 300, 300, 300, 300];
  const bytes = mat5Bytes({ LabelMap: matrixOf('uint16', HEIGHT, WIDTH, (_, x) => ids[x]!) });
  const layout = await recognised(replaced(`pascal-context/trainval/${IDS[0]}.mat`, bytes));
  const { labels } = await read(layout, 0);
  expect(labels.contour).toEqual(drawn((_, x) => (x < 4 ? 1 : 0)));
  expect(labels.boundary).not.toEqual(labels.contour);
});

test('images differ in size', async () => {
  const layout = await recognised(pascalMt());
  const sizes = await Promise.all([0, 1, 2].map(async (i) => read(layout, i)));
  expect(sizes.map(({ height, width, labels }) => [height, width, labels.boundary!.length])).toEqual([
    [9, 12, 108],
    [8, 10, 80],
    [7, 9, 63],
  ]);
});

test('the six parts: later ones lie over earlier ones, and only those of people count', async () => {
  const columns = (left: number, right: number) =>
    matrixOf('uint8', HEIGHT, WIDTH, (_, x) => (x >= left && x < right ? 1 : 0));
  const person = (...parts: [string, ReturnType<typeof columns>][]) => objectOf(15, columns(0, 12), parts);
  const bytes = partsFile([
    person(['torso', columns(0, 4)], ['neck', columns(4, 5)], ['ruarm', columns(3, 4)]),
    objectOf(12, columns(0, 12), [['muzzle', columns(0, 12)]]),
    person(['lhand', columns(5, 6)], ['llleg', columns(6, 8)], ['luleg', columns(7, 8)], ['hair', columns(8, 9)]),
    person(),
  ]);
  const { parts } = (await read(await recognised(replaced(`human_parts/${IDS[0]}.mat`, bytes)), 0)).labels;
  expect(parts).toEqual(drawn((_, x) => [2, 2, 2, 3, 2, 4, 6, 5, 1, 0, 0, 0][x]!));
});

test('without people, or without marked parts, all pixels are unknown', async () => {
  const layout = await recognised(pascalMt());
  expect(new Set((await read(layout, 1)).labels.parts)).toEqual(new Set([255]));
  const whole = matrixOf('uint8', HEIGHT, WIDTH, () => 1);
  const empty = matrixOf('uint8', HEIGHT, WIDTH, () => 0);
  for (const person of [objectOf(15, whole, []), objectOf(15, whole, [['head', empty]])]) {
    const bytes = partsFile([person]);
    const { parts } = (await read(await recognised(replaced(`human_parts/${IDS[0]}.mat`, bytes)), 0)).labels;
    expect(parts).toEqual(drawn(() => 255));
  }
});

test('a list of who is where spares the annotations of images without people', async () => {
  const list = layouts.text(JSON.stringify({ [IDS[0]!]: [12, -1], [IDS[1]!]: [15, 12] }));
  const layout = await recognised(replaced('ImageSets/Parts/train.txt', list));
  expect(layout.entries[0]!.files.some((path) => path.includes('human_parts'))).toBe(false);
  expect(layout.entries[1]!.files.some((path) => path.includes('human_parts'))).toBe(true);
  expect(layout.entries[0]!.labels).toContain('parts');
  expect((await read(layout, 0)).labels.parts).toEqual(drawn(() => 255));
});

test('a list of who is where that is none is told, and does without', async () => {
  const layout = await recognised(replaced('ImageSets/Parts/val.txt', layouts.text('2008_000003\n')));
  expect(layout.skipped).toEqual([
    {
      path: 'PASCAL_MT/ImageSets/Parts/val.txt',
      reason: 'PASCAL_MT/ImageSets/Parts/val.txt is no list of objects as {"2008_000008": [15]}.',
    },
  ]);
  expect((await read(layout, 0)).labels.parts).toContain(1);
});

test('VOC12 classes go before those of PASCAL-Context; palettes give their indices', async () => {
  const data = drawn((_, x) => (x === 0 ? 20 : 0));
  const bytes = palettePng(WIDTH, HEIGHT, data);
  const layout = await recognised(replaced(`semseg/VOC12/${IDS[0]}.png`, bytes));
  expect((await read(layout, 0)).labels.semseg).toEqual(data);
  expect((await read(layout, 1)).labels.semseg).toContain(255);
});

test.each([
  [
    'a class above 20',
    `semseg/pascal-context/${IDS[0]}.png`,
    layouts.png({ width: WIDTH, height: HEIGHT, data: drawn(() => 21) }),
    'has the class 21 at pixel 0; allowed are 0 to 20, and 255',
  ],
  [
    'a LabelMap of another size',
    `pascal-context/trainval/${IDS[0]}.mat`,
    mat5Bytes({ LabelMap: matrixOf('uint16', 4, 5, () => 1) }),
    `is 5 x 4 pixels, but its image PASCAL_MT/JPEGImages/${IDS[0]}.jpg is 12 x 9`,
  ],
  [
    'another MAT file',
    `pascal-context/trainval/${IDS[0]}.mat`,
    mat5Bytes({ other: matrixOf('double', 1, 1, () => 1) }),
    'has no LabelMap',
  ],
  [
    'an unknown part',
    `human_parts/${IDS[0]}.mat`,
    partsFile([
      objectOf(
        15,
        matrixOf('uint8', 9, 12, () => 1),
        [['tail', matrixOf('uint8', 9, 12, () => 1)]],
      ),
    ]),
    'names the human part "tail"; known are head, hair',
  ],
  [
    'parts of another size',
    `human_parts/${IDS[0]}.mat`,
    partsFile([
      objectOf(
        15,
        matrixOf('uint8', 3, 3, () => 1),
        [['head', matrixOf('uint8', 3, 3, () => 1)]],
      ),
    ]),
    'is 3 x 3 pixels, but its image',
  ],
  ['parts without objects', `human_parts/${IDS[0]}.mat`, mat5Bytes({ anno: { imname: 'x' } }), 'has no "objects"'],
])('%s refuses the sample by name; others come', async (_, path, bytes, message) => {
  const layout = await recognised(replaced(path, bytes));
  await expect(read(layout, 0)).rejects.toThrow(InputError);
  await expect(read(layout, 0)).rejects.toThrow(`PASCAL_MT/${path} ${message}`);
  expect((await read(layout, 1)).id).toBe(IDS[1]);
});

test('annotations that are missing are absent, and counted', async () => {
  const layout = await recognised(
    without(`trainval/${IDS[0]!}`, `human_parts/${IDS[1]!}`, 'sal_distill', `pascal-context/${IDS[2]!}.png`),
  );
  expect(layout.entries.map(({ labels }) => labels)).toEqual([
    ['semseg', 'parts'],
    ['semseg', 'normals', 'boundary'],
    ['normals', 'boundary', 'parts'],
  ]);
  expect(Object.keys((await read(layout, 0)).labels)).toEqual(['semseg', 'parts']); // no contour, either
  expect(textsOf(layout)).toEqual(
    expect.arrayContaining([
      '1 image has normals, but no LabelMap that says where they count.',
      `1 image has no classes, such as ${IDS[2]}.`,
      `1 image has no human parts, such as ${IDS[1]}.`,
    ]),
  );
});

test('there is no depth: the order of axes is suggested by what faces the camera, and can be chosen', async () => {
  const layout = await recognised(pascalMt());
  // Of (128, 60, 20) the third channel lies farthest from zero, and below: away from the camera; the second is down.
  expect(layout.choices[0]).toMatchObject({ id: 'normalAxes', suggested: '+x-y-z' });
  const { normals } = (await layout.read(layout.entries[0]!, {}, 'pascal-21')).labels;
  expect(normals![1]).toBeGreaterThan(0);
  expect(normals![2]).toBeGreaterThan(0);
  expect(textsOf(layout)).toContain("The order of the normals' axes cannot be checked, since there is no depth.");
  expect(textsOf(layout)).toContain(
    'Normals and saliency of PASCAL_MT are predictions of other networks, as it was published.',
  );
});

test('the tree is found below other folders and without its name', async () => {
  expect((await recognised(pascalMt('a/b'))).entries).toHaveLength(3);
  const inside = pascalMt().map(({ path, bytes }) => ({ path: path.replace('PASCAL_MT/', ''), bytes }));
  expect((await recognised(inside)).entries[2]).toMatchObject({ id: IDS[2], split: 'val' });
});

test.each([
  ['plain PASCAL VOC', without('semseg', 'trainval', 'human_parts', '_distill')],
  ['NYUD_MT', layouts.nyudMt()],
])('is not %s', async (_, files) => {
  expect(await pascal.recognise(await sourceOf(layouts.givenOf(files)))).toBeUndefined();
});

test('boundary: where the Laplacian cancels, there is none', () => {
  // By hand: the 2 between 1 and 3 has 1 + 3 + 2 + 2 - 4 * 2 = 0.
  const regions = [1, 2, 3, 1, 2, 3, 1, 2, 3];
  expect(Array.from(regionBoundary(regions, 3, 3))).toEqual(
    Array.from(thin(Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 0, 1), 3, 3)),
  );
});

test('boundary: the image is mirrored about its outermost pixels', () => {
  // First column, middle row: 2 * (6 - 5) + (4 - 5) + (5 - 5) = 1; were the outermost pixel repeated, it were 0.
  const regions = [4, 4, 4, 5, 6, 6, 5, 5, 5];
  const laplacians = [
    2 * (4 - 4) + 2 * (5 - 4),
    2 * (6 - 4),
    2 * (6 - 4),
    2 * (6 - 5) + (4 - 5),
    5 - 6 + (4 - 6) + (5 - 6),
    4 - 6 + (5 - 6),
    0,
    2 * (6 - 5),
    2 * (6 - 5),
  ];
  expect(laplacians[3]).toBe(1);
  const mask = Uint8Array.from(laplacians, (value) => (value === 0 ? 0 : 1));
  expect(regionBoundary(regions, 3, 3)).toEqual(thin(mask, 3, 3));
  const repeated = mask.slice();
  repeated[3] = 0;
  expect(thin(mask, 3, 3)).not.toEqual(thin(repeated, 3, 3));
});
