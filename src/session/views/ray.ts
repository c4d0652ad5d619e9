/** One pixel's ray, sample by sample: what every task's field says there and what it sums to. */
import { InputError } from '../../base/errors';
import type { RegularizerConfig } from '../../config/regularizer';
import type { ProbedField } from '../../model/regularizer/field-probe';
import { probeRay, type HeadRay, type PositionsOf, type RayMatter } from '../../model/regularizer/ray-probe';
import type { Regularizer } from '../../model/regularizer/regularizer';
import type { Pixel, RaySamples, RayTask, RayView } from '../../protocol/views';
import type { Task } from '../../tasks/task';
import { placeOf, rayOf, type ViewContext } from './context';
import { look, type FieldLook, type Look, type RawMap } from './look';
import { truthAt } from './probe';
import { classShares } from './shares';

/** A panel is about a thousand pixels wide; each sample costs every field once. */
export const MOST_SAMPLES = 1024;

type Ray = readonly [row: number, column: number];

/** The middles of `count` equal bins from near to far. */
export function evenPlaces(
  count: number,
  { near, far }: { readonly near: number; readonly far: number },
): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => near + ((k + 0.5) * (far - near)) / count);
}

/** Where evaluation puts the coarse samples that are rendered; null if no others are. */
export function coarsePlaces(config: RegularizerConfig): Float64Array | null {
  const { coarseSamples, fineSamples, finePass, coarsePlaces: rule, near, far } = config;
  if (fineSamples === 0) return null;
  if (finePass === 'replace') return new Float64Array(0);
  // EG3D's bins begin at evenly spaced places, of which the last is far itself.
  const last = far + (rule === 'eg3d' ? (far - near) / Math.max(coarseSamples - 1, 1) : 0);
  return evenPlaces(coarseSamples, { near, far: coarseSamples === 1 ? far : last });
}

/** 1 where a sample is none of the coarse ones: each of those claims the nearest sample. */
export function markFine(z: Float64Array, coarse: Float64Array): Uint8Array<ArrayBuffer> {
  const fine = new Uint8Array(z.length).fill(1);
  let next = 0;
  for (const place of coarse) {
    while (next + 1 < z.length && Math.abs(z[next + 1]! - place) < Math.abs(z[next]! - place)) next += 1;
    fine[next] = 0;
    next += 1;
  }
  return fine;
}

function samplesOf(
  { z, density, weight, transmittance, accumulated, expectedZ }: RayMatter,
  coarse: Float64Array | null,
) {
  return {
    z: Float32Array.from(z),
    fine: coarse ? markFine(z, coarse) : new Uint8Array(z.length),
    density: Float32Array.from(density),
    weight: Float32Array.from(weight),
    transmittance: Float32Array.from(transmittance),
    accumulated,
    expectedZ,
  } satisfies RaySamples;
}

/** What was read back, as the probes take it. */
export function fieldOf({ options }: Regularizer, { planes, parameters }: FieldLook): ProbedField {
  const { rows, columns, values } = planes;
  const channels = planes.channels / 3;
  const plane = (k: number) => ({ rows, columns, values, stride: planes.channels, offset: k * channels });
  return { options, channels, fields: parameters, planes: { xy: plane(0), xz: plane(1), yz: plane(2) } };
}

/** As the resize to the ray grid computes it (bilinear, align_corners false), at one ray. @returns [channels] */
export function bilinearAt(map: RawMap, ray: Ray, rays: readonly [number, number]): number[] {
  const tap = (i: number, size: number, newSize: number) => {
    const place = Math.max(((i + 0.5) * size) / newSize - 0.5, 0);
    const low = Math.min(Math.floor(place), size - 1);
    return { low, high: Math.min(low + 1, size - 1), share: place - low };
  };
  const down = tap(ray[0], map.rows, rays[0]);
  const across = tap(ray[1], map.columns, rays[1]);
  const at = (row: number, column: number, c: number): number =>
    map.values[(row * map.columns + column) * map.channels + c]!;
  return Array.from({ length: map.channels }, (_, c) => {
    const top = (1 - across.share) * at(down.low, across.low, c) + across.share * at(down.low, across.high, c);
    const bottom = (1 - across.share) * at(down.high, across.low, c) + across.share * at(down.high, across.high, c);
    return (1 - down.share) * top + down.share * bottom;
  });
}

interface TaskAt {
  readonly seen: Look;
  readonly place: number;
  readonly decoder: readonly number[];
  readonly own: RaySamples | null;
}

function taskOf(task: Task, { values, rendered, channels, matter }: HeadRay, at: TaskAt): RayTask {
  const { seen, place, decoder, own } = at;
  const truth = seen.truth[task.id];
  const range = task.range?.(truth ?? seen.decoded.decoder[task.id]!);
  const samples = matter.z.length;
  const decoded = Array.from({ length: samples }, (_, s) =>
    task.decodePixel(values.subarray(s * channels, (s + 1) * channels)),
  );
  return {
    task: task.id,
    own,
    channels,
    values: Float32Array.from(values),
    rendered: [...rendered],
    decoder,
    shown: {
      rendered: task.words(task.decodePixel(rendered)),
      decoder: task.words(task.decodePixel(decoder)),
      truth: truthAt(task, truth, place),
    },
    strip: task.paint(Float32Array.from(decoded.flat()), range),
    shares: classShares(task.legend(range), values, matter.weight),
  };
}

/** The run's own sample positions of one ray, as the GPU took them. */
export function ownPositions({ positions, accumulated }: FieldLook, ray: number): PositionsOf {
  return (head) => {
    const all = positions[head]!;
    const samples = all.length / accumulated.length;
    return all.subarray(ray * samples, (ray + 1) * samples);
  };
}

interface RayWish {
  readonly pixel: Pixel;
  /** 0 = the run's own coarse and fine ones; else so many, evenly spaced. */
  readonly samples: number;
}

/** @throws InputError if there is no such image or pixel, no regularizer, or too many samples are asked for */
export async function rayView(context: ViewContext, index: number, { pixel, samples }: RayWish): Promise<RayView> {
  if (!(Number.isInteger(samples) && samples >= 0 && samples <= MOST_SAMPLES))
    throw new InputError(
      `A ray of ${samples} samples was asked for; allowed are 0 (the run's own) to ${MOST_SAMPLES}.`,
    );
  const { regularizer } = context.model;
  const seen = await look(context, index);
  const place = placeOf(pixel, seen.sample);
  if (!regularizer || !seen.field)
    throw new InputError('This run has no regularizer, so there are no rays to look at.');
  const { options, config } = regularizer;
  const ray = rayOf(pixel, seen.sample, options.rays);
  const own = ownPositions(seen.field, ray[0] * options.rays[1] + ray[1]);
  const heads = probeRay(
    fieldOf(regularizer, seen.field),
    ray,
    samples === 0 ? own : () => evenPlaces(samples, options),
  );
  const coarse = samples === 0 ? coarsePlaces(config) : null;
  const separate = options.density === 'per_task';
  return {
    index,
    step: context.step,
    ray,
    rays: [...options.rays],
    ...samplesOf(heads[0]!.matter, coarse),
    tasks: context.tasks.flatMap((task) => {
      const head = heads.find(({ id }) => id === task.id);
      if (!head) return []; // not rendered
      const decoder = bilinearAt(seen.decoder[task.id]!, ray, options.rays);
      return taskOf(task, head, { seen, place, decoder, own: separate ? samplesOf(head.matter, coarse) : null });
    }),
  };
}
