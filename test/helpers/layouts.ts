/** Small data sets in the layouts that people have, generated: nothing in them is a real picture. Seeded. */
import { encode } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import jpeg from 'jpeg-js';
import { packTar } from 'modern-tar';
import { Random } from '../../src/base/random';
import type { GivenSource } from '../../src/data/importers/given';
import { npyBytes } from './npy-writer';

export interface LayoutFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface LayoutOptions {
  readonly height?: number;
  readonly width?: number;
  readonly seed?: number;
  /** Images for training and for validation. */
  readonly train?: number;
  readonly val?: number;
}

const DEFAULTS = { height: 12, width: 16, seed: 1, train: 3, val: 2 };
const KINECT = { fx: 585 / 640, fy: 585 / 480 };

export const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
export const text = (content: string): Uint8Array<ArrayBuffer> => own(new TextEncoder().encode(content));

interface PngValues {
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
  readonly data: Uint8Array | Uint16Array;
}

export function png({ width, height, channels = 1, data }: PngValues): Uint8Array<ArrayBuffer> {
  const depth = data instanceof Uint16Array ? 16 : 8;
  return own(encode({ width, height, channels, depth, data } as Parameters<typeof encode>[0]));
}

/** Lossy; a picture of one colour comes back to within a few levels. */
export function jpg(width: number, height: number, rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return own(jpeg.encode({ width, height, data: rgba }, 95).data);
}

/** What a generated image shows: a floor and two walls, so that depth is planar nearly everywhere. */
export interface Scene {
  readonly height: number;
  readonly width: number;
  /** [H, W, 3] */
  readonly rgb: Uint8Array;
  /** NYUv2's 40 classes, 0 = unlabelled, 1..40. [H, W] */
  readonly classes: Uint8Array;
  /** Metres; the first pixel is a hole (0). [H, W] */
  readonly depth: Float32Array;
  /** x right, y up, z to the camera; zero where depth is. [H, W, 3] */
  readonly normals: Float32Array;
  /** 0 or 1 where classes change. [H, W] */
  readonly edges: Uint8Array;
}

/** A wall ahead and the floor below: floor = 2, wall = 1, a picture = 11, and an unlabelled corner. */
export function scene(seed: number, { height = 12, width = 16 }: LayoutOptions = {}): Scene {
  const random = new Random(seed);
  const [wall, eye] = [random.between(2, 4), 1.2]; // metres to the wall, and above the floor
  const size = height * width;
  const [rgb, classes, edges] = [new Uint8Array(3 * size), new Uint8Array(size), new Uint8Array(size)];
  const [depth, normals] = [new Float32Array(size), new Float32Array(3 * size)];
  for (let i = 0; i < size; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const down = ((y + 0.5) / height - 0.5) / KINECT.fy;
    const floorAt = down > 0 ? eye / down : Infinity;
    const onFloor = floorAt < wall;
    const picture = !onFloor && x > width / 4 && x < width / 2 && y > height / 6 && y < height / 3;
    classes[i] = i < 2 ? 0 : onFloor ? 2 : picture ? 11 : 1;
    depth[i] = i === 0 ? 0 : Math.fround(onFloor ? floorAt : wall);
    if (i > 0) normals.set(onFloor ? [0, 1, 0] : [0, 0, 1], 3 * i);
    rgb.set([40 + 5 * classes[i]!, 60 + random.below(120), 200 - 3 * y], 3 * i);
  }
  for (let i = 0; i < size - width; i++) {
    edges[i] = classes[i] !== classes[i + width] || (i % width < width - 1 && classes[i] !== classes[i + 1]) ? 1 : 0;
  }
  return { height, width, rgb, classes, depth, normals, edges };
}

const id6 = (index: number): string => String(index).padStart(6, '0');
const lines = (items: readonly string[]): Uint8Array<ArrayBuffer> => text(`${items.join('\n')}\n`);

interface Numbered {
  readonly id: string;
  readonly split: 'train' | 'val';
  readonly index: number;
  readonly scene: Scene;
}

function scenesOf(options: LayoutOptions): Numbered[] {
  const { seed, train, val } = { ...DEFAULTS, ...options };
  return Array.from({ length: train + val }, (_, i) => ({
    id: id6(i + 1),
    split: i < train ? 'train' : 'val',
    index: i < train ? i : i - train,
    scene: scene(seed * 1000 + i, options),
  }));
}

const idsOf = (samples: readonly Numbered[], split: string): string[] =>
  samples.filter((sample) => sample.split === split).map(({ id }) => id);

/** NYUD_MT: images .jpg, edge normals depth .npy, segmentation .png (0 = unlabelled, 1..40), gt_sets. */
export function nyudMt(options: LayoutOptions = {}, root = 'NYUD_MT'): LayoutFile[] {
  const samples = scenesOf(options);
  const files = samples.flatMap(({ id, scene: { height, width, rgb, classes, depth, normals, edges } }) => [
    { path: `${root}/images/${id}.jpg`, bytes: jpg(width, height, rgb) },
    { path: `${root}/edge/${id}.npy`, bytes: npyBytes([height, width], edges) },
    { path: `${root}/segmentation/${id}.png`, bytes: png({ width, height, data: classes }) },
    { path: `${root}/normals/${id}.npy`, bytes: npyBytes([height, width, 3], normals) },
    { path: `${root}/depth/${id}.npy`, bytes: npyBytes([height, width], depth) },
  ]);
  return [...files, ...listsOf(samples, root)];
}

/** NYUDv2 as ATRC and InvPT have it: all .png but depth; edges 0 and 255, normals (n + 1) / 2 * 255. */
export function atrc(options: LayoutOptions = {}, root = 'NYUDv2'): LayoutFile[] {
  const samples = scenesOf(options);
  const files = samples.flatMap(({ id, scene: { height, width, rgb, classes, depth, normals, edges } }) => {
    const size = { width, height };
    const coded = Uint8Array.from(normals, (n) => Math.round(((n + 1) / 2) * 255));
    return [
      { path: `${root}/images/${id}.png`, bytes: png({ ...size, channels: 3, data: rgb }) },
      { path: `${root}/edge/${id}.png`, bytes: png({ ...size, data: edges.map((e) => 255 * e) }) },
      { path: `${root}/segmentation/${id}.png`, bytes: png({ ...size, data: classes }) },
      { path: `${root}/normals/${id}.png`, bytes: png({ ...size, channels: 3, data: coded }) },
      { path: `${root}/depth/${id}.npy`, bytes: npyBytes([height, width], depth) },
    ];
  });
  return [...files, ...listsOf(samples, root)];
}

function listsOf(samples: readonly Numbered[], root: string): LayoutFile[] {
  return ['train', 'val'].map((split) => ({
    path: `${root}/gt_sets/${split}.txt`,
    bytes: lines(idsOf(samples, split)),
  }));
}

/** MTAN's arrays: image float64 0..1, label 13 classes with -1 = ignore, depth with a channel, normal. */
export function mtan(options: LayoutOptions = {}, root = 'nyuv2'): LayoutFile[] {
  return scenesOf(options).flatMap(({ split, index, scene: { height, width, rgb, classes, depth, normals } }) => {
    const label13 = Float32Array.from(classes, (c) => ({ 0: -1, 1: 11, 2: 4, 11: 7 })[c] ?? -1);
    const folder = `${root}/${split}`;
    return [
      {
        path: `${folder}/image/${index}.npy`,
        bytes: npyBytes(
          [height, width, 3],
          Float64Array.from(rgb, (v) => v / 255),
        ),
      },
      { path: `${folder}/label/${index}.npy`, bytes: npyBytes([height, width], label13) },
      { path: `${folder}/depth/${index}.npy`, bytes: npyBytes([height, width, 1], depth) },
      { path: `${folder}/normal/${index}.npy`, bytes: npyBytes([height, width, 3], normals) },
    ];
  });
}

/** Kaggle's nyu-depth-v2: frames of videos with 8-bit depth (255 = 10 m), test pairs with 16-bit millimetres. */
export function kaggle(options: LayoutOptions = {}, root = 'nyu_data'): LayoutFile[] {
  const rows: Record<'train' | 'val', string[]> = { train: [], val: [] };
  const files = scenesOf(options).flatMap(({ split, index, scene: { height, width, rgb, depth } }) => {
    const stem =
      split === 'train'
        ? `data/nyu2_train/kitchen_000${index % 2}_out/${index}`
        : `data/nyu2_test/${id6(index).slice(1)}`;
    const [color, deep] = split === 'train' ? ['.jpg', '.png'] : ['_colors.png', '_depth.png'];
    rows[split].push(`${stem}${color},${stem}${deep}`);
    const coded =
      split === 'train'
        ? Uint8Array.from(depth, (d) => Math.round((d / 10) * 255))
        : Uint16Array.from(depth, (d) => Math.round(d * 1000));
    const picture = split === 'train' ? jpg(width, height, rgb) : png({ width, height, channels: 3, data: rgb });
    return [
      { path: `${root}/${stem}${color}`, bytes: picture },
      { path: `${root}/${stem}${deep}`, bytes: png({ width, height, data: coded }) },
    ];
  });
  files.push({ path: `${root}/data/nyu2_train.csv`, bytes: lines(rows.train) });
  return [...files, { path: `${root}/data/nyu2_test.csv`, bytes: lines(rows.val) }];
}

/**
 * 7-Scenes: colour, 16-bit millimetres (65535 = no depth) and a camera-to-world matrix a frame. The camera moves 5 cm to
 * the right from frame to frame; the pictures do not follow it.
 */
export function sevenScenes({ train = 4, ...options }: LayoutOptions = {}, root = 'kitchen/seq-01'): LayoutFile[] {
  return scenesOf({ ...options, train, val: 0 }).flatMap(({ index, scene: { height, width, rgb, depth } }) => {
    const frame = `${root}/frame-${id6(index)}`;
    const pose = [1, 0, 0, 0.05 * index, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const rows = [0, 4, 8, 12].map((at) =>
      pose
        .slice(at, at + 4)
        .map((value) => value.toExponential(7))
        .join('\t'),
    );
    const millimetres = Uint16Array.from(depth, (d) => (d > 0 ? Math.round(d * 1000) : 65_535));
    return [
      { path: `${frame}.color.png`, bytes: png({ width, height, channels: 3, data: rgb }) },
      { path: `${frame}.depth.png`, bytes: png({ width, height, data: millimetres }) },
      { path: `${frame}.pose.txt`, bytes: lines(rows) },
    ];
  });
}

/** As a person would give them. */
export function givenOf(files: readonly LayoutFile[]): GivenSource[] {
  return files.map(({ path, bytes }) => ({
    path,
    size: bytes.length,
    slice: async (offset, length) => bytes.slice(offset, offset + length),
    stream: () => new Blob([bytes]).stream(),
  }));
}

export async function tarOf(files: readonly LayoutFile[]): Promise<Uint8Array<ArrayBuffer>> {
  return packTar(files.map(({ path, bytes }) => ({ header: { name: path, size: bytes.length }, body: bytes })));
}

export async function tgzOf(files: readonly LayoutFile[]): Promise<Uint8Array<ArrayBuffer>> {
  return own(gzipSync(await tarOf(files), { mtime: 0 }));
}

export function zipOf(files: readonly LayoutFile[]): Uint8Array<ArrayBuffer> {
  return own(zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]))));
}
