/**
 * Label files as they are, turned into labels as data/sample.ts wants them. What kind a file is, its first bytes say.
 * Nothing is repaired in silence: what cannot be a label refuses the file, and faults that mean "unknown" are counted.
 */
import { InputError } from '../../base/errors';
import { isJpeg, readJpeg } from '../../formats/jpeg';
import { readNpy } from '../../formats/npy';
import { isPng, readPng } from '../../formats/png';
import { rgbOf, valuesOf, type Raster } from '../../formats/raster';
import type { SourceFile } from './types';

const IGNORED = 255;
/** A direction needs some length; files hold 1, and exactly 0 where there is none. */
const LEAST_NORMAL = 1e-3;
/** Corners of the cube that values from -1 to 1 make have 1.73. */
const MOST_NORMAL = 1.75;

export interface Picture {
  readonly height: number;
  readonly width: number;
  /** [H, W, 3] */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** A file's numbers for every pixel, as stored: samples of a PNG (palette indices, not colours) or an array's values. */
export interface Field {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [H, W, channels] */
  readonly values: ArrayLike<number>;
  /** Largest number of an integer sample, which then stands for 1 in the file; undefined for arrays of real numbers. */
  readonly most?: number;
}

export interface DepthFaults {
  /** pixels */
  readonly negative: number;
  readonly notFinite: number;
}

/** @throws InputError if it is neither PNG nor JPEG, or damaged */
export async function readPicture(file: SourceFile): Promise<Picture> {
  const raster = decodePicture(await file.bytes(), file.path);
  return { height: raster.height, width: raster.width, rgb: rgbOf(raster) };
}

function decodePicture(bytes: Uint8Array, path: string): Raster {
  if (isPng(bytes)) return readPng(bytes, path);
  if (isJpeg(bytes)) return readJpeg(bytes, path);
  throw new InputError(`${path} is neither PNG nor JPEG; give images as one of them.`);
}

/**
 * @param channels that the label has; a grey PNG saved as colours is taken as what it is, alpha is left out
 * @throws InputError if it is neither PNG nor .npy, is damaged, or has other channels
 */
export async function readField(file: SourceFile, channels: 1 | 3): Promise<Field> {
  const bytes = await file.bytes();
  return isPng(bytes) ? fieldOfPng(bytes, file.path, channels) : fieldOfNpy(bytes, file.path, channels);
}

function fieldOfPng(bytes: Uint8Array, path: string, channels: 1 | 3): Field {
  const raster = readPng(bytes, path, { palette: channels === 1 ? 'indices' : 'colours' });
  const { width, height } = raster;
  const most = raster.data instanceof Uint16Array ? 65535 : 255;
  if (channels === 1) return { path, width, height, channels, values: valuesOf(raster, path), most };
  if (raster.channels < 3) throw new InputError(`${path} is a grey image; three channels were expected.`);
  if (raster.channels === 3) return { path, width, height, channels, values: raster.data, most };
  const values = raster.data.filter((_, i) => i % raster.channels < 3);
  return { path, width, height, channels, values, most };
}

function fieldOfNpy(bytes: Uint8Array, path: string, channels: 1 | 3): Field {
  const { shape, data } = readNpy(bytes, path);
  const [height, width, depth] = shape;
  const fits = channels === 1 ? shape.length === 2 || (shape.length === 3 && depth === 1) : depth === 3;
  if (!fits || shape.length > 3 || height! * width! === 0) {
    const expected = channels === 1 ? '[height, width]' : '[height, width, 3]';
    throw new InputError(`${path} is an array of shape [${shape.join(', ')}]; ${expected} was expected.`);
  }
  const field = { path, height: height!, width: width!, channels, values: data };
  return data instanceof Uint8Array ? { ...field, most: 255 } : field;
}

/** @throws InputError naming both sizes, if a label is not as large as its image */
export function expectSize(label: { path: string; height: number; width: number }, image: Picture, path: string): void {
  if (label.height === image.height && label.width === image.width) return;
  throw new InputError(
    `${label.path} is ${label.width} x ${label.height} pixels, but its image ${path} is ${image.width} x ${image.height}; both must be as large.`,
  );
}

/** Metres [H, W]; what is not above 0 becomes 0 = invalid, and is counted where 0 was not written. */
export function depthOf({ values }: Field): { depth: Float32Array; faults: DepthFaults } {
  const depth = new Float32Array(values.length);
  let negative = 0;
  let notFinite = 0;
  for (let i = 0; i < depth.length; i++) {
    const z = values[i]!;
    if (z > 0 && z < Infinity) depth[i] = z;
    else if (z < 0) negative++;
    else if (z !== 0) notFinite++;
  }
  return { depth, faults: { negative, notFinite } };
}

export interface ClassRule {
  readonly classes: number;
  /** The number that stands for no label, and that of the first class. */
  readonly unlabelled: number;
  readonly first: number;
}

/** 0..classes - 1, 255 = ignore. [H, W] @throws InputError if a number is no class, naming it */
export function classesOf({ path, values }: Field, { classes, unlabelled, first }: ClassRule): Uint8Array {
  const labels = new Uint8Array(values.length);
  for (let i = 0; i < labels.length; i++) {
    const value = values[i]!;
    const label = value - first;
    if (value === unlabelled) labels[i] = IGNORED;
    else if (Number.isInteger(label) && label >= 0 && label < classes) labels[i] = label;
    else {
      throw new InputError(
        `${path} has the class ${value} at pixel ${i}; allowed are ${first} to ${first + classes - 1}, and ${unlabelled} where nothing is labelled.`,
      );
    }
  }
  return labels;
}

/**
 * 0 or 1, 255 = ignore [H, W], from files with 0/1 or 0/255. Where a file has all three numbers, 255 means ignore.
 * @throws InputError at any other number
 */
export function marksOf({ path, values }: Field): Uint8Array {
  const marks = new Uint8Array(values.length);
  let ones = false;
  for (let i = 0; i < marks.length; i++) {
    const value = values[i]!;
    if (value !== 0 && value !== 1 && value !== 255) {
      throw new InputError(`${path} has the value ${value} at pixel ${i}; allowed are 0 and 1, or 0 and 255.`);
    }
    ones ||= value === 1;
    marks[i] = value;
  }
  return ones ? marks : marks.map((mark) => (mark === 255 ? 1 : mark));
}

/**
 * Unit length, in the file's own axes; (0, 0, 0) = invalid [H, W, 3]. Integers v stand for 2v/most - 1: zero lies between
 * two of them (127 and 128 of 255), so a pixel whose three values are of these is the zero vector.
 * @throws InputError if a value is not finite, or above 1
 */
export function normalsOf({ path, values, most }: Field): Float32Array {
  const normals = new Float32Array(values.length);
  const [scale, offset] = most === undefined ? [1, 0] : [2 / most, -1];
  const zero = most === undefined ? 0 : 1.5 / most;
  for (let i = 0; i < normals.length; i += 3) {
    const x = values[i]! * scale + offset;
    const y = values[i + 1]! * scale + offset;
    const z = values[i + 2]! * scale + offset;
    const length = Math.hypot(x, y, z);
    // NaN fails too.
    if (!(length < MOST_NORMAL)) {
      throw new InputError(
        `${path} has the normal (${x}, ${y}, ${z}) at pixel ${i / 3}; its values must be from -1 to 1.`,
      );
    }
    if (length < LEAST_NORMAL || Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) < zero) continue;
    normals[i] = x / length;
    normals[i + 1] = y / length;
    normals[i + 2] = z / length;
  }
  return normals;
}
