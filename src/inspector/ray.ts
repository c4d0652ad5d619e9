/** The picked pixel's ray: through the box with its samples, and its shadow on every plane, where features are read. */
import type { Vec3 } from '../base/geometry';
import type { PlanesView, RayView } from '../protocol/views';
import type { PlaneName } from '../store/pick';
import { markRadius, placeOn, rayPoint, shadowOn, tapsAt, texelOutline, type Tap } from './geometry';
import type { Pen } from './pen';
import { PLANES } from './planes';
import { PULL } from './view';

const RADII = { ray: [1.9, 6.5], shadow: [1.2, 3.6] } as const; // screen pixels, lightest to heaviest
const ROOMY = 64; // samples; more take smaller marks, or they would hide one another
const LIGHTEST_SHADOW = 0.01; // of the heaviest: shadows of empty samples would only thicken the line

/** The point of sample k of the ray. */
export function samplePoint(ray: RayView, k: number): Vec3 {
  const [x, y] = rayPoint(ray.ray, ray.rays);
  return [x, y, ray.z[k] ?? 0];
}

/** Texels that sample k reads from a plane. */
export function tapsOf(plane: PlaneName, ray: RayView, k: number, planes: PlanesView): readonly Tap[] {
  return tapsAt(placeOn(plane, samplePoint(ray, k), planes[plane]), planes[plane]);
}

function radiusOf(ray: RayView, k: number, [least, most]: readonly [number, number]): number {
  const room = Math.min(1, Math.sqrt(ROOMY / ray.z.length));
  return markRadius(ray.weight[k] ?? 0, heaviestOf(ray), [least * room, most * room]);
}

const heaviestOf = (ray: RayView): number => ray.weight.reduce((most, weight) => Math.max(most, weight), 0);

/** The ray lies on xz as a line at its column, on yz as a line at its row, on xy as a point. */
export function drawShadows(pen: Pen, ray: RayView, on: Readonly<Record<PlaneName, boolean>>): void {
  const [x, y] = rayPoint(ray.ray, ray.rays);
  const heaviest = heaviestOf(ray);
  for (const plane of PLANES) {
    if (!on[plane]) continue;
    if (plane === 'xy') {
      pen.dot([x, y, 1], 5, { edge: 'scene', width: 4 });
      pen.dot([x, y, 1], 5, { edge: 'pick', width: 2 });
      continue;
    }
    pen.haloed(shadowOn(plane, [x, y, -1]), shadowOn(plane, [x, y, 1]), 'pick', 1.25);
    ray.z.forEach((z, k) => {
      const weight = ray.weight[k] ?? 0;
      if (weight < LIGHTEST_SHADOW * heaviest) return;
      pen.dot(shadowOn(plane, [x, y, z]), radiusOf(ray, k, RADII.shadow), { fill: 'pick', edge: 'scene', width: 0.6 });
    });
  }
}

/** Coarse samples hollow, fine ones filled, area by weight. */
export function drawRay(pen: Pen, ray: RayView): void {
  const [x, y] = rayPoint(ray.ray, ray.rays);
  pen.haloed([x, y, -1 - PULL], [x, y, 1], 'pick', 2);
  ray.z.forEach((z, k) => {
    const radius = radiusOf(ray, k, RADII.ray);
    if (ray.fine[k]) pen.dot([x, y, z], radius, { fill: 'pick', edge: 'scene', width: 0.75 });
    else pen.dot([x, y, z], radius, { fill: 'scene', edge: 'pick', width: 1.2 });
  });
}

interface Footprint {
  readonly ray: RayView;
  readonly k: number;
  readonly planes: PlanesView;
  readonly on: Readonly<Record<PlaneName, boolean>>;
}

/** Where sample k stands: a ring on the ray, threads to its shadows, and the texels read there. */
export function drawFootprint(pen: Pen, { ray, k, planes, on }: Footprint): void {
  const point = samplePoint(ray, k);
  for (const plane of PLANES) {
    if (!on[plane]) continue;
    if (plane !== 'xy') pen.line(point, shadowOn(plane, point), 'ink', { dash: [2, 3] });
    for (const tap of tapsOf(plane, ray, k, planes)) pen.outline(texelOutline(plane, tap, planes[plane]), 'ink');
  }
}

const percent = (weight: number): string => `${Math.round(100 * weight)}\u202f%`;

/** Names the texels that sample k reads from one plane, with their bilinear weights. */
export function drawTaps(pen: Pen, plane: PlaneName, { ray, k, planes }: Footprint): void {
  const taps = tapsOf(plane, ray, k, planes);
  const size = planes[plane];
  for (const tap of taps) pen.outline(texelOutline(plane, tap, size), 'ink', { width: 2 });
  const lines = taps.map(({ row, column, weight }) => `${row}, ${column}  ${percent(weight)}`);
  const corner = shadowOn(plane, samplePoint(ray, k));
  [`${plane} texel  weight`, ...lines].forEach((text, line) =>
    pen.plate(text, corner, { shift: [16, (line - lines.length) * 16 - 12], ink: line ? 'ink' : 'ink-3' }),
  );
}
