/** What a camera would see, coarsely: by this the photographer judges where to stand. */
import { lookAt, transformDirection, type Vec3 } from '../../base/geometry';
import { boundsOf } from './build';
import type { RoomScene } from './scene';

/** Of the Kinect of NYUv2 (fx 518.86, fy 519.47 at 640x480), in units of the image's width. */
export const NYU_FOCAL = 518.86 / 640;
const [COLUMNS, ROWS] = [12, 9]; // rays by which a candidate is judged

export interface Box {
  readonly person: boolean;
  readonly low: Vec3;
  readonly high: Vec3;
}

export interface Stand {
  readonly eye: Vec3;
  readonly target: Vec3;
}

/** What a candidate would see, coarsely: the object and the depth of each ray; -1 is the shell. */
export interface Glimpse {
  readonly seen: number[];
  readonly depths: number[];
}

/** Boxes around all objects but the shell's. */
export function boxesOf(scene: RoomScene): Box[] {
  const boxes: Box[] = [];
  for (const { className, primitives } of scene.objects) {
    if (className === 'wall' || className === 'floor' || className === 'ceiling') continue;
    const bounds = primitives.map(boundsOf);
    const fold = (pick: (it: (typeof bounds)[number]) => Vec3, best: (...values: number[]) => number): Vec3 => [
      best(...bounds.map((it) => pick(it)[0])),
      best(...bounds.map((it) => pick(it)[1])),
      best(...bounds.map((it) => pick(it)[2])),
    ];
    boxes.push({
      person: className === 'person',
      low: fold((it) => it.low, Math.min),
      high: fold((it) => it.high, Math.max),
    });
  }
  return boxes;
}

/** Where the ray enters the box, 0 from inside; Infinity if it misses. Called a million times per data set: no arrays. */
function entry({ low, high }: Box, eye: Vec3, inverse: Vec3): number {
  const x0 = (low[0] - eye[0]) * inverse[0];
  const x1 = (high[0] - eye[0]) * inverse[0];
  const y0 = (low[1] - eye[1]) * inverse[1];
  const y1 = (high[1] - eye[1]) * inverse[1];
  const z0 = (low[2] - eye[2]) * inverse[2];
  const z1 = (high[2] - eye[2]) * inverse[2];
  const enter = Math.max(Math.min(x0, x1), Math.min(y0, y1), Math.min(z0, z1), 0);
  return enter <= Math.min(Math.max(x0, x1), Math.max(y0, y1), Math.max(z0, z1)) ? enter : Infinity;
}

/** Where a ray from inside meets the shell. */
function shellDistance({ width, depth, height }: RoomScene, eye: Vec3, ray: Vec3): number {
  const along = (position: number, step: number, low: number, high: number): number =>
    ((step > 0 ? high : low) - position) / (Math.abs(step) < 1e-9 ? 1e-9 * (step > 0 ? 1 : -1) : step);
  const x = along(eye[0], ray[0], -width / 2, width / 2);
  const z = along(eye[2], ray[2], -depth / 2, depth / 2);
  return Math.min(x, along(eye[1], ray[1], 0, height), z);
}

export function glimpse(scene: RoomScene, boxes: readonly Box[], { eye, target }: Stand): Glimpse {
  const pose = lookAt(eye, target);
  const seen: number[] = [];
  const depths: number[] = [];
  for (let i = 0; i < ROWS * COLUMNS; i++) {
    const u = ((i % COLUMNS) + 0.5) / COLUMNS - 0.5;
    const v = (Math.floor(i / COLUMNS) + 0.5) / ROWS - 0.5;
    const ray = transformDirection(pose, [u / NYU_FOCAL, (v * 0.75) / NYU_FOCAL, 1]);
    const inverse: Vec3 = [1 / (ray[0] || 1e-9), 1 / (ray[1] || 1e-9), 1 / (ray[2] || 1e-9)];
    let best = shellDistance(scene, eye, ray);
    let which = -1;
    for (let k = 0; k < boxes.length; k++) {
      const enter = entry(boxes[k]!, eye, inverse);
      if (enter >= best) continue;
      best = enter;
      which = k;
    }
    seen.push(which);
    depths.push(best);
  }
  return { seen, depths };
}

/** Likes many things, few of them filling the picture, people in it, nothing against the lens. */
export function merit({ seen, depths }: Glimpse, boxes: readonly Box[]): number {
  const counts = new Map<number, number>();
  for (const which of seen) if (which >= 0) counts.set(which, (counts.get(which) ?? 0) + 1);
  const share = (n: number): number => n / seen.length;
  const furnished = Math.min(share([...counts.values()].reduce((sum, n) => sum + n, 0)), 0.65);
  const largest = share(Math.max(0, ...counts.values()));
  const close = share(depths.filter((depth) => depth < 0.75).length);
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  const notable = [...counts.values()].filter((n) => n >= 2).length;
  const people = [...counts].filter(([which, n]) => boxes[which]!.person && n >= 2).map(([which]) => which);
  const headless = people.filter((which) => seen.slice(0, COLUMNS).includes(which)).length; // cut off by the upper edge
  return (
    0.22 * Math.min(notable, 14) +
    1.2 * Math.min(people.length, 2) -
    1.6 * headless +
    5 * furnished -
    4 * Math.max(0, largest - 0.3) -
    14 * close -
    Math.abs(Math.min(mean - 2.5, 0)) * 1.5
  );
}

/** The share of what the first view sees that the second sees too. */
export function overlap(first: Glimpse, second: Glimpse): number {
  const kept = new Set(second.seen);
  return first.seen.filter((which) => kept.has(which)).length / first.seen.length;
}
