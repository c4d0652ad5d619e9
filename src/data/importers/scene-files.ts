/** One file for the image and one for each label of it: how NYUD_MT, ATRC and MTAN keep NYUv2, and how they are read. */
import type { LabelSet } from '../../base/label-sets';
import { InputError } from '../../base/errors';
import { applyAxes, type AxisOrder } from '../derive/axes';
import { boundaryOfLabels } from '../derive/boundary';
import type { Labels, Sample, TaskId } from '../sample';
import type { DepthFaultCount } from './depth-faults';
import { to13Classes } from './nyu-classes';
import { classesOf, depthOf, expectSize, marksOf, normalsOf, readField } from './raw-labels';
import type { ClassRule, Field, Picture } from './raw-labels';
import type { Entry, Remark, Source, SourceFile } from './types';

export interface SceneFiles {
  readonly image: SourceFile;
  readonly semseg?: SourceFile | undefined;
  readonly depth?: SourceFile | undefined;
  readonly normals?: SourceFile | undefined;
  readonly boundary?: SourceFile | undefined;
}

export interface SceneReader {
  readonly picture: (file: SourceFile) => Promise<Picture>;
  readonly classes: ClassRule;
  readonly faults: DepthFaultCount;
}

export interface Wish {
  readonly order: AxisOrder;
  readonly labelSet: LabelSet;
}

const NAMES: Readonly<Record<TaskId, string>> = {
  semseg: 'classes',
  depth: 'depth',
  normals: 'normals',
  boundary: 'boundaries',
  parts: 'human parts',
  saliency: 'saliency',
};
const LOOKED_AT = 3;

/** Boundaries that have no file come from the classes. */
export function labelsOf(files: SceneFiles): TaskId[] {
  const has: Record<string, unknown> = { ...files, boundary: files.boundary ?? files.semseg };
  return (['semseg', 'depth', 'normals', 'boundary'] as const).filter((task) => has[task]);
}

export function pathsOf(files: SceneFiles): string[] {
  return Object.values(files).flatMap((file: SourceFile | undefined) => (file ? [file.path] : []));
}

/** @throws InputError naming the file */
export async function readScene(
  id: string,
  files: SceneFiles,
  { order, labelSet }: Wish,
  reader: SceneReader,
): Promise<Sample> {
  const image = await reader.picture(files.image);
  const field = async (file: SourceFile, channels: 1 | 3): Promise<Field> => {
    const found = await readField(file, channels);
    expectSize(found, image, files.image.path);
    return found;
  };
  const { height, width } = image;
  const labels: { -readonly [K in keyof Labels]: Labels[K] } = {};
  if (files.semseg) {
    const classes = classesOf(await field(files.semseg, 1), reader.classes);
    labels.semseg = labelSet === 'nyuv2-13' && reader.classes.classes === 40 ? to13Classes(classes) : classes;
    if (!files.boundary) labels.boundary = boundaryOfLabels(classes, { height, width, unlabelled: 255 });
  }
  if (files.depth) {
    const { depth, faults } = depthOf(await field(files.depth, 1));
    reader.faults.note(files.depth.path, faults);
    labels.depth = depth;
  }
  if (files.normals) labels.normals = applyAxes(normalsOf(await field(files.normals, 3)), order);
  if (files.boundary) labels.boundary = marksOf(await field(files.boundary, 1));
  return { id, height, width, image: image.rgb, labels };
}

/**
 * Reads a few samples that can be read now, spread over the set.
 * @returns none, if none can be read yet
 * @throws the first one's InputError if all are refused
 */
export async function lookAt(
  source: Source,
  entries: readonly Entry[],
  read: (entry: Entry) => Promise<Sample>,
): Promise<Sample[]> {
  const readable = entries.filter(({ files }) => files.every((path) => source.readable?.(path) ?? true));
  const picked = new Set(
    Array.from({ length: LOOKED_AT }, (_, i) => readable[Math.floor((i * readable.length) / LOOKED_AT)]),
  );
  const samples: Sample[] = [];
  let refusal: unknown;
  for (const entry of picked) {
    if (!entry) continue;
    try {
      samples.push(await read(entry));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusal ??= error;
    }
  }
  if (samples.length === 0 && refusal) throw refusal;
  return samples;
}

/** What only some of the samples have. */
export function missingRemarks(entries: readonly Entry[]): Remark[] {
  return (Object.keys(NAMES) as TaskId[]).flatMap((task) => {
    const missing = entries.filter(({ labels }) => !labels.includes(task));
    if (missing.length === 0 || missing.length === entries.length) return [];
    const images = missing.length === 1 ? '1 image has' : `${missing.length} images have`;
    return {
      kind: 'fact' as const,
      text: `${images} no ${NAMES[task]}, such as ${missing[0]!.id}.`,
      consequence: 'They are imported without, and train the other tasks.',
    };
  });
}
