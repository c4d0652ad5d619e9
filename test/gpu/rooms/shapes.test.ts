/** Hand-made scenes: what the rays meet, against formulas. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAt, type Vec3 } from '../../../src/base/geometry';
import { Part } from '../../../src/data/rooms/build';
import { SceneRenderer } from '../../../src/data/rooms/render';
import { LEVELS } from '../../../src/data/rooms/difficulty';
import type { RoomScene } from '../../../src/data/rooms/scene';
import type { Camera, Sample } from '../../../src/data/sample';
import { testDevice } from '../../helpers/device';

const [HEIGHT, WIDTH] = [24, 32];
const LENS = { fx: 0.8, fy: 0.8 * (WIDTH / HEIGHT), cx: 0.5, cy: 0.5 };
const EYE: Vec3 = [0.2, 1.3, 0.1];
const CAMERA: Camera = { intrinsics: LENS, worldFromCamera: lookAt(EYE, [0.2, 1.3, -1]) }; // looks along -z
const F32_DEPTH = 5e-5; // metres at 3 m: some units of float32 through the sums of an intersection, squares among them
const F32_NORMAL = 3e-4;

const GREY = {
  pattern: 'plain',
  color: [0.5, 0.5, 0.5],
  second: [0.4, 0.4, 0.4],
  scale: 1,
  gloss: 0,
  glow: 0,
  mirror: 0,
  seed: 1,
} as const;

function sceneOf(parts: readonly Part[]): RoomScene {
  const objects = parts.map((part, i) => ({ className: part.className, instance: i + 1, primitives: part.primitives }));
  const light = { sky: [0.5, 0.5, 0.5], earth: [0.5, 0.5, 0.5], balance: [1, 1, 1] } as const;
  const { camera } = LEVELS.medium;
  const shell = { seed: 1, index: 0, kind: 'handmade', habits: camera, width: 9, depth: 9, height: 3 } as const;
  return { ...shell, ...light, objects, materials: [GREY], lights: [], placements: [] };
}

let renderer: SceneRenderer;
beforeAll(() => {
  renderer = new SceneRenderer(testDevice());
});
afterAll(() => renderer.dispose());

function shoot(parts: readonly Part[]): Promise<Sample> {
  return renderer.render({ id: 'hand', scene: sceneOf(parts), camera: CAMERA, height: HEIGHT, width: WIDTH, seed: 1 });
}

/** The ray of a pixel in the world, with z = 1 along the camera's axis, so that its parameter is the depth. */
function rayOf(x: number, y: number): Vec3 {
  return [((x + 0.5) / WIDTH - 0.5) / LENS.fx, -((y + 0.5) / HEIGHT - 0.5) / LENS.fy, -1];
}

/** Depth and outward normal in the world (= camera frame here) where the ray enters, or undefined. */
type Formula = (ray: Vec3) => { depth: number; normal: Vec3 } | undefined;

function expectLike(sample: Sample, formula: Formula, label: number): number {
  let hits = 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const i = y * WIDTH + x;
      const want = formula(rayOf(x, y));
      const normal = sample.labels.normals!.subarray(3 * i, 3 * i + 3);
      expect(sample.labels.semseg![i], `pixel ${x}, ${y}`).toBe(want ? label : 255);
      expect(Math.abs(sample.labels.depth![i]! - (want?.depth ?? 0)), `depth at ${x}, ${y}`).toBeLessThan(F32_DEPTH);
      (want?.normal ?? [0, 0, 0]).forEach((value, c) => {
        expect(Math.abs(normal[c]! - value), `normal at ${x}, ${y}`).toBeLessThan(F32_NORMAL);
      });
      if (want) hits++;
    }
  }
  return hits;
}

describe('one thing before the camera: flat', () => {
  test('nothing: class 255, no depth, no normal', async () => {
    const behind = new Part('box').box([0, 1, 5], [1, 1, 1], 0);
    expect(expectLike(await shoot([behind]), () => undefined, 28)).toBe(0);
  });

  test('a wall, turned', async () => {
    const turn = 0.4;
    const wall = new Part('wall').box([0, -20, -3], [50, 40, 0.2], 0, { turn });
    const normal: Vec3 = [Math.sin(turn), 0, Math.cos(turn)];
    const offset = normal[2] * -3 + 0.1; // the plane of its front: dot(normal, p) = offset
    const plane: Formula = (ray) => ({
      depth: (offset - normal[0] * EYE[0] - normal[2] * EYE[2]) / (normal[0] * ray[0] + normal[2] * ray[2]),
      normal,
    });
    expect(expectLike(await shoot([wall]), plane, 0)).toBe(HEIGHT * WIDTH);
  });
});

describe('one thing before the camera: round', () => {
  test('a ball', async () => {
    const [center, radius]: [Vec3, number] = [[0.3, 1.2, -2.6], 0.62];
    const ball = new Part('lamp').ellipsoid([0.3, 1.2 - radius, -2.6], [2 * radius, 2 * radius, 2 * radius], 0);
    const formula: Formula = (ray) => {
      const o: Vec3 = [EYE[0] - center[0], EYE[1] - center[1], EYE[2] - center[2]];
      const a = ray[0] ** 2 + ray[1] ** 2 + ray[2] ** 2;
      const b = o[0] * ray[0] + o[1] * ray[1] + o[2] * ray[2];
      const inside = b * b - a * (o[0] ** 2 + o[1] ** 2 + o[2] ** 2 - radius ** 2);
      if (inside < 0) return undefined;
      const depth = (-b - Math.sqrt(inside)) / a;
      const at = (i: 0 | 1 | 2): number => (o[i] + depth * ray[i]) / radius;
      return { depth, normal: [at(0), at(1), at(2)] };
    };
    const hits = expectLike(await shoot([ball]), formula, 34);
    expect(hits).toBeGreaterThan(60);
    expect(hits).toBeLessThan(HEIGHT * WIDTH);
  });

  test('a standing cylinder, below and beside the camera', async () => {
    const [radius, top] = [0.5, 0.9];
    const [cx, cz] = [0.1, -1.8];
    const post = new Part('table').frustum([cx, 0, cz], [2 * radius, top, 2 * radius], 0);
    const formula: Formula = (ray) => {
      const [ox, oz] = [EYE[0] - cx, EYE[2] - cz];
      const lid = (top - EYE[1]) / ray[1];
      const onLid = lid > 0 && (ox + lid * ray[0]) ** 2 + (oz + lid * ray[2]) ** 2 <= radius ** 2;
      if (onLid) return { depth: lid, normal: [0, 1, 0] };
      const [a, b] = [ray[0] ** 2 + ray[2] ** 2, ox * ray[0] + oz * ray[2]];
      const inside = b * b - a * (ox ** 2 + oz ** 2 - radius ** 2);
      const depth = (-b - Math.sqrt(inside)) / a;
      const y = EYE[1] + depth * ray[1];
      if (!(inside >= 0) || y > top || y < 0) return undefined;
      return { depth, normal: [(ox + depth * ray[0]) / radius, 0, (oz + depth * ray[2]) / radius] };
    };
    expect(expectLike(await shoot([post]), formula, 6)).toBeGreaterThan(60);
  });
});

describe('one thing before the camera: soft', () => {
  test('a rounded box whose edges take it all is a ball', async () => {
    const radius = 0.5;
    const at: Vec3 = [0.2, 0.8, -2];
    const soft = await shoot([new Part('pillow').box(at, [1, 1, 1], 0, { edge: 0.5 })]); // capped at 0.98 of the half
    const ball = await shoot([new Part('pillow').ellipsoid(at, [2 * radius, 2 * radius, 2 * radius], 0)]);
    let both = 0;
    soft.labels.depth!.forEach((depth, i) => {
      const other = ball.labels.depth![i]!;
      if (depth === 0 || other === 0) return;
      both++;
      const edge = Math.abs(ball.labels.normals![3 * i + 2]!) < 0.5; // near the silhouette the 2 % of flat faces show
      if (!edge) expect(Math.abs(depth - other)).toBeLessThan(0.03);
    });
    expect(both).toBeGreaterThan(60);
  });
});

test('the nearer of two things is seen, and a boundary runs between them', async () => {
  const wall = new Part('wall').box([0, -20, -3], [50, 40, 0.2], 0);
  const board = new Part('door').box([EYE[0] + 5, -20, -2], [10, 40, 0.1], 0); // its left edge runs through the middle
  const { labels } = await shoot([wall, board]);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      expect(labels.semseg![y * WIDTH + x]).toBe(x < WIDTH / 2 ? 0 : 7);
      expect(labels.boundary![y * WIDTH + x]).toBe(x === WIDTH / 2 - 1 ? 1 : 0);
    }
  }
});

/** The hull of balls from one radius to another, found by searching for the ball that the ray enters first. */
function firstBall(ray: Vec3, from: Vec3, to: Vec3, radii: readonly [number, number]): ReturnType<Formula> {
  const ballAt = (share: number): { center: Vec3; radius: number } => ({
    center: [0, 1, 2].map((i) => from[i]! + share * (to[i]! - from[i]!)) as unknown as Vec3,
    radius: radii[0] + share * (radii[1] - radii[0]),
  });
  const enter = (share: number): number => {
    const { center, radius } = ballAt(share);
    const o: Vec3 = [EYE[0] - center[0], EYE[1] - center[1], EYE[2] - center[2]];
    const a = ray[0] ** 2 + ray[1] ** 2 + ray[2] ** 2;
    const b = o[0] * ray[0] + o[1] * ray[1] + o[2] * ray[2];
    const inside = b * b - a * (o[0] ** 2 + o[1] ** 2 + o[2] ** 2 - radius ** 2);
    return inside < 0 ? Infinity : (-b - Math.sqrt(inside)) / a;
  };
  let [best, span] = [0, 1];
  for (let round = 0; round < 12; round++) {
    const near = Array.from({ length: 81 }, (_, i) => Math.min(1, Math.max(0, best + (i / 40 - 1) * span)));
    best = near.reduce((least, share) => (enter(share) < enter(least) ? share : least), best);
    span /= round === 0 ? 10 : 4;
  }
  const depth = enter(best);
  if (depth === Infinity) return undefined;
  const { center, radius } = ballAt(best);
  const at = (i: 0 | 1 | 2): number => (EYE[i] + depth * ray[i] - center[i]) / radius;
  return { depth, normal: [at(0), at(1), at(2)] };
}

describe('limbs', () => {
  const ENDS: readonly [Vec3, Vec3] = [
    [-0.4, 0.9, -2.2],
    [0.7, 1.6, -2.9],
  ];

  test.each([
    ['narrowing away from the eye', 0.34, 0.12],
    ['widening', 0.15, 0.3],
    ['of one width', 0.2, 0.2],
  ])('%s', async (_, first, last) => {
    const [from, to] = ENDS;
    const limb = new Part('person').limb({ from, to, radius: first, taper: last / first }, 0, 4);
    const sample = await shoot([limb]);
    const hits = expectLike(sample, (ray) => firstBall(ray, from, to, [first, last]), 30);
    expect(hits).toBeGreaterThan(60);
    sample.labels.parts!.forEach((part, i) => expect(part).toBe(sample.labels.semseg![i] === 30 ? 4 : 0));
  });

  test('a flattened one has half the thickness across', async () => {
    const upright = { from: [0.2, 0.9, -2], to: [0.2, 1.7, -2], radius: 0.3, flat: 0.5 } as const;
    const depthOf = async (side: Vec3): Promise<number> => {
      const { labels } = await shoot([new Part('person').limb({ ...upright, side }, 0, 2)]);
      return labels.depth![(HEIGHT / 2) * WIDTH + WIDTH / 2]!;
    };
    // The ray of this pixel passes 2 cm beside the axis, 2.1 m away.
    expect(await depthOf([1, 0, 0])).toBeCloseTo(2.1 - 0.15, 2);
    expect(await depthOf([0, 0, 1])).toBeCloseTo(2.1 - 0.3, 1);
  });
});
