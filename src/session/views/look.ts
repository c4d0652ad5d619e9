/**
 * One forward pass over a held-out image, read back in one wait and kept for the views of the same image at the same
 * step. Nothing of it stays on the GPU.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Sample } from '../../data/sample';
import { normalizeImages } from '../../data/normalize';
import type { Source } from '../../evaluation/evaluate';
import { readTensors } from '../../gpu/read';
import type { MultiTaskModel } from '../../model/multitask';
import type { FieldRendering } from '../../model/regularizer/regularizer';
import type { FieldValues } from '../../model/regularizer/field-probe';
import type { Head, HeadMaps } from '../../model/types';
import { resize } from '../../nn/resize';
import { labelOf, type Task } from '../../tasks/task';
import { checkIndex, type ViewContext } from './context';

/** A map of one image, rows first, channels last. */
export interface RawMap {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly values: Float32Array;
}

type ByTask<T> = Readonly<Record<string, T>>;

/** What the regularizer did. */
export interface FieldLook {
  /** Raw, at the ray grid, of the tasks that are rendered. */
  readonly rendered: ByTask<RawMap>;
  /** [rays] */
  readonly accumulated: Float32Array;
  /** The three planes side by side: xy, xz, yz. */
  readonly planes: RawMap;
  /** Sorted along each ray, [rays * samples], by head; those of all heads are one array unless each has its own. */
  readonly positions: ByTask<Float32Array>;
  readonly parameters: FieldValues;
}

export interface Look {
  readonly sample: Sample;
  /** As `labelOf` gives them; undefined where the image has no such label. */
  readonly truth: ByTask<Float32Array | undefined>;
  /** Decoded, at the image's size. */
  readonly decoded: Readonly<Record<'decoder', ByTask<Float32Array>> & Partial<Record<Source, ByTask<Float32Array>>>>;
  /** Raw, at the decoder's own size. */
  readonly decoder: ByTask<RawMap>;
  readonly field: FieldLook | undefined;
}

/** Evaluation is not random: no dropout, samples in the middle of their bins. */
const PASS = { training: false, seed: 0 } as const;

/** Tensors by name, so that all can be read in one wait. */
type Named = Record<string, Tensor>;

const prefixed = (prefix: string, tensors: Readonly<Named>): Named =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));

function decodedMaps(tasks: readonly Task[], maps: HeadMaps, { height, width }: Sample): Named {
  const present = tasks.filter(({ id }) => maps[id]); // the regularizer may render some only
  return Object.fromEntries(present.map((task) => [task.id, task.decode(resize(maps[task.id]!, [height, width]))]));
}

function fieldTensors({ maps, accumulated, planes, positions }: FieldRendering): Named {
  const places = positions instanceof tf.Tensor ? { all: positions } : positions;
  return { ...prefixed('rendered', maps), accumulated, planes, ...prefixed('positions', places) };
}

function forward({ model, tasks }: ViewContext, sample: Sample): Named {
  return tf.tidy(() => {
    const image = tf.tensor4d(normalizeImages([sample]), [1, sample.height, sample.width, 3]);
    const { maps, rendering, rendered } = model.forward(image, PASS);
    return {
      ...prefixed('decoder', maps),
      ...prefixed('decoded decoder', decodedMaps(tasks, maps, sample)),
      ...(rendering && fieldTensors(rendering)),
      ...(rendered && prefixed('decoded rendered', decodedMaps(tasks, rendered, sample))),
    };
  });
}

interface ReadBack {
  values(name: string): Float32Array;
  map(name: string): RawMap;
}

/** Reads tensors and parameters in one wait, and disposes of the tensors. */
async function readBack(tensors: Named, parameters: Readonly<Named>): Promise<ReadBack> {
  const all = { ...tensors, ...parameters };
  const shapes = new Map(Object.entries(all).map(([name, { shape }]) => [name, shape]));
  const names = [...shapes.keys()];
  try {
    const read = await readTensors(Object.values(all));
    const values = (name: string): Float32Array => read[names.indexOf(name)]!;
    const map = (name: string): RawMap => {
      const [, rows, columns, channels] = shapes.get(name) as [number, number, number, number];
      return { rows, columns, channels, values: values(name) };
    };
    return { values, map };
  } finally {
    tf.dispose(tensors);
  }
}

function fieldLook({ model }: ViewContext, { values, map }: ReadBack): FieldLook {
  const { density, heads } = model.regularizer!.options;
  const own = density === 'per_task' && model.regularizer!.config.fineSamples > 0;
  return {
    rendered: Object.fromEntries(heads.map(({ id }) => [id, map(`rendered/${id}`)])),
    accumulated: values('accumulated'),
    planes: map('planes'),
    positions: Object.fromEntries(heads.map(({ id }) => [id, values(own ? `positions/${id}` : 'positions/all')])),
    parameters: { w1: values('w1'), b1: values('b1'), w2: values('w2'), b2: values('b2') },
  };
}

async function lookAnew(context: ViewContext, index: number): Promise<Look> {
  checkIndex(context, index);
  const { model, tasks, dataset } = context;
  const sample = await dataset.read('val', index);
  const back = await readBack(forward(context, sample), { ...model.regularizer?.fields });
  const byTask = <T>(of: (task: Task) => T): ByTask<T> => Object.fromEntries(tasks.map((task) => [task.id, of(task)]));
  const decoded = (source: Source, heads: readonly Head[]): ByTask<Float32Array> =>
    Object.fromEntries(heads.map(({ id }) => [id, back.values(`decoded ${source}/${id}`)]));
  const rendered = model.regularizer?.options.heads;
  return {
    sample,
    truth: byTask((task) => (task.labels.stored(sample.labels) ? labelOf(task, sample) : undefined)),
    decoded: { decoder: decoded('decoder', model.heads), ...(rendered && { rendered: decoded('rendered', rendered) }) },
    decoder: byTask(({ id }) => back.map(`decoder/${id}`)),
    field: model.regularizer && fieldLook(context, back),
  };
}

interface Kept {
  readonly index: number;
  readonly step: number;
  readonly look: Promise<Look>;
}

/** The last look at each model. */
const kept = new WeakMap<MultiTaskModel, Kept>();

/** @throws InputError if there is no such image */
export function look(context: ViewContext, index: number): Promise<Look> {
  const { model, step } = context;
  const last = kept.get(model);
  if (last?.index === index && last.step === step) return last.look;
  const now: Kept = { index, step, look: lookAnew(context, index) };
  kept.set(model, now);
  now.look.catch(() => {
    if (kept.get(model) === now) kept.delete(model);
  });
  return now.look;
}
