/** What a person wishes of an import: where the wishes begin, how many images they leave, what they cost, what is wrong. */
import { dataNameProblem } from '../base/data-name';
import type { DataLibrary, ImportPreview, ImportWishes } from '../protocol/data-messages';

const FIRST_LIMIT = 50;
const FIRST_VALIDATION = 0.2;
const OWN_NAMES = ['rooms'];

export type Wrongs = Readonly<Partial<Record<keyof ImportWishes, string>>>;

const takenBy = (library: DataLibrary | null): Set<string> =>
  new Set([...OWN_NAMES, ...(library?.sets ?? []).map(({ name }) => name)]);

/** "NYUD_MT.tgz" -> "nyud-mt", and "nyud-mt-2" where that is taken. */
export function nameFor(source: string, library: DataLibrary | null): string {
  const plain = source
    .replace(/\.(tar\.gz|[a-z0-9]{1,4})$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 32);
  const base = plain || 'data';
  const taken = takenBy(library);
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** Where the form begins: what an interrupted import wished, else a small subset as the files suggest. */
export function firstWishes(preview: ImportPreview, library: DataLibrary | null): ImportWishes {
  if (preview.unfinished) return preview.unfinished.wishes;
  return {
    name: nameFor(preview.source, library),
    limit: Math.min(preview.images, FIRST_LIMIT),
    splits: 'both',
    validationShare: FIRST_VALIDATION,
    scenes: [],
    labelSet: preview.labelSets[0] ?? 'nyuv2-40',
    chosen: Object.fromEntries(preview.choices.map(({ id, suggested }) => [id, suggested])),
    height: 0,
    seed: 0,
  };
}

/** Images that split and scenes leave, as far as counts tell. */
export function available(preview: ImportPreview, { splits, scenes, validationShare }: ImportWishes): number {
  const { train, val, unknown } = preview.splits;
  const validation = Math.round(unknown * validationShare);
  const ofSplit = { both: preview.images, train: train + unknown - validation, val: val + validation }[splits];
  if (scenes.length === 0) return ofSplit;
  const ofScenes = preview.scenes
    .filter(([name]) => scenes.includes(name))
    .reduce((sum, [, images]) => sum + images, 0);
  return Math.min(ofSplit, ofScenes);
}

/** About what the import stores and how long it takes: bytes, seconds. */
export function costOf(preview: ImportPreview, wishes: ImportWishes): { bytes: number; seconds: number } {
  const images = Math.min(wishes.limit, available(preview, wishes));
  const scale = wishes.height > 0 && preview.height > 0 ? Math.min(1, wishes.height / preview.height) : 1;
  return {
    bytes: images * preview.bytesAnImage * scale * scale,
    seconds: (images * preview.millisecondsAnImage) / 1000,
  };
}

/** A sentence for every wish that cannot stand. */
export function wrongIn(preview: ImportPreview, wishes: ImportWishes, library: DataLibrary | null): Wrongs {
  const { name, limit } = wishes;
  const most = available(preview, wishes);
  const wrongs: Partial<Record<keyof ImportWishes, string>> = {};
  const spoilt = name.trim() === '' ? 'Name is empty; give the data set a name.' : dataNameProblem(name);
  if (spoilt !== null) wrongs.name = spoilt;
  else if (takenBy(library).has(name)) wrongs.name = `“${name}” is taken; give another name.`;
  if (most === 0) wrongs.limit = 'No image is left of this split and these scenes; choose more.';
  else if (!Number.isInteger(limit) || limit < 1)
    wrongs.limit = `Images is ${String(limit).replace('-', '−')}; allowed is a whole number from 1 to ${most}.`;
  return wrongs;
}
