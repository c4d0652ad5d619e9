/**
 * Where the photographer stands: on free floor, at eye height, facing the furnished side; then walks on in small steps,
 * so that neighbouring views see much of the same.
 */
import { lookAt, type Vec3 } from '../../base/geometry';
import { deriveSeed, Random } from '../../base/random';
import type { Camera } from '../sample';
import { boxesOf, glimpse, merit, NYU_FOCAL, overlap, type Box, type Glimpse, type Stand } from './glimpse';
import type { RoomScene } from './scene';

const CANDIDATES = 24;
/** How much of a view the next one and the one after three more should see. */
const KEEP = { next: 3, later: 3 };
const REACH = 4; // views: crossView.reach, within which second views are drawn

export interface RoomCamera extends Camera {
  readonly eye: Vec3;
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
  const { height, drop } = scene.habits;
  const eye: Vec3 = [
    random.between(-0.5, 0.5) * scene.width,
    random.between(...height),
    random.between(-0.5, 0.5) * scene.depth,
  ];
  const { footprint: f } = random.pick(scene.placements);
  const share = random.between(0.35, 1);
  const aim: Vec3 = [
    ((f.x0 + f.x1) / 2) * share,
    eye[1] - random.between(...drop), // looks down a little, as people do
    ((f.z0 + f.z1) / 2) * share,
  ];
  return { eye, target: aim };
}

/** The next stand of a walk: about as far and in about the direction of the last step, the view turning slowly. */
function stepFrom({ stand, heading }: Step, random: Random): Stand {
  const { eye, target } = stand;
  const turn = heading === undefined ? random.between(0, 2 * Math.PI) : heading + random.normal() * 0.7;
  const step = random.between(0.2, 0.32);
  const moved: Vec3 = [
    eye[0] + step * Math.cos(turn),
    eye[1] + random.between(-0.05, 0.05),
    eye[2] + step * Math.sin(turn),
  ];
  const shift = (most: number): number => random.between(-most, most);
  return { eye: moved, target: [target[0] + shift(0.22), target[1] + shift(0.08), target[2] + shift(0.22)] };
}

/** The best of several free candidates; undefined if there is no free floor. */
function choose(scene: RoomScene, propose: () => Stand, value: (stand: Stand) => number): Stand | undefined {
  const [lowest, highest] = [scene.habits.height[0] - 0.05, scene.habits.height[1] + 0.05];
  for (const margin of [0.25, 0.12, 0.04]) {
    let best: Stand | undefined;
    let bestValue = -Infinity;
    let found = 0;
    for (let i = 0; i < 40 * CANDIDATES && found < CANDIDATES; i++) {
      const stand = propose();
      const apart = Math.hypot(stand.target[0] - stand.eye[0], stand.target[2] - stand.eye[2]);
      if (apart < 0.8 || stand.eye[1] < lowest || stand.eye[1] > highest || !isFree(scene, stand.eye, margin)) continue;
      found++;
      const worth = value(stand);
      if (worth > bestValue) [best, bestValue] = [stand, worth];
    }
    if (best) return best;
  }
  return undefined;
}

interface Step {
  readonly stand: Stand;
  readonly sight: Glimpse;
  /** Direction of the last move over the floor, radians; undefined before the first. */
  readonly heading?: number;
}

/** A walk through a room, as far as it was asked for. */
interface Walk {
  readonly boxes: readonly Box[];
  readonly fx: number;
  readonly cx: number;
  readonly cy: number;
  readonly steps: Step[];
}

const WALKS = new WeakMap<RoomScene, Walk>(); // each view builds on those before it

/** Lens and first view of a room. */
function walkOf(scene: RoomScene): Walk {
  const known = WALKS.get(scene);
  if (known) return known;
  const boxes = boxesOf(scene);
  const random = new Random(deriveSeed(scene.seed, 'rooms-camera', scene.index));
  const lens = {
    fx: NYU_FOCAL * random.between(...scene.habits.focal),
    cx: 0.5 + random.between(-0.01, 0.01),
    cy: 0.5 + random.between(-0.01, 0.01),
  };
  const value = (it: Stand): number => merit(glimpse(scene, boxes, it), boxes);
  const stand = choose(scene, () => randomStand(scene, random), value);
  if (!stand) {
    throw new Error(
      `room ${scene.index} of seed ${scene.seed} leaves no floor for a camera; this is a fault of its recipe`,
    );
  }
  const made = { boxes, ...lens, steps: [{ stand, sight: glimpse(scene, boxes, stand) }] };
  WALKS.set(scene, made);
  return made;
}

/** One step further; where the way ends, the walk turns back. */
function goOn(scene: RoomScene, { boxes, steps }: Walk): void {
  const random = new Random(deriveSeed(scene.seed, 'rooms-view', scene.index, steps.length));
  const last = steps.at(-1)!;
  const earlier = steps[Math.max(0, steps.length - REACH)]!;
  const value = (it: Stand): number => {
    const sight = glimpse(scene, boxes, it);
    return merit(sight, boxes) + KEEP.next * overlap(last.sight, sight) + KEEP.later * overlap(earlier.sight, sight);
  };
  const stand =
    choose(scene, () => stepFrom(last, random), value) ??
    choose(scene, () => stepFrom({ stand: last.stand, sight: last.sight }, random), value) ??
    last.stand;
  const [dx, dz] = [stand.eye[0] - last.stand.eye[0], stand.eye[2] - last.stand.eye[2]];
  steps.push({ stand, sight: glimpse(scene, boxes, stand), heading: Math.atan2(dz, dx) });
}

/** The camera of a view: a function of (scene, view, height / width) alone. */
export function roomCamera(scene: RoomScene, view: number, aspect: number): RoomCamera {
  const walk = walkOf(scene);
  while (walk.steps.length <= view) goOn(scene, walk);
  const { eye, target } = walk.steps[view]!.stand;
  const { roll } = scene.habits;
  const base = new Random(deriveSeed(scene.seed, 'rooms-roll', scene.index)).between(-roll, roll);
  const own = new Random(deriveSeed(scene.seed, 'rooms-hand', scene.index, view)).between(-0.01, 0.01);
  const { fx, cx, cy } = walk;
  const fy = (fx * 519.47) / 518.86 / aspect;
  return { intrinsics: { fx, fy, cx, cy }, worldFromCamera: lookAt(eye, target, base + own), eye };
}

/** Which objects' classes the first view shows, by its coarse rays: cheap, and the same on every adapter. */
export function classesInSight(scene: RoomScene): Set<string> {
  const { steps } = walkOf(scene);
  const furniture = scene.objects.filter(({ className }) => !['wall', 'floor', 'ceiling'].includes(className));
  return new Set(steps[0]!.sight.seen.flatMap((which) => furniture[which]?.className ?? []));
}
