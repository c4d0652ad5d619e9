import { expect, test } from 'vitest';
import { deriveSeed, Random } from '../../src/base/random';

test('a stream is a pure function of seed, name and keys', () => {
  expect(deriveSeed(1, 'shuffle', 3)).toBe(deriveSeed(1, 'shuffle', 3));
  const seeds = new Set([
    deriveSeed(1, 'shuffle', 3),
    deriveSeed(2, 'shuffle', 3),
    deriveSeed(1, 'jitter', 3),
    deriveSeed(1, 'shuffle', 4),
  ]);
  expect(seeds.size).toBe(4);
});

test('uniform draws fill [0, 1) evenly', () => {
  const random = new Random(7);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) bins[Math.floor(random.uniform() * 10)]! += 1;
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150); // 5 standard deviations of 30
});

test('normal draws have mean 0 and deviation 1', () => {
  const random = new Random(8);
  const values = Array.from({ length: 10_000 }, () => random.normal());
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(variance - 1)).toBeLessThan(0.08);
});

test('a permutation holds each index once and depends on the seed', () => {
  const order = new Random(3).permutation(50);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect([...order]).not.toEqual([...new Random(4).permutation(50)]);
});
