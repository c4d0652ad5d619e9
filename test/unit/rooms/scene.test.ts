import { describe, expect, test } from 'vitest';
import { boundsOf, placePoint } from '../../../src/data/rooms/build';
import { turnY, type Vec3 } from '../../../src/base/geometry';
import { overlaps, type Placement } from '../../../src/data/rooms/layout';
import { packScene } from '../../../src/data/rooms/pack';
import type { Difficulty } from '../../../src/data/rooms/difficulty';
import { roomScene, type RoomScene } from '../../../src/data/rooms/scene';

const SEED = 7;
const SCENES = Array.from({ length: 50 }, (_, index) => roomScene(SEED, index));
const MILLIMETRE = 1e-3;

interface Bounds {
  readonly low: Vec3;
  readonly high: Vec3;
}

/** Bounds in the world of every primitive of a placed piece. */
function worldBounds({ piece, place }: Placement): Bounds[] {
  return piece.parts.flatMap((part) =>
    part.primitives.map((it) =>
      boundsOf({
        ...it,
        center: placePoint(place, it.center),
        xAxis: turnY(it.xAxis, place.turn),
        yAxis: turnY(it.yAxis, place.turn),
      }),
    ),
  );
}

/** How deep two boxes stand in each other, in metres; negative if they are apart. */
function depthOfOverlap(a: Bounds, b: Bounds): number {
  const along = (i: 0 | 1 | 2): number => Math.min(a.high[i], b.high[i]) - Math.max(a.low[i], b.low[i]);
  return Math.min(along(0), along(1), along(2));
}

describe('a room is a function of seed and index', () => {
  test('made twice it is the same', () => {
    expect(roomScene(SEED, 3)).toEqual(SCENES[3]);
  });

  test('any room can be made without the ones before it', () => {
    roomScene(SEED, 40);
    expect(roomScene(SEED, 12)).toEqual(SCENES[12]);
  });

  test('other seeds and other indices give other rooms', () => {
    expect(roomScene(SEED + 1, 3).objects).not.toEqual(SCENES[3]!.objects);
    expect(SCENES[4]!.objects).not.toEqual(SCENES[3]!.objects);
  });
});

describe('furniture', () => {
  test('stands inside the room, on its declared floor', () => {
    for (const scene of SCENES) {
      for (const placement of scene.placements) {
        const { x0, x1, z0, z1 } = placement.footprint;
        for (const { low, high } of worldBounds(placement)) {
          expect(Math.min(low[0] - x0, x1 - high[0]), placement.name).toBeGreaterThan(-MILLIMETRE);
          expect(Math.min(low[2] - z0, z1 - high[2]), placement.name).toBeGreaterThan(-MILLIMETRE);
          expect(low[1]).toBeGreaterThan(-MILLIMETRE);
          expect(high[1], placement.name).toBeLessThan(scene.height);
        }
        expect(Math.max(-x0, x1)).toBeLessThan(scene.width / 2 + MILLIMETRE);
        expect(Math.max(-z0, z1)).toBeLessThan(scene.depth / 2 + MILLIMETRE);
      }
    }
  });

  test('does not stand in other furniture', () => {
    for (const scene of SCENES) {
      const pieces = scene.placements
        .filter((it) => it.name !== 'rug')
        .map((it) => ({ ...it, bounds: worldBounds(it) }));
      pieces.forEach((one, k) => {
        for (const other of pieces.slice(0, k)) {
          if (!overlaps(one.footprint, other.footprint)) continue;
          if (one.on || other.on) continue; // who sits sinks into the seat
          for (const a of one.bounds) {
            for (const b of other.bounds) {
              expect(depthOfOverlap(a, b), `${one.name} in ${other.name}`).toBeLessThan(MILLIMETRE);
            }
          }
        }
      });
    }
  });

  test('every room has some', () => {
    for (const scene of SCENES) expect(scene.placements.length).toBeGreaterThanOrEqual(3);
  });
});

test('50 rooms have all 40 classes, every kind of room among them', () => {
  const classes = new Set(SCENES.flatMap((scene) => scene.objects.map((object) => object.className)));
  expect(classes.size).toBe(40);
  expect(new Set(SCENES.map((scene) => scene.kind)).size).toBe(5);
});

test('the harder, the more lies about, and the more patterns there are', () => {
  const of = (difficulty: Difficulty): RoomScene[] =>
    Array.from({ length: 60 }, (_, index) => roomScene(SEED, index, difficulty));
  const [easy, medium, hard] = (['easy', 'medium', 'hard'] as const).map(of);
  const things = (scenes: readonly RoomScene[]): number =>
    scenes.reduce((sum, scene) => sum + scene.objects.length, 0) / scenes.length;
  expect(things(medium!)).toBeGreaterThan(things(easy!) + 3);
  expect(things(hard!)).toBeGreaterThan(things(medium!) + 10);
  const patterned = (scenes: readonly RoomScene[]): number =>
    scenes.flatMap(({ materials }) => materials).filter(({ pattern }) => pattern === 'stripes').length;
  expect(patterned(medium!)).toBeGreaterThan(2 * patterned(easy!));
  expect(roomScene(SEED, 3, 'medium')).toEqual(SCENES[3]);
});

test('who sits, sits on something that has seats, and nobody stands in anything', () => {
  const scenes = Array.from({ length: 120 }, (_, index) => roomScene(SEED, index));
  const people = scenes.flatMap(({ placements }) => placements.filter(({ name }) => name === 'person'));
  const sitters = people.filter(({ on }) => on);
  expect(sitters.length).toBeGreaterThan(15);
  expect(people.length - sitters.length).toBeGreaterThan(15);
  for (const { on } of sitters) expect(on!.piece.seats.length).toBeGreaterThan(0);
  for (const { placements } of scenes) {
    for (const person of placements.filter(({ name }) => name === 'person')) {
      const others = placements.filter((it) => it !== person && it !== person.on && it.name !== 'rug');
      for (const other of others) expect(overlaps(person.footprint, other.footprint), other.name).toBe(false);
    }
  }
});

test('instances are numbered from 1; only walls share a number among objects', () => {
  for (const scene of SCENES) {
    const others = scene.objects.filter((object) => object.className !== 'wall').map((object) => object.instance);
    expect(new Set(others).size).toBe(others.length);
    expect(Math.min(...others)).toBe(2);
    expect(scene.objects.filter((object) => object.instance === 1).every((object) => object.className === 'wall')).toBe(
      true,
    );
  }
});

test('every furniture object is made of primitives whose materials exist', () => {
  for (const scene of SCENES) {
    for (const object of scene.objects) {
      expect(object.primitives.length).toBeGreaterThan(0);
      for (const { material } of object.primitives) expect(scene.materials[material]).toBeDefined();
    }
  }
});

test('the packed scene is finite and as long as its structs say', () => {
  const scene = SCENES[0]!;
  const packed = packScene(scene);
  const primitives = scene.objects.reduce((sum, object) => sum + object.primitives.length, 0);
  expect(packed.objects.length).toBe(12 * scene.objects.length);
  expect(packed.primitives.length).toBe(16 * primitives);
  expect(packed.materials.length).toBe(12 * scene.materials.length);
  expect(packed.lights.length).toBe(16 * scene.lights.length);
  for (const data of Object.values(packed) as Float32Array[]) expect(data.every(Number.isFinite)).toBe(true);
});
