/** Zoom and rotation about the centre, by hand and against positions that are computed plainly. */
import { expect, test } from 'vitest';
import { turnVectors, warpedCubic, warpedNearest } from '../../../../src/data/augment/warp';
import { warped } from '../../../../src/data/augment/mti-net';
import { resizedCubic } from '../../../../src/data/augment/resize-cubic';
import { numbered, RULES } from '../../../helpers/augmenting';
import { expectClose } from '../../../helpers/close';

const three = (values: readonly number[]): Float32Array => Float32Array.from(values.flatMap((v) => [v, v, v]));
const first = (values: Float32Array): number[] => [...values].filter((_, i) => i % 3 === 0);

test('a row of four, twice as large: positions 1, 1.5, 2, 2.5', () => {
  const row = [10, 20, 40, 80];
  const square = [...row, ...row, ...row, ...row];
  const size = { height: 4, width: 4 };
  const turn = { angle: 0, scale: 2 };
  const nearest = warpedNearest(Uint8Array.from(square), { ...size, channels: 1 }, turn);
  expect([...nearest.subarray(4, 8)]).toEqual([20, 40, 40, 80]); // halves are rounded up
  const cubic = first(warpedCubic(three(square), size, turn));
  // At a half the weights are -.09375, .59375, .59375, -.09375; outside is 0.
  const between = [20, 0.59375 * (20 + 40) - 0.09375 * (10 + 80), 40, 0.59375 * (40 + 80) - 0.09375 * 20];
  expectClose(cubic.slice(4, 8), between, 1e-6, 'second row, at 1.5 of equal rows');
});

test('counter-clockwise by 90 degrees: what is on the right comes to the top; outside is 0', () => {
  const size = 6;
  const labels = Uint8Array.from({ length: size * size }, (_, i) => 1 + i);
  const at = (values: ArrayLike<number>, x: number, y: number): number => values[y * size + x]!;
  const turned = warpedNearest(labels, { height: size, width: size, channels: 1 }, { angle: 90, scale: 1 });
  for (let x = 0; x < size; x++) {
    expect(at(turned, x, 0)).toBe(0); // the centre is the corner of four pixels, so a row comes from outside
    for (let y = 1; y < size; y++) expect(at(turned, x, y)).toBe(at(labels, size - y, x));
  }
  const cubic = first(warpedCubic(three([...labels]), { height: size, width: size }, { angle: 90, scale: 1 }));
  expectClose(cubic.slice(size), [...turned.subarray(size)], 1e-5, 'whole positions');
});

/** A straight line through OpenCV's bicubic, which bends it a little (a = -.75). */
function rampAt(place: number): number {
  const low = Math.floor(place);
  const weight = (distance: number): number =>
    distance <= 1
      ? (1.25 * distance - 2.25) * distance * distance + 1
      : ((-0.75 * distance + 3.75) * distance - 6) * distance + 3;
  return [low - 1, low, low + 1, low + 2].reduce((sum, tap) => sum + tap * weight(Math.abs(place - tap)), 0);
}

test.each([
  { angle: 0, scale: 1.2 },
  { angle: 0, scale: 1.5 },
  { angle: 17, scale: 0.8 },
  { angle: -9.5, scale: 1.25 },
])('positions are quantised: $angle degrees, x$scale', (turn) => {
  const [height, width] = [31, 44];
  const ramp = (of: (x: number, y: number) => number): Float32Array =>
    three(Array.from({ length: height * width }, (_, i) => of(i % width, Math.floor(i / width))));
  const u = first(
    warpedCubic(
      ramp((x) => x),
      { height, width },
      turn,
    ),
  );
  const v = first(
    warpedCubic(
      ramp((_, y) => y),
      { height, width },
      turn,
    ),
  );
  const number = Float32Array.from({ length: height * width }, (_, i) => i);
  const nearest = warpedNearest(number, { height, width, channels: 1 }, turn);
  const radians = (turn.angle * Math.PI) / 180;
  let seen = 0;
  for (let i = 0; i < u.length; i++) {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - height / 2];
    const exact = [
      (Math.cos(radians) * x - Math.sin(radians) * y) / turn.scale + width / 2,
      (Math.sin(radians) * x + Math.cos(radians) * y) / turn.scale + height / 2,
    ] as const;
    if (exact[0] < 2 || exact[0] > width - 4 || exact[1] < 2 || exact[1] > height - 4) continue;
    seen += 1;
    for (const [k, got] of [u[i]!, v[i]!].entries()) {
      const quantised = [-1, 0, 1]
        .map((more) => (Math.round(32 * exact[k]!) + more) / 32)
        .filter((place) => Math.abs(place - exact[k]!) < 1 / 64 + 3 / 1024); // sums are rounded, too
      expect(Math.min(...quantised.map((place) => Math.abs(got - rampAt(place))))).toBeLessThan(1e-4);
    }
    const [column, row] = [nearest[i]! % width, Math.floor(nearest[i]! / width)];
    expect(Math.abs(column - exact[0])).toBeLessThan(0.5 + 3 / 1024);
    expect(Math.abs(row - exact[1])).toBeLessThan(0.5 + 3 / 1024);
  }
  expect(seen).toBeGreaterThan(300);
});

test('directions turn with the image: right becomes up, up becomes left', () => {
  const vectors = Float32Array.from([1, 0, 0, 0, 1, 0, 0.6, 0, 0.8]);
  turnVectors(vectors, 90);
  expectClose([...vectors], [0, 1, 0, -1, 0, 0, 0, 0.6, 0.8], 1e-7);
});

test('a warped sample: depth divided, normals mixed and of any length until the resize', () => {
  const sample = numbered(24, 32);
  const { sample: turned, image } = warped(sample, { angle: 12, scale: 1.25 }, RULES);
  const plain = warpedNearest(sample.labels.depth!, { height: 24, width: 32, channels: 1 }, { angle: 12, scale: 1.25 });
  expectClose(
    [...turned.labels.depth!],
    [...plain].map((metres) => metres / 1.25),
    1e-6,
    'depth',
  );
  const lengths = (values: Float32Array): number[] =>
    Array.from({ length: values.length / 3 }, (_, i) => Math.hypot(...values.subarray(3 * i, 3 * i + 3)));
  expect(Math.min(...lengths(turned.labels.normals!).filter((length) => length > 0))).toBeLessThan(0.95);
  const fixed = resizedCubic(turned, image, { size: [12, 16], bytes: 'wrapped', rules: RULES });
  for (const length of lengths(fixed.labels.normals!))
    expect(Math.abs(length - (length > 0.5 ? 1 : 0))).toBeLessThan(1e-5);
});

test('colours beyond a byte wrap as published, or are clipped', () => {
  const image = Uint8Array.from({ length: 3 * 8 * 8 }, (_, i) => (Math.floor(i / 3) % 8 < 4 ? 0 : 255));
  const sample = { id: 'edge', height: 8, width: 8, image, labels: {} };
  const at = (bytes: 'wrapped' | 'clipped') => [
    ...resizedCubic(sample, image, { size: [8, 16], bytes, rules: [] }).image.subarray(0, 48),
  ];
  // Halves of pixels: at 3.25 and 2.75 before the edge, overshoot on both sides: a = -.75 gives -.03515625 and .2265625 …
  const near = (x: number): number => (1.25 * x - 2.25) * x * x + 1;
  const far = (x: number): number => ((-0.75 * x + 3.75) * x - 6) * x + 3;
  const exact = Array.from({ length: 16 }, (_, k) => {
    const place = (k + 0.5) / 2 - 0.5;
    const low = Math.floor(place);
    const weight = (tap: number): number => {
      const distance = Math.abs(place - tap);
      return distance <= 1 ? near(distance) : far(distance);
    };
    return [low - 1, low, low + 1, low + 2].reduce((sum, tap) => sum + (tap >= 4 ? 255 * weight(tap) : 0), 0);
  });
  expect(Math.min(...exact)).toBeLessThan(-5);
  expect(Math.max(...exact)).toBeGreaterThan(260);
  const wrapped = at('wrapped').filter((_, i) => i % 3 === 0);
  const clipped = at('clipped').filter((_, i) => i % 3 === 0);
  exact.forEach((value, k) => {
    if (Math.abs(value - Math.round(value)) < 1e-6) return; // either side
    expect(wrapped[k]).toBe((Math.trunc(value) + 256) % 256);
    expect(clipped[k]).toBe(Math.round(Math.min(Math.max(value, 0), 255)));
  });
});
