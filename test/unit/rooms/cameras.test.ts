import { expect, test } from 'vitest';
import { roomCamera } from '../../../src/data/rooms/cameras';
import type { Difficulty } from '../../../src/data/rooms/difficulty';
import { roomScene } from '../../../src/data/rooms/scene';

const SEED = 7;
const ASPECT = 0.75;

test('cameras stand at eye height, inside the room, outside the furniture', () => {
  for (let index = 0; index < 50; index++) {
    const scene = roomScene(SEED, index);
    for (const view of [0, 1, 2]) {
      const { eye } = roomCamera(scene, view, ASPECT);
      expect(eye[1]).toBeGreaterThanOrEqual(1.1);
      expect(eye[1]).toBeLessThanOrEqual(1.7);
      expect(Math.abs(eye[0])).toBeLessThan(scene.width / 2 - 0.1);
      expect(Math.abs(eye[2])).toBeLessThan(scene.depth / 2 - 0.1);
      for (const { footprint, name } of scene.placements) {
        if (name === 'rug') continue;
        const { x0, x1, z0, z1 } = footprint;
        expect(eye[0] > x0 && eye[0] < x1 && eye[2] > z0 && eye[2] < z1, `${name} in room ${index}`).toBe(false);
      }
    }
  }
});

test('a view does not depend on which others were asked for', () => {
  const alone = roomCamera(roomScene(SEED, 5), 2, ASPECT);
  const scene = roomScene(SEED, 5);
  roomCamera(scene, 0, ASPECT);
  roomCamera(scene, 1, ASPECT);
  expect(roomCamera(scene, 2, ASPECT)).toEqual(alone);
});

test('further views move by less than a metre', () => {
  for (let index = 0; index < 20; index++) {
    const scene = roomScene(SEED, index);
    const [a, b] = [roomCamera(scene, 0, ASPECT).eye, roomCamera(scene, 1, ASPECT).eye];
    const step = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    expect(step).toBeGreaterThan(0.15);
    expect(step).toBeLessThan(1);
  }
});

test('sixteen views are a walk: small steps that mostly keep their direction, on free floor', () => {
  let [kept, turns] = [0, 0];
  for (let index = 0; index < 12; index++) {
    const scene = roomScene(SEED, index);
    const eyes = Array.from({ length: 16 }, (_, view) => roomCamera(scene, view, ASPECT).eye);
    for (let view = 1; view < 16; view++) {
      const [dx, dy, dz] = [0, 1, 2].map((i) => eyes[view]![i]! - eyes[view - 1]![i]!) as [number, number, number];
      expect(Math.hypot(dx, dz)).toBeLessThan(0.33);
      expect(Math.abs(dy)).toBeLessThan(0.06);
      if (view < 2) continue;
      const [ex, ez] = [eyes[view - 1]![0] - eyes[view - 2]![0], eyes[view - 1]![2] - eyes[view - 2]![2]];
      turns++;
      if (dx * ex + dz * ez > 0) kept++;
    }
  }
  expect(kept / turns).toBeGreaterThan(0.7);
});

test('hard rooms are photographed from lower and higher, askew, with other lenses', () => {
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const of = (difficulty: Difficulty): { eyes: number; lenses: number; roll: number } => {
    const cameras = Array.from({ length: 30 }, (_, index) => roomCamera(roomScene(SEED, index, difficulty), 0, ASPECT));
    return {
      eyes: spread(cameras.map(({ eye }) => eye[1])),
      lenses: spread(cameras.map(({ intrinsics }) => intrinsics.fx)),
      roll: spread(cameras.map(({ worldFromCamera: m }) => m[4]!)), // how far the image's x axis points up
    };
  };
  const [medium, hard] = [of('medium'), of('hard')];
  expect(hard.eyes).toBeGreaterThan(1.6 * medium.eyes);
  expect(hard.lenses).toBeGreaterThan(1.6 * medium.lenses);
  expect(hard.roll).toBeGreaterThan(2 * medium.roll);
});

test('the lens is near that of NYUv2 and has square pixels', () => {
  const { intrinsics } = roomCamera(roomScene(SEED, 1), 0, 480 / 640);
  expect(intrinsics.fx / (518.86 / 640)).toBeGreaterThan(0.9);
  expect(intrinsics.fx / (518.86 / 640)).toBeLessThan(1.1);
  expect((intrinsics.fy * 480) / (intrinsics.fx * 640)).toBeCloseTo(519.47 / 518.86, 5);
});
