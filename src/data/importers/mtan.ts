/**
 * NYUv2 as arrays for multi-task learning: MTAN's (Liu et al. 2019), used by LibMTL and Auto-Lambda too. Folders train and
 * val hold image, label, depth and normal, each N.npy, at 288x384 with 13 classes.
 */
import { InputError } from '../../base/errors';
import { readNpy } from '../../formats/npy';
import type { Split } from '../dataset';
import { byStem, foldersOf, leftOut, rootsOf, within, type Folders } from './folders';
import type { Picture } from './raw-labels';
import { layoutOfScenes, type Scene } from './scene-layout';
import type { Importer, Remark, SourceFile } from './types';

const ID = 'mtan';
const CLASSES = { classes: 13, unlabelled: -1, first: 0 } as const;
const SPLITS: Readonly<Record<string, Split>> = { train: 'train', val: 'val', test: 'val' };
/** Rounding of 8-bit colours over 255. */
const ROUNDING = 1e-4;

export const mtan: Importer = {
  id: ID,
  async recognise(source) {
    const folders = foldersOf(source);
    const parts = rootsOf(folders, 'image').filter((part) => folders.has(within(part, 'normal')));
    const sets = new Map<string, Scene[]>();
    for (const part of parts) {
      const { root, split } = placeOf(part);
      sets.set(root, [...(sets.get(root) ?? []), ...scenesIn(part, split, folders)]);
    }
    const [taken, ...others] = [...sets]
      .filter(([, scenes]) => scenes.some(isLabelled))
      .sort(([, a], [, b]) => b.length - a.length);
    if (!taken) return undefined;
    const [root, scenes] = taken;
    const undivided = scenes.some(({ split }) => split) ? [] : [UNDIVIDED];
    return layoutOfScenes(source, {
      importer: ID,
      title: 'NYUv2 as arrays (MTAN, LibMTL)',
      scenes,
      picture: pictureOfArray,
      classes: CLASSES,
      labelSets: ['nyuv2-13'],
      remarks: [...others.map(([other]) => leftOut(other, root)), ...undivided],
      skipped: [],
    });
  },
};

const isLabelled = ({ files }: Scene): boolean => Boolean(files.semseg ?? files.depth);

/** 'NYU/train' lies in 'NYU' and is for training; of a folder with another name nobody knows. */
function placeOf(part: string): { readonly root: string; readonly split?: Split } {
  const cut = part.lastIndexOf('/');
  const name = part.slice(cut + 1);
  const split = Object.hasOwn(SPLITS, name) ? SPLITS[name] : undefined;
  return split ? { root: part.slice(0, Math.max(cut, 0)), split } : { root: part };
}

function scenesIn(part: string, split: Split | undefined, folders: Folders): Scene[] {
  const files = (folder: string): Map<string, SourceFile> => byStem(folders.get(within(part, folder)), ['npy']);
  const [semseg, depth, normals] = [files('label'), files('depth'), files('normal')];
  const number = (stem: string): number => (/^\d+$/.test(stem) ? Number(stem) : Infinity);
  return [...files('image')]
    .sort(([a], [b]) => number(a) - number(b) || (a < b ? -1 : 1))
    .map(([stem, image]) => ({
      id: split ? `${part.slice(part.lastIndexOf('/') + 1)}-${stem}` : stem,
      ...(split && { split }),
      files: { image, semseg: semseg.get(stem), depth: depth.get(stem), normals: normals.get(stem) },
    }));
}

/** Colours as real numbers 0..1, or as bytes. [H, W, 3] */
async function pictureOfArray(file: SourceFile): Promise<Picture> {
  const { shape, data } = readNpy(await file.bytes(), file.path);
  const [height, width, channels] = shape;
  if (shape.length !== 3 || channels !== 3 || height! * width! === 0) {
    throw new InputError(`${file.path} is an array of shape [${shape.join(', ')}]; [height, width, 3] was expected.`);
  }
  const rgb = new Uint8Array(data.length);
  const scale = data instanceof Uint8Array ? 1 : 255;
  for (let i = 0; i < rgb.length; i++) {
    const value = data[i]! * scale;
    // NaN fails too.
    if (!(value >= -ROUNDING && value <= 255 + 255 * ROUNDING)) {
      throw new InputError(`${file.path} has the colour ${data[i]} at pixel ${Math.floor(i / 3)}; allowed are 0 to 1.`);
    }
    rgb[i] = Math.round(value);
  }
  return { height: height!, width: width!, rgb };
}

const UNDIVIDED: Remark = {
  kind: 'warning',
  text: 'No folder named train or val says which images are for which.',
  consequence: 'They are divided by the seed; results cannot be compared with published ones.',
};
