/**
 * NYUv2's raw videos as depth alone (Alhashim & Wonka 2018; Kaggle's nyu-depth-v2): a .csv lists images with their depth, an image
 * a line. Training depth is a PNG of 8 bits, 255 = 10 m; test depth one of 16 bits in millimetres.
 */
import { InputError } from '../../base/errors';
import type { Split } from '../dataset';
import type { Sample } from '../sample';
import { metresOf } from './depth-images';
import { expectSize, readField, readPicture, type Field } from './raw-labels';
import { folderOf, nameOf, textOf } from './file-names';
import type { Entry, Importer, Layout, Remark, Skipped, Source, SourceFile } from './types';

const ID = 'depth-csv';
/** Metres that 255 stands for. */
const EIGHT_BIT_METRES = 10;
const MM = 1000;
/** Where a PNG's header says how many bits a sample has. */
const PNG_BITS = 24;
const IMAGE = /\.(png|jpe?g)$/i;
const MOST_CSV = 1 << 26; // bytes: a million lines

interface Pair {
  readonly entry: Entry;
  readonly image: SourceFile;
  readonly depth: SourceFile;
}

export const depthCsv: Importer = {
  id: ID,
  async recognise(source) {
    const files = new Map(source.files.map((file) => [file.path, file]));
    const pairs = new Map<string, Pair>();
    const skipped: Skipped[] = [];
    for (const list of source.files) {
      if (!/\.csv$/i.test(list.path) || list.size > MOST_CSV || source.readable?.(list.path) === false) continue;
      const rows = rowsOf(await textOf(list));
      if (rows.length === 0) continue;
      const missing: string[] = [];
      for (const row of rows) {
        const [image, depth] = row.map((path) => resolve(files, list.path, path));
        if (image && depth) addPair(pairs, { list, image, depth });
        else missing.push(row.join(','));
      }
      if (missing.length > 0) skipped.push({ path: list.path, reason: missingReason(rows.length, missing) });
    }
    if (pairs.size + skipped.length === 0) return undefined;
    const ordered = inOrder([...pairs.values()]);
    return layoutOf(ordered, skipped, await hasEightBits(source, ordered));
  },
};

/** Two images a line; a header, or any other table, has no such lines. */
function rowsOf(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [image, depth, ...more] = line.split(',').map((word) => word.trim().replaceAll(/^"|"$/g, ''));
    return image && depth && more.length === 0 && IMAGE.test(image) && IMAGE.test(depth) ? [[image, depth]] : [];
  });
}

function missingReason(rows: number, missing: readonly string[]): string {
  return `Of its ${rows} lines ${missing.length} name a file that is not there, such as "${missing[0]}".`;
}

/** Paths count from a folder above the list, of which a person may have given only the lower part. */
function resolve(files: ReadonlyMap<string, SourceFile>, list: string, path: string): SourceFile | undefined {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/^\.?\//, '')
    .split('/');
  for (let folder = folderOf(list); ; folder = folderOf(folder)) {
    for (let drop = 0; drop < parts.length; drop++) {
      const rest = parts.slice(drop).join('/');
      const found = files.get(folder === '' ? rest : `${folder}/${rest}`);
      if (found) return found;
    }
    if (folder === '') return undefined;
  }
}

/** The video that a frame is of: 'living_room_0038' of nyu2_train/living_room_0038_out/37.jpg. */
function sceneOf(image: SourceFile): string | undefined {
  return /^(.+)_out$/.exec(nameOf(folderOf(image.path)))?.[1];
}

function splitOf(list: SourceFile): Split | undefined {
  const name = nameOf(list.path).toLowerCase();
  return name.includes('train') ? 'train' : /test|val/.test(name) ? 'val' : undefined;
}

function addPair(
  pairs: Map<string, Pair>,
  { list, image, depth }: { list: SourceFile; image: SourceFile; depth: SourceFile },
): void {
  const scene = sceneOf(image);
  const stem = nameOf(image.path)
    .replace(IMAGE, '')
    .replace(/_colors$/, '');
  const id = `${scene ?? nameOf(folderOf(image.path))}/${stem}`;
  const split = splitOf(list);
  if (pairs.has(id)) return; // listed twice
  const files = [image.path, depth.path];
  pairs.set(id, {
    image,
    depth,
    entry: { id, ...(split && { split }), ...(scene && { scene }), labels: ['depth'], files },
  });
}

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** Frames of a video in the order of time: lists are shuffled. */
function inOrder(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted((a, b) => BY_NUMBER.compare(a.entry.id, b.entry.id));
}

const COARSE: Remark = {
  kind: 'warning',
  text: 'Depth of 8 bits comes in steps of 4 cm, up to 10 m.',
  consequence: 'It is too coarse for normals, so none are fitted.',
};

/** Of the first training depth that can be read now. */
async function hasEightBits({ readable }: Source, pairs: readonly Pair[]): Promise<boolean> {
  const first = pairs.find(({ entry, depth }) => entry.split !== 'val' && (readable?.(depth.path) ?? true));
  return first !== undefined && (await first.depth.slice(PNG_BITS, 1))[0] === 8;
}

function layoutOf(pairs: readonly Pair[], skipped: readonly Skipped[], coarse: boolean): Layout {
  const byId = new Map(pairs.map((pair) => [pair.entry.id, pair]));
  return {
    importer: ID,
    title: 'NYU Depth V2 with depth alone, listed in .csv',
    entries: pairs.map(({ entry }) => entry),
    labelSets: [],
    choices: [],
    remarks: coarse ? [COARSE] : [],
    skipped,
    derived: {},
    read: async ({ id }) => readPair(byId.get(id)!),
  };
}

async function readPair({ entry: { id, scene }, image, depth }: Pair): Promise<Sample> {
  const picture = await readPicture(image);
  const field = await readField(depth, 1);
  expectSize(field, picture, image.path);
  const { height, width, rgb } = picture;
  return { id, height, width, image: rgb, labels: { depth: metresIn(field) }, ...(scene !== undefined && { scene }) };
}

function metresIn(field: Field): Float32Array {
  if (field.most === 255) return metresOf(field, 255 / EIGHT_BIT_METRES);
  if (field.most === 65535) return metresOf(field, MM);
  throw new InputError(`${field.path} is no PNG; depth of this layout is.`);
}
