/** Where the photographer stands: on free floor, at eye height, facing the furnished side; further views move a little. */
import { lookAt, transformDirection, type Vec3 } from '../../base/geometry';
import { deriveSeed, Random } from '../../base/random';
import type { Camera } from '../sample';
import { boundsOf } from './build';
import type { RoomScene } from './scene';

/** Of the Kinect of NYUv2 (fx 518.86, fy 519.47 at 640x480), in units of the image's width. */
const NYU_FOCAL = 518.86 / 640;
const CANDIDATES = 24;
const [COLUMNS, ROWS] = [12, 9]; // rays by which a candidate is judged

interface Box {
  readonly low: Vec3;
  readonly high: Vec3;
}

interface Stand {
  readonly eye: Vec3;
  readonly target: Vec3;
}

/** What a candidate would see, coarsely: the object and the depth of each ray; -1 is the shell. */
interface Glimpse {
  readonly seen: number[];
  readonly depths: number[];
}

export interface RoomCamera extends Camera {
  readonly eye: Vec3;
}

function boxesOf(scene: RoomScene): Box[] {
  const boxes: Box[] = [];
  for (const { className, primitives } of scene.objects) {
    if (className === 'wall' || className === 'floor' || className === 'ceiling') continue;
    const bounds = primitives.map(boundsOf);
    const fold = (pick: (it: Box) => Vec3, best: (...values: number[]) => number): Vec3 => [
      best(...bounds.map((it) => pick(it)[0])),
      best(...bounds.map((it) => pick(it)[1])),
      best(...bounds.map((it) => pick(it)[2])),
    ];
    boxes.push({ low: fold((it) => it.low, Math.min), high: fold((it) => it.high, Math.max) });
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

function glimpse(scene: RoomScene, boxes: readonly Box[], { eye, target }: Stand): Glimpse {
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

/** Likes many things, few of them filling the picture, nothing against the lens. */
function merit({ seen, depths }: Glimpse): number {
  const counts = new Map<number, number>();
  for (const which of seen) if (which >= 0) counts.set(which, (counts.get(which) ?? 0) + 1);
  const share = (n: number): number => n / seen.length;
  const furnished = Math.min(share([...counts.values()].reduce((sum, n) => sum + n, 0)), 0.65);
  const largest = share(Math.max(0, ...counts.values()));
  const close = share(depths.filter((depth) => depth < 0.75).length);
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  const notable = [...counts.values()].filter((n) => n >= 2).length;
  return (
    0.22 * Math.min(notable, 14) +
    5 * furnished -
    4 * Math.max(0, largest - 0.3) -
    14 * close -
    Math.abs(Math.min(mean - 2.5, 0)) * 1.5
  );
}

/** Whether a person could stand there. */
function isFree(scene: RoomScene, eye: Vec3, margin: number): boolean {
  const fromWall = Math.min(0.38, margin + 0.13);
  if (Math.abs(eye[0]) > scene.width / 2 - fromWall || Math.abs(eye[2]) > scene.depth / 2 - fromWall) return false;
  return scene.placements.every(({ footprint: f, light, name }) => {
    if (light && name === 'rug') return true;
    return eye[0] < f.x0 - margin || eye[0] > f.x1 + margin || eye[2] < f.z0 - margin || eye[2] > f.z1 + margin;
  });
}

function randomStand(scene: RoomScene, random: Random): Stand {
  const eye: Vec3 = [
    random.between(-0.5, 0.5) * scene.width,
    random.between(1.15, 1.65),
    random.between(-0.5, 0.5) * scene.depth,
  ];
  const { footprint: f } = random.pick(scene.placements);
  const share = random.between(0.35, 1);
  const drop = random.between(0, 0.6); // looks down a little, as people do
  const aim: Vec3 = [((f.x0 + f.x1) / 2) * share, eye[1] - drop, ((f.z0 + f.z1) / 2) * share];
  return { eye, target: aim };
}

function nearby({ eye, target }: Stand, random: Random): Stand {
  const turn = random.between(0, 2 * Math.PI);
  const step = random.between(0.2, 0.6);
  const moved: Vec3 = [
    eye[0] + step * Math.cos(turn),
    eye[1] + random.between(-0.12, 0.12),
    eye[2] + step * Math.sin(turn),
  ];
  const shift = (): number => random.between(-0.2, 0.2);
  return { eye: moved, target: [target[0] + shift(), target[1] + shift(), target[2] + shift()] };
}

/** The best of several free candidates. */
function choose(scene: RoomScene, propose: () => Stand, value: (stand: Stand) => number): Stand {
  for (const margin of [0.25, 0.12, 0.04]) {
    let best: Stand | undefined;
    let bestValue = -Infinity;
    let found = 0;
    for (let i = 0; i < 40 * CANDIDATES && found < CANDIDATES; i++) {
      const stand = propose();
      const apart = Math.hypot(stand.target[0] - stand.eye[0], stand.target[2] - stand.eye[2]);
      if (apart < 0.8 || stand.eye[1] < 1.1 || stand.eye[1] > 1.7 || !isFree(scene, stand.eye, margin)) continue;
      found++;
      const worth = value(stand);
      if (worth > bestValue) [best, bestValue] = [stand, worth];
    }
    if (best) return best;
  }
  throw new Error(
    `room ${scene.index} of seed ${scene.seed} leaves no floor for a camera; this is a fault of its recipe`,
  );
}

/** The share of what the first view sees that the second sees too. */
function overlap(first: Glimpse, second: Glimpse): number {
  const kept = new Set(second.seen);
  return first.seen.filter((which) => kept.has(which)).length / first.seen.length;
}

interface SetUp {
  readonly boxes: readonly Box[];
  readonly fx: number;
  readonly cx: number;
  readonly cy: number;
  readonly first: Stand;
}

const SET_UPS = new WeakMap<RoomScene, SetUp>(); // the search for the first view is shared by the views of a room

/** Lens and first view of a room. */
function setUp(scene: RoomScene): SetUp {
  const known = SET_UPS.get(scene);
  if (known) return known;
  const boxes = boxesOf(scene);
  const random = new Random(deriveSeed(scene.seed, 'rooms-camera', scene.index));
  const made = {
    boxes,
    fx: NYU_FOCAL * random.between(0.94, 1.06),
    cx: 0.5 + random.between(-0.01, 0.01),
    cy: 0.5 + random.between(-0.01, 0.01),
    first: choose(
      scene,
      () => randomStand(scene, random),
      (it) => merit(glimpse(scene, boxes, it)),
    ),
  };
  SET_UPS.set(scene, made);
  return made;
}

/** The camera of a view: a function of (scene, view, height / width) alone. */
export function roomCamera(scene: RoomScene, view: number, aspect: number): RoomCamera {
  const { boxes, fx, cx, cy, first } = setUp(scene);
  let stand = first;
  const own = new Random(deriveSeed(scene.seed, 'rooms-view', scene.index, view));
  if (view > 0) {
    const wanted = glimpse(scene, boxes, first);
    const value = (it: Stand): number => {
      const sight = glimpse(scene, boxes, it);
      return merit(sight) + 4 * overlap(wanted, sight);
    };
    stand = choose(scene, () => nearby(first, own), value);
  }
  const worldFromCamera = lookAt(stand.eye, stand.target, own.between(-0.02, 0.02));
  return { intrinsics: { fx, fy: (fx * 519.47) / 518.86 / aspect, cx, cy }, worldFromCamera, eye: stand.eye };
}
