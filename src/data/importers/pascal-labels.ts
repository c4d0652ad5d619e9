/** One image of PASCAL_MT with its labels, by the rules of the published loader (Maninis et al., CVPR 2019). */
import { contourOf } from '../../base/contour';
import { InputError } from '../../base/errors';
import { thin } from '../../base/thin';
import { readMat5, rowsOf } from '../../formats/mat5';
import { applyAxes, type AxisOrder } from '../derive/axes';
import type { Labels, Sample, TaskId } from '../sample';
import { keepIndoorNormals } from './pascal-normals';
import { noParts, readPartMap } from './pascal-parts';
import { classesOf, expectSize, normalsOf, readField, readPicture } from './raw-labels';
import type { Field, Picture } from './raw-labels';
import type { SourceFile } from './types';

export interface PascalFiles {
  readonly image: SourceFile;
  readonly semseg?: SourceFile | undefined;
  /** PASCAL-Context's regions: boundaries and their contours are made of them, and they say where normals count. */
  readonly labelMap?: SourceFile | undefined;
  readonly normals?: SourceFile | undefined;
  /** 'nobody': a list says that there is no person. */
  readonly parts?: SourceFile | 'nobody' | undefined;
  readonly saliency?: SourceFile | undefined;
}

/** As the files have them. */
const CLASSES = { classes: 21, unlabelled: 255, first: 0 } as const;
const HALF = 127.5;

interface LabelMap {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  /** [H, W] */
  readonly data: ArrayLike<number>;
}

export function pascalLabels({ semseg, labelMap, normals, parts, saliency }: PascalFiles): TaskId[] {
  const has = { semseg, normals: normals && labelMap, boundary: labelMap, parts, saliency };
  return (Object.keys(has) as (keyof typeof has)[]).filter((task) => has[task]);
}

/** @throws InputError naming the file */
export async function readPascal(id: string, files: PascalFiles, order: AxisOrder): Promise<Sample> {
  const image = await readPicture(files.image);
  const { height, width } = image;
  const same = <T extends { path: string; height: number; width: number }>(label: T): T => {
    expectSize(label, image, files.image.path);
    return label;
  };
  const labels: { -readonly [K in keyof Labels]: Labels[K] } = {};
  if (files.semseg) labels.semseg = classesOf(same(await readField(files.semseg, 1)), CLASSES);
  const map = files.labelMap && same(await readLabelMap(files.labelMap));
  if (map && files.normals) {
    const normals = keepIndoorNormals(normalsOf(same(await readField(files.normals, 3))), map.data);
    labels.normals = applyAxes(normals, order);
  }
  if (map) {
    labels.boundary = regionBoundary(map.data, height, width);
    labels.contour = contourOf(map.data, height, width);
  }
  if (files.parts) labels.parts = await partsOf(files.parts, image, files.image.path);
  if (files.saliency) labels.saliency = salientOf(same(await readField(files.saliency, 1)));
  return { id, height, width, image: image.rgb, labels };
}

async function readLabelMap(file: SourceFile): Promise<LabelMap> {
  const { path } = file;
  const value = readMat5(await file.bytes(), path)['LabelMap'];
  if (value === undefined) throw new InputError(`${path} has no LabelMap; give the annotations of PASCAL-Context.`);
  return { path, ...rowsOf(value, `The LabelMap of ${path}`) };
}

async function partsOf(file: SourceFile | 'nobody', image: Picture, path: string): Promise<Uint8Array> {
  const map = file === 'nobody' ? undefined : readPartMap(await file.bytes(), file.path);
  if (!map || file === 'nobody') return noParts(image.height, image.width);
  expectSize({ ...map, path: file.path }, image, path);
  return map.parts;
}

function salientOf({ values, most = 1 }: Field): Uint8Array {
  const threshold = (HALF / 255) * most;
  return Uint8Array.from(values, (value) => (value > threshold ? 1 : 0));
}

/**
 * thin(|Laplacian| > 0) of the region ids, kernel [0 1 0; 1 -4 1; 0 1 0], the image mirrored about its outermost pixels:
 * what networks learn, while odsF is measured against the contours.
 * @returns 0 or 1 [H, W]
 */
export function regionBoundary(regions: ArrayLike<number>, height: number, width: number): Uint8Array {
  const mask = new Uint8Array(height * width);
  const mirrored = (place: number, count: number): number => {
    if (count === 1) return 0;
    return place < 0 ? 1 : place >= count ? count - 2 : place;
  };
  for (let y = 0; y < height; y++) {
    const above = mirrored(y - 1, height) * width;
    const below = mirrored(y + 1, height) * width;
    for (let x = 0; x < width; x++) {
      const left = regions[y * width + mirrored(x - 1, width)]!;
      const right = regions[y * width + mirrored(x + 1, width)]!;
      const laplacian = left + right + regions[above + x]! + regions[below + x]! - 4 * regions[y * width + x]!;
      mask[y * width + x] = laplacian === 0 ? 0 : 1;
    }
  }
  return thin(mask, height, width);
}
