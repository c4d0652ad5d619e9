/**
 * One ray of the renderer on the CPU in float64 (paper §3.2), sample by sample: what the panels show and no map
 * holds. The same semantics as the composed renderer, all options. Its sums are the rendered maps.
 */
import type { Vec3 } from '../../base/geometry';
import { metresOfZ } from '../../base/z-range';
import { activated, FieldsAt, meanDensity, type ProbedField } from './field-probe';
import { EMPTY_RAY } from './outputs';
import { fieldLayout, type FieldLayout, type NetPlace } from './task-field';
import type { RenderOptions } from './types';

/** What the ray meets at each sample, [samples] each. */
export interface RayMatter {
  readonly z: Float64Array;
  /** After the activation. */
  readonly density: Float64Array;
  /** What multiplies the sample's values in the rendered map. */
  readonly weight: Float64Array;
  /** What is left in front of the sample. */
  readonly transmittance: Float64Array;
  readonly accumulated: number;
  /** Sum of weight times z over accumulated; NaN if nothing is absorbed. */
  readonly expectedZ: number;
}

export interface HeadRay {
  readonly id: string;
  readonly channels: number;
  /** The same object for all heads unless each has a density of its own. */
  readonly matter: RayMatter;
  /** Raw output of the field, [samples, channels]. */
  readonly values: Float64Array;
  /** What the rendered map shows here, [channels]: sum of weight times value, unless the options say otherwise. */
  readonly rendered: Float64Array;
}

/** The samples of a ray in the box. */
function pointsAlong({ options }: ProbedField, [row, column]: readonly [number, number], z: Float64Array): Vec3[] {
  const { rays } = options;
  const [x, y] = [(2 * column + 1) / rays[1] - 1, (2 * row + 1) / rays[0] - 1];
  return Array.from(z, (depth): Vec3 => [x, y, depth]);
}

/** @param raw density, [samples] */
function matterAlong(raw: Float64Array, z: Float64Array, options: RenderOptions): RayMatter {
  const { activation, quadrature, far, unabsorbed } = options;
  const midpoint = quadrature === 'midpoint';
  const last = z.length - 1;
  const closing = unabsorbed === 'opaque' ? last - (midpoint ? 1 : 0) : -1; // this interval absorbs all that is left
  const weight = new Float64Array(z.length);
  const transmittance = new Float64Array(z.length);
  let [depth, accumulated, moment] = [0, 0, 0];
  for (let s = 0; s <= last; s++) {
    transmittance[s] = Math.exp(-depth);
    if (s === last && midpoint) break;
    const end = s < last ? z[s + 1]! : far;
    const tau = activated(midpoint ? (raw[s]! + raw[s + 1]!) / 2 : raw[s]!, activation) * (end - z[s]!);
    const absorbed = transmittance[s]! * (s === closing ? 1 : -Math.expm1(-tau));
    depth += tau;
    accumulated += absorbed;
    weight[s]! += midpoint ? absorbed / 2 : absorbed;
    if (midpoint) weight[s + 1]! += absorbed / 2;
  }
  weight.forEach((value, s) => (moment += value * z[s]!));
  const density = raw.map((value) => activated(value, activation));
  return { z, density, weight, transmittance, accumulated, expectedZ: moment / accumulated };
}

function weightedSum(values: Float64Array, weight: Float64Array): Float64Array {
  const channels = values.length / weight.length;
  const sum = new Float64Array(channels);
  values.forEach((value, i) => (sum[i % channels]! += weight[Math.floor(i / channels)]! * value));
  return sum;
}

/** The sum as the map shows it: `applyOutputs`, for one ray. */
function shownSum(sum: Float64Array, id: string, matter: RayMatter, options: ProbedField['options']): Float64Array {
  const { heads, unabsorbed, depthOutput, near, far } = options;
  const empty = matter.accumulated < EMPTY_RAY;
  if (depthOutput === 'expected_z' && heads.find((head) => head.id === id)?.isDepth) {
    const z = empty ? far : Math.min(Math.max(matter.expectedZ, near), far);
    return Float64Array.of(metresOfZ(z, options));
  }
  if (unabsorbed !== 'normalized') return sum;
  return sum.map((value) => (empty ? 0 : value / matter.accumulated));
}

interface HeadAt {
  readonly field: ProbedField;
  readonly along: FieldsAt;
  readonly matter: RayMatter;
}

function headRay({ field, along, matter }: HeadAt, id: string, place: NetPlace): HeadRay {
  const values = along.values(place);
  const rendered = shownSum(weightedSum(values, matter.weight), id, matter, field.options);
  return { id, channels: place.channels, matter, values, rendered };
}

/** Every head with density and samples of its own. */
function probeEach(
  field: ProbedField,
  layout: FieldLayout,
  at: { ray: readonly [number, number]; positionsOf: PositionsOf },
): HeadRay[] {
  return [...layout.heads].map(([id, place]) => {
    const z = Float64Array.from(at.positionsOf(id));
    const along = new FieldsAt(field, pointsAlong(field, at.ray, z));
    const matter = matterAlong(along.values(layout.densities.get(id)!), z, field.options);
    return headRay({ field, along, matter }, id, place);
  });
}

/** Sorted sample positions of a head; without density 'per_task' all heads have those of the first. */
export type PositionsOf = (head: string) => ArrayLike<number>;

/** @param ray row and column in the ray grid @returns one for each head, in their order */
export function probeRay(field: ProbedField, ray: readonly [number, number], positionsOf: PositionsOf): HeadRay[] {
  const layout = fieldLayout(field.options);
  if (field.options.density === 'per_task') return probeEach(field, layout, { ray, positionsOf });
  const z = Float64Array.from(positionsOf(field.options.heads[0]!.id));
  const along = new FieldsAt(field, pointsAlong(field, ray, z));
  const matter = matterAlong(meanDensity(along, [...layout.densities.values()]), z, field.options);
  return [...layout.heads].map(([id, place]) => headRay({ field, along, matter }, id, place));
}
