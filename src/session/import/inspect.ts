/** What was given, recognised: the first importer that knows the files, and some images of them looked at. */
import { InputError } from '../../base/errors';
import type { LabelSet } from '../../base/label-sets';
import { recordBytes } from '../../data/record';
import type { Chosen, Entry, Importer, Layout, Skipped, Source } from '../../data/importers/types';
import type { Labels, Sample } from '../../data/sample';
import type { ImportPreview } from '../../protocol/data-messages';
import { comparedFrames, statisticsOf } from '../data-statistics';
import { dataTasks, lookAt, rangesOf } from '../looks';
import { checkSample } from './check-sample';
import type { Found } from './run';
import { evenly } from './select';
import { checkLabelSet, completeChosen } from './wishes';

const LOOKED_AT = 6; // images
const SCENES_COMPARED = 2;
const ASKED = 3 * LOOKED_AT; // images tried, where some cannot be read

/** @throws InputError listing what would be recognised, if nothing is */
export async function recognise(source: Source, importers: readonly Importer[]): Promise<Layout> {
  for (const importer of importers) {
    const layout = await importer.recognise(source);
    if (layout && layout.entries.length > 0) return layout;
    if (layout) {
      await layout.close?.();
      throw new InputError(
        `${source.name} looks like ${layout.title} but holds no image that can be imported${firstOf([...layout.skipped, ...source.skipped])}.`,
      );
    }
  }
  throw new InputError(
    `No data set was recognised in ${source.name} (${source.files.length} files${firstOf(source.skipped)}); known layouts are ${importers.map(titleOf).join(', ')}.`,
  );
}

const firstOf = (skipped: readonly Skipped[]): string =>
  skipped[0] ? `; ${skipped[0].path}: ${skipped[0].reason.replace(/\.$/, '')}` : '';

/** The layouts as a person calls them, by the importers' ids. */
const LAYOUT_NAMES: Readonly<Record<string, string>> = {
  'nyu-mat': 'nyu_depth_v2_labeled.mat',
  'nyud-mt': 'NYUD_MT and NYUDv2 of ATRC and InvPT (folders or .tgz)',
  mtan: 'NYUv2 as .npy (MTAN, LibMTL)',
  pascal: 'PASCAL_MT (folders or .tgz)',
  'posed-rgbd': 'posed RGB-D (7-Scenes, TUM, Open3D)',
  'depth-csv': 'nyu-depth-v2 with a .csv list (Kaggle)',
  'suffix-pairs': 'images and labels told apart by the end of their names',
  images: 'a folder of images',
};

const titleOf = ({ id }: Importer): string => LAYOUT_NAMES[id] ?? id;

/** About six that can be read now, spread over scenes, in the layout's order; where none can, any. */
function someOf({ source, layout }: Found, seed: number): Entry[] {
  const { readable } = source;
  const ready = readable ? layout.entries.filter(({ files }) => files.every(readable)) : layout.entries;
  const among = ready.length > 0 ? ready : layout.entries;
  const picked = evenly(among, ASKED, seed);
  const order = new Map([...picked].map((id, place) => [id, place]));
  return among.filter(({ id }) => picked.has(id)).sort((a, b) => order.get(a.id)! - order.get(b.id)!);
}

export interface ReadAs {
  readonly labelSet?: LabelSet;
  readonly chosen?: Chosen;
  readonly seed: number;
}

interface Looked {
  readonly read: readonly { readonly entry: Entry; readonly sample: Sample }[];
  readonly skipped: readonly Skipped[];
  /** Milliseconds an image. */
  readonly milliseconds: number;
}

async function readSome(found: Found, chosen: Chosen, { labelSet, seed }: { labelSet: LabelSet; seed: number }) {
  const { layout, source } = found;
  const read: { entry: Entry; sample: Sample }[] = [];
  const skipped: Skipped[] = [];
  const some = someOf(found, seed);
  await source.fetch(new Set(some.slice(0, LOOKED_AT).flatMap(({ files }) => files)), { report: () => undefined });
  let milliseconds = 0;
  for (const entry of some) {
    if (read.length === LOOKED_AT) break;
    if (source.readable && !entry.files.every(source.readable)) continue;
    const from = performance.now();
    try {
      const sample = await layout.read(entry, chosen, labelSet);
      milliseconds += performance.now() - from;
      checkSample(sample, labelSet);
      read.push({ entry, sample });
    } catch (error) {
      skipped.push({ path: entry.id, reason: (error as Error).message });
    }
  }
  if (read.length === 0) {
    throw new InputError(
      `None of ${skipped.length} images of ${source.name} that were tried could be read${firstOf(skipped)}.`,
    );
  }
  const looked: Looked = { read, skipped, milliseconds: milliseconds / read.length };
  return looked;
}

/** Other frames of the scenes that were looked at: two frames are needed to see whether poses fit. */
async function posedFrames(
  { layout, source }: Found,
  read: Looked['read'],
  readEntry: (entry: Entry) => Promise<Sample>,
): Promise<Sample[]> {
  const scenes = new Set(read.flatMap(({ entry, sample }) => (sample.camera && entry.scene ? [entry.scene] : [])));
  const frames: Sample[] = [];
  for (const scene of [...scenes].slice(0, SCENES_COMPARED)) {
    const entries = layout.entries.filter((entry) => entry.scene === scene);
    for (const place of comparedFrames({ first: 0, end: entries.length })) {
      const entry = entries[place]!;
      if (source.readable && !entry.files.every(source.readable)) continue;
      const sample = await readEntry(entry).catch(() => undefined); // told of when it is imported
      if (sample) frames.push({ ...sample, scene });
    }
  }
  return frames;
}

const countOf = <T>(items: readonly T[], holds: (item: T) => boolean): number => items.filter(holds).length;

function scenesOf({ entries }: Layout): [name: string, images: number][] {
  const counts = new Map<string, number>();
  for (const { scene } of entries) if (scene !== undefined) counts.set(scene, (counts.get(scene) ?? 0) + 1);
  return [...counts];
}

const splitsOf = ({ entries }: Layout): ImportPreview['splits'] => ({
  train: countOf(entries, ({ split }) => split === 'train'),
  val: countOf(entries, ({ split }) => split === 'val'),
  unknown: countOf(entries, ({ split }) => split === undefined),
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const layersOf = ({ labels }: Sample): (keyof Labels)[] =>
  (Object.keys(labels) as (keyof Labels)[]).filter((layer) => labels[layer] !== undefined);

export interface PreviewOptions extends ReadAs {
  readonly id: string;
  /** bytes given */
  readonly bytes: number;
  readonly unfinished: ImportPreview['unfinished'];
}

/**
 * Reads some images as chosen and tells what there is; nothing is stored.
 * @throws InputError if none of them can be read, or the choice is none
 */
export async function previewOf(found: Found, options: PreviewOptions): Promise<ImportPreview> {
  const { layout, source } = found;
  const labelSet = options.labelSet ?? layout.labelSets[0] ?? 'nyuv2-40';
  checkLabelSet(layout, labelSet);
  const chosen = completeChosen(layout, options.chosen ?? {});
  const { read, skipped, milliseconds } = await readSome(found, chosen, { labelSet, seed: options.seed });
  const samples = read.map(({ sample }) => sample);
  const ranges = rangesOf(samples, labelSet);
  const largest = samples.reduce((a, b) => (b.height * b.width > a.height * a.width ? b : a));
  return {
    id: options.id,
    source: source.name,
    bytes: options.bytes,
    importer: layout.importer,
    title: layout.title,
    images: layout.entries.length,
    splits: splitsOf(layout),
    scenes: scenesOf(layout),
    height: largest.height,
    width: largest.width,
    tasks: dataTasks({
      labelSet,
      ranges,
      images: (task) => countOf(layout.entries, ({ labels }) => labels.includes(task)),
      derived: layout.derived,
    }),
    labelSets: layout.labelSets,
    choices: layout.choices,
    remarks: layout.remarks,
    skipped: [...source.skipped, ...layout.skipped, ...skipped],
    statistics: await statisticsOf({
      samples,
      labelSet,
      fitted: layout.derived.normals !== undefined,
      frames: await posedFrames(found, read, (entry) => layout.read(entry, chosen, labelSet)),
    }),
    looks: read.map(({ entry, sample }) =>
      lookAt(sample, { labelSet, ranges, split: entry.split ?? null, scene: entry.scene ?? null }),
    ),
    bytesAnImage: mean(samples.map((sample) => recordBytes({ ...sample, labels: layersOf(sample) }))),
    millisecondsAnImage: milliseconds,
    unfinished: options.unfinished,
  };
}
