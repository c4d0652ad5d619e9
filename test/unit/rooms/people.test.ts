import { describe, expect, test } from 'vitest';
import { subtract3, type Vec3 } from '../../../src/base/geometry';
import { Random } from '../../../src/base/random';
import { boundsOf, type Primitive } from '../../../src/data/rooms/build';
import { MaterialBook } from '../../../src/data/rooms/materials';
import { bend, BODY, buildOf, figure, type Build } from '../../../src/data/rooms/people/figure';
import { sitting, standing, STANDING } from '../../../src/data/rooms/people/poses';
import { dress } from '../../../src/data/rooms/people/wear';
import { roomScene } from '../../../src/data/rooms/scene';

const length = (v: Vec3): number => Math.hypot(...v);
const random = (): Random => new Random(5);
const wear = dress(random(), new MaterialBook(random()), true);

function primitivesOf(body: Build, pose: ReturnType<typeof standing>, clothes = wear): readonly Primitive[] {
  const { piece } = figure(body, pose, clothes);
  expect(piece.parts.map((part) => part.className)).toEqual(['person']); // one instance
  return piece.parts[0]!.primitives;
}

const lowest = (all: readonly Primitive[]): number => Math.min(...all.map((it) => boundsOf(it).low[1]));
const highest = (all: readonly Primitive[]): number => Math.max(...all.map((it) => boundsOf(it).high[1]));
const meanHeight = (all: readonly Primitive[], part: number): number => {
  const heights = all.filter(({ bodyPart }) => bodyPart === part).map(({ center }) => center[1]);
  return heights.reduce((sum, y) => sum + y, 0) / heights.length;
};

describe('two bones', () => {
  test('a right angle by hand: bones of 3 and 4 between points 5 apart', () => {
    const { middle, end } = bend([0, 0, 0], [5, 0, 0], [3, 4], [0, 1, 0]);
    middle.forEach((value, i) => expect(value).toBeCloseTo([1.8, 2.4, 0][i]!, 5));
    end.forEach((value, i) => expect(value).toBeCloseTo([5, 0, 0][i]!, 5));
  });

  test('keep their lengths wherever the hand is to be, and stretch for what is out of reach', () => {
    for (const to of [
      [0.2, -0.3, 0.1],
      [0, 0, 2],
      [0.001, 0, 0],
    ] as const) {
      const { middle, end } = bend([0, 0, 0], to, [0.3, 0.27], [0, -1, -1]);
      expect(length(middle)).toBeCloseTo(0.3, 4);
      expect(length(subtract3(end, middle))).toBeCloseTo(0.27, 4);
    }
  });
});

describe('people', () => {
  test('have all six parts, one above the other where they stand, and their feet on the floor', () => {
    for (const stature of [1.1, 1.6, 1.88]) {
      for (const kind of STANDING.filter((one) => one !== 'crossed')) {
        const body = buildOf(stature, 1);
        const all = primitivesOf(body, standing(kind, body, random()));
        const heights = [BODY.head, BODY.torso, BODY.upperLeg, BODY.lowerLeg].map((part) => meanHeight(all, part));
        expect(heights, kind).toEqual(heights.toSorted((a, b) => b - a));
        expect(new Set(all.map(({ bodyPart }) => bodyPart))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
        expect(Math.abs(lowest(all)), kind).toBeLessThan(0.03);
        expect(Math.abs(highest(all) - stature), `${kind} ${stature}`).toBeLessThan(0.09);
      }
    }
  });

  test('sit on the seat: hips above it, heads a torso higher, feet on the floor', () => {
    const body = buildOf(1.75, 1);
    for (const table of [undefined, 0.75]) {
      const seat = { y: 0.46, soft: false, ...(table !== undefined && { table }) };
      const pose = sitting(seat, body, random());
      const all = primitivesOf(body, pose);
      expect(pose.hips[1]).toBeCloseTo(0.55, 5);
      expect(meanHeight(all, BODY.head)).toBeGreaterThan(1);
      expect(highest(all)).toBeLessThan(1.5);
      expect(Math.abs(lowest(all))).toBeLessThan(0.05);
      if (table !== undefined) for (const wrist of pose.wrists) expect(wrist[1]).toBeCloseTo(table + 0.05, 5);
    }
  });
});

describe('bodies and clothes', () => {
  test("a child's feet hang above the floor rather than go through it", () => {
    const body = buildOf(1.1, 1);
    const all = primitivesOf(body, sitting({ y: 0.5, soft: false }, body, random()));
    expect(lowest(all)).toBeGreaterThan(0.02);
  });

  test('short sleeves and shorts show skin, long ones do not', () => {
    const body = buildOf(1.7, 1);
    const materials = (part: number, clothes: typeof wear): Set<number> =>
      new Set(
        primitivesOf(body, standing('relaxed', body, random()), clothes)
          .filter(({ bodyPart, half }) => bodyPart === part && half[1] > 0.1) // hands and shoes are shorter
          .map(({ material }) => material),
      );
    const summer = { ...wear, longSleeves: false, legs: 'shorts' as const };
    expect([...materials(BODY.lowerArm, summer)]).toEqual([wear.skin]);
    expect([...materials(BODY.lowerLeg, summer)]).toContain(wear.skin);
    const winter = { ...wear, longSleeves: true, legs: 'trousers' as const };
    expect([...materials(BODY.lowerArm, winter)]).toEqual([wear.top]);
    expect([...materials(BODY.lowerLeg, winter)]).not.toContain(wear.skin);
  });
});

test('about two rooms in five have people, of different statures, and only people have body parts', () => {
  const scenes = Array.from({ length: 200 }, (_, index) => roomScene(11, index));
  const statures: number[] = [];
  let inhabited = 0;
  for (const { objects, placements } of scenes) {
    const people = objects.filter(({ className }) => className === 'person');
    if (people.length > 0) inhabited++;
    statures.push(...placements.filter(({ name, on }) => name === 'person' && !on).map(({ piece }) => piece.height));
    for (const { className, primitives } of objects)
      for (const { bodyPart } of primitives) expect(bodyPart > 0).toBe(className === 'person');
  }
  expect(inhabited / scenes.length).toBeGreaterThan(0.35);
  expect(inhabited / scenes.length).toBeLessThan(0.5);
  expect(statures.length).toBeGreaterThan(20);
  expect(Math.max(...statures) - Math.min(...statures)).toBeGreaterThan(0.4);
});
