/**
 * nyu_depth_v2_labeled.mat (Silberman et al. 2012), MATLAB v7.3 = HDF5, 2.8 GB: read in place, an image or a chunk at a time.
 * MATLAB's axes come in reverse: images [N, 3, W, H], depths and labels [N, W, H].
 */
import { InputError } from '../../base/errors';
import { isHdf5, openHdf5, type Hdf5Dataset, type Hdf5File } from '../../formats/hdf5';
import type { TaskId } from '../sample';
import { DepthFaultCount } from './depth-faults';
import { NYU_IMAGES, officialSplit } from './nyu-classes';
import { readMatSample, type MatArrays } from './nyu-mat-sample';
import { Slabs } from './nyu-mat-slabs';
import type { Choice, Entry, Importer, Layout, Remark, Source, SourceFile } from './types';

const ID = 'nyu-mat';
/** The choice's id. */
export const DEPTH = 'depth';
const START = 2056; // bytes, enough for isHdf5
const MOST_FILES = 32;
/** Bytes; in an archive, that much cannot be anything else. */
const LARGE = 1 << 28;
const WHITE = 250;
/** Labels whose place in the list of 894 everything else follows from, counted from 0. */
const KNOWN_NAMES = [
  [10, 'floor'],
  [20, 'wall'],
] as const;

const RAW_OR_FILLED: Choice = {
  id: DEPTH,
  title: 'Depth',
  options: [
    { value: 'raw', title: 'as the sensor saw it, with holes' },
    { value: 'filled', title: 'holes filled in by colour' },
  ],
  suggested: 'raw',
  why: 'filled-in depth is a guess, and the normals fitted to it would be one too; holes are left out of the losses',
};

/** What the file holds, checked. */
interface Contents {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly images: Hdf5Dataset;
  readonly labels?: Hdf5Dataset;
  readonly raw?: Hdf5Dataset;
  readonly filled?: Hdf5Dataset;
}

export const nyuMat: Importer = {
  id: ID,
  async recognise(source) {
    for (const file of candidatesIn(source)) {
      if (file.size > LARGE) placeOf(file);
      if (!isHdf5(await file.slice(0, START))) continue;
      const opened = await openHdf5(placeOf(file), file.path);
      try {
        if (opened.has('images') && ['labels', 'depths', 'rawDepths'].some((name) => opened.has(name))) {
          return layoutOf(file, opened);
        }
      } catch (error) {
        opened.close();
        throw error;
      }
      opened.close();
    }
    return undefined;
  },
};

/** Their first bytes decide; not every one of PASCAL's ten thousand .mat files is asked for them. */
function candidatesIn({ files, readable }: Source): SourceFile[] {
  const named = files.length === 1 ? files : files.filter(({ path }) => /\.(mat|h5|hdf5)$/i.test(path));
  const some = named.length > MOST_FILES ? [] : named;
  return some.filter(({ path, size }) => size > LARGE || (readable?.(path) ?? true));
}

/** @throws InputError if it lies in an archive */
function placeOf({ path, place }: SourceFile): NonNullable<SourceFile['place']> {
  if (place) return place;
  throw new InputError(
    `${path} is inside an archive, and only a file itself can be read in place; unpack it and give the file itself.`,
  );
}

function layoutOf(file: SourceFile, opened: Hdf5File): Layout {
  const contents = contentsOf(file.path, opened);
  const { count, height, width, raw, filled } = contents;
  const named = nameRemarks(file.path, opened);
  const hasClasses = contents.labels !== undefined && named.length === 0;
  const hasDepth = raw !== undefined || filled !== undefined;
  const tasks: TaskId[] = [];
  if (hasClasses) tasks.push('semseg');
  if (hasDepth) tasks.push('depth', 'normals');
  if (contents.labels) tasks.push('boundary');
  const faults = new DepthFaultCount();
  const arrays: MatArrays = { path: file.path, height, width, hasClasses, faults, ...slabsOf(contents) };
  const fixed = [...named, ...borderRemarks(arrays), ...(count === NYU_IMAGES ? [] : [subsetRemark(count)])];
  return {
    importer: ID,
    title: 'NYU Depth V2, labelled set',
    entries: entriesOf(file, { count, tasks, scenes: scenesOf(opened, count) }),
    labelSets: hasClasses ? ['nyuv2-40', 'nyuv2-13'] : [],
    choices: raw && filled ? [RAW_OR_FILLED] : [],
    get remarks() {
      return [...fixed, ...faults.remarks()];
    },
    skipped: [],
    derived: {
      ...(hasDepth && { normals: 'fitted to depth' }),
      ...(contents.labels && { boundary: 'from the 894 labels' }),
    },
    read: async ({ id, scene }, chosen, labelSet) => {
      const depth = chosen[DEPTH] === 'filled' && filled ? 'filled' : raw ? 'raw' : 'filled';
      return {
        ...readMatSample(arrays, Number(id) - 1, { id, depth, labelSet }),
        ...(scene !== undefined && { scene }),
      };
    },
    close: async () => opened.close(),
  };
}

/** @throws InputError naming the array whose shape or numbers cannot be */
function contentsOf(path: string, opened: Hdf5File): Contents {
  const images = opened.dataset('images');
  const [count, channels, width, height] = images.shape as [number, number, number, number];
  if (images.shape.length !== 4 || channels !== 3 || images.dtype !== 'u1' || count * width * height === 0) {
    throw new InputError(
      `"images" of ${path} is ${images.shape.join(' x ')} of ${images.dtype || 'no numbers'}; N x 3 x width x height bytes were expected.`,
    );
  }
  const map = (name: string, dtypes: readonly string[]): Hdf5Dataset | undefined => {
    if (!opened.has(name)) return undefined;
    const found = opened.dataset(name);
    const want = [count, width, height];
    if (found.shape.length === 3 && found.shape.every((n, i) => n === want[i]) && dtypes.includes(found.dtype))
      return found;
    throw new InputError(
      `"${name}" of ${path} is ${found.shape.join(' x ')} of ${found.dtype || 'no numbers'}; with these images, ${want.join(' x ')} of ${dtypes.join(' or ')} was expected.`,
    );
  };
  const labels = map('labels', ['u2', 'u1', 'i2']);
  const raw = map('rawDepths', ['f4', 'f8']);
  const filled = map('depths', ['f4', 'f8']);
  return { count, height, width, images, ...(labels && { labels }), ...(raw && { raw }), ...(filled && { filled }) };
}

function slabsOf({ images, labels, raw, filled }: Contents): Pick<MatArrays, 'images' | 'labels' | 'raw' | 'filled'> {
  return {
    images: new Slabs(images),
    ...(labels && { labels: new Slabs(labels) }),
    ...(raw && { raw: new Slabs(raw) }),
    ...(filled && { filled: new Slabs(filled) }),
  };
}

/** One name an image; undefined where the file does not tell. */
function scenesOf(opened: Hdf5File, count: number): readonly string[] | undefined {
  for (const name of ['scenes', 'sceneTypes']) {
    if (!opened.has(name)) continue;
    const scenes = opened.dataset(name).strings();
    if (scenes.length === count) return scenes;
  }
  return undefined;
}

interface Listing {
  readonly count: number;
  readonly tasks: readonly TaskId[];
  readonly scenes: readonly string[] | undefined;
}

/** Counted from 1, as in the published lists. */
function entriesOf(file: SourceFile, { count, tasks, scenes }: Listing): Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i + 1).padStart(6, '0'),
    ...(count === NYU_IMAGES && { split: officialSplit(i + 1) }),
    ...(scenes && { scene: scenes[i]! }),
    labels: tasks,
    files: [file.path],
  }));
}

function subsetRemark(count: number): Remark {
  return {
    kind: 'warning',
    text: `There are ${count} images; the published set has ${NYU_IMAGES}.`,
    consequence: 'The official division does not apply: they are divided by the seed, and results cannot be compared.',
  };
}

/** If the list of names is another one, the map to 40 classes is wrong. */
function nameRemarks(path: string, opened: Hdf5File): Remark[] {
  if (!opened.has('names') || !opened.has('labels')) return [];
  const names = opened.dataset('names').strings();
  const odd = KNOWN_NAMES.find(([at, name]) => names[at] !== name);
  if (!odd) return [];
  const text = `Label ${odd[0] + 1} of ${path} is "${names[odd[0]] ?? ''}"; in the published list it is "${odd[1]}".`;
  return [
    { kind: 'warning', text, consequence: 'Which class a label belongs to is unknown, so classes are left out.' },
  ];
}

/** NYUv2's images have a white frame where undistortion moved them. */
function borderRemarks({ images, height, width }: MatArrays): Remark[] {
  const first = readable(() => images.image(0));
  if (!first) return [];
  const white = (x: number, y: number): boolean =>
    [0, 1, 2].every((channel) => first[(channel * width + x) * height + y]! >= WHITE);
  const column = (x: number): boolean => Array.from({ length: height }, (_, y) => y).every((y) => white(x, y));
  const row = (y: number): boolean => Array.from({ length: width }, (_, x) => x).every((x) => white(x, y));
  const run = (length: number, isWhite: (place: number) => boolean): number => {
    let count = 0;
    while (count < length && isWhite(count)) count++;
    return count;
  };
  const rows = [run(height, row), run(height, (y) => row(height - 1 - y))] as const;
  const columns = [run(width, column), run(width, (x) => column(width - 1 - x))] as const;
  if (rows[0] === height || rows[0] + rows[1] + columns[0] + columns[1] === 0) return [];
  const text = `Images have a white border: ${rows[0]} rows at the top, ${rows[1]} at the bottom, ${columns[0]} columns at the left, ${columns[1]} at the right (first image).`;
  return [{ kind: 'fact', text, consequence: 'It is kept, as in published results; it has no labels.' }];
}

/** Undefined if this image is damaged: others may not be, and `read` names it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
