import { describe, expect, test } from 'vitest';
import { projectorShadow, sensorColours, sensorDepth, type Exact } from '../../../src/data/rooms/sensor';

const [HEIGHT, WIDTH] = [40, 80];
const PIXELS = HEIGHT * WIDTH;
const LENS = { fx: 0.8, fy: 0.8 * (WIDTH / HEIGHT), cx: 0.5, cy: 0.5 };

/** A white matt wall that faces the camera at this depth. */
function wall(metres: number, look: { bright?: number; shine?: number; tilt?: number } = {}): Exact {
  const { bright = 0.7, shine = 0, tilt = 0 } = look;
  const normals = new Float32Array(3 * PIXELS);
  for (let i = 0; i < PIXELS; i++) normals.set([0, Math.sin(tilt), Math.cos(tilt)], 3 * i);
  const full = (value: number): Float32Array => new Float32Array(PIXELS).fill(value);
  const size = { height: HEIGHT, width: WIDTH, intrinsics: LENS };
  return { ...size, depth: full(metres), normals, bright: full(bright), shine: full(shine) };
}

const seen = (depth: Float32Array): number[] => [...depth].filter((metres) => metres > 0);
const share = (depth: Float32Array): number => seen(depth).length / depth.length;

describe('depth', () => {
  test('comes in steps of disparity, which grow with the square of the distance', () => {
    const gaps = [1, 2, 4].map((metres) => {
      const values = [...new Set(seen(sensorDepth(wall(metres), 3)))].sort((a, b) => a - b);
      expect(Math.abs(values[Math.floor(values.length / 2)]! - metres)).toBeLessThan(0.02 * metres);
      for (const value of values) expect(Math.abs(351.3 / value - Math.round(351.3 / value))).toBeLessThan(1e-3);
      return values[1]! - values[0]!;
    });
    expect(gaps[1]! / gaps[0]!).toBeCloseTo(4, 0); // 2.8 mm at one metre, 11 mm at two
    expect(gaps[2]! / gaps[1]!).toBeCloseTo(4, 0);
    expect(gaps[0]!).toBeCloseTo(1 / 351.3, 3);
  });

  test('a bright wall is seen nearly whole; dark, shining or grazing ones have holes; nothing too near or too far', () => {
    expect(share(sensorDepth(wall(2), 3))).toBeGreaterThan(0.98);
    expect(share(sensorDepth(wall(2, { bright: 0 }), 3))).toBeLessThan(0.9);
    expect(share(sensorDepth(wall(2, { shine: 1 }), 3))).toBe(0);
    expect(share(sensorDepth(wall(2, { shine: 0.6, bright: 0.2 }), 3))).toBeLessThan(0.95);
    expect(share(sensorDepth(wall(2, { tilt: 1.5 }), 3))).toBeLessThan(0.7);
    expect(share(sensorDepth(wall(0.3), 3))).toBe(0);
    expect(share(sensorDepth(wall(9.5), 3))).toBeLessThan(0.1);
  });

  test('what is invalid stays invalid, and a seed gives the same again', () => {
    expect(share(sensorDepth(wall(0), 3))).toBe(0);
    expect(sensorDepth(wall(3), 3)).toEqual(sensorDepth(wall(3), 3));
    expect(sensorDepth(wall(3), 4)).not.toEqual(sensorDepth(wall(3), 3));
  });
});

describe('at the edges of things', () => {
  test('the projector’s shadow of a board lies beside it, as wide as the disparities differ', () => {
    const exact = wall(4);
    for (let y = 0; y < HEIGHT; y++) exact.depth.fill(1, y * WIDTH + 40, y * WIDTH + 60);
    // Disparities: 0.8 * 80 * 0.075 = 4.8 pixels at 1 m, 1.2 at 4 m: columns 36.2 to 39.2 of the wall, left of the board.
    const row = [...projectorShadow(exact).subarray(0, WIDTH)].flatMap((value, x) => (value === 1 ? [x] : []));
    expect(row.length).toBeGreaterThanOrEqual(3);
    expect(row.length).toBeLessThanOrEqual(5);
    for (const x of row) expect(x >= 35 && x < 40, `column ${x}`).toBe(true);
  });

  test('at an edge pixels of both sides are mixed up, a few pixels deep', () => {
    const exact = wall(4);
    for (let y = 0; y < HEIGHT; y++) exact.depth.fill(2, y * WIDTH, y * WIDTH + 40);
    const depth = sensorDepth(exact, 3);
    const swapped = [...depth].flatMap((metres, i) => {
      const x = i % WIDTH;
      return metres > 0 && metres < 3 !== x < 40 ? [x] : [];
    });
    expect(swapped.length).toBeGreaterThan(0);
    for (const x of swapped) expect(Math.abs(x - 39.5)).toBeLessThan(4);
  });
});

test('colours become noisy, more in the dark than in the light, and keep their mean', () => {
  const spread = [40, 220].map((grey) => {
    const image = new Uint8Array(3 * 10_000).fill(grey);
    sensorColours(image, 3);
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    expect(mean).toBeCloseTo(grey, 0);
    return Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length);
  });
  expect(spread[0]!).toBeGreaterThan(spread[1]! + 0.2);
  expect(spread[0]!).toBeLessThan(9);
  expect(spread[1]!).toBeGreaterThan(2);
});
