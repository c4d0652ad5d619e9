import { expect, test } from 'vitest';
import type { Painted } from '../../../src/protocol/views';
import { middleOf, pixelUnder, shareAt } from '../../../src/ui/maps/place';
import { classesIn } from '../../../src/ui/maps/present';

const box = { left: 100, top: 50, width: 160, height: 120 };
const size = { height: 48, width: 64 };

test('a pointer on a tile of 160 x 120 finds its pixel of 48 x 64', () => {
  expect(pixelUnder({ x: 100, y: 50 }, box, size)).toEqual({ row: 0, column: 0 });
  expect(pixelUnder({ x: 100 + 80, y: 50 + 60 }, box, size)).toEqual({ row: 24, column: 32 });
  expect(pixelUnder({ x: 259.9, y: 169.9 }, box, size)).toEqual({ row: 47, column: 63 });
});
test('a drag that leaves the tile stays on its border', () => {
  expect(pixelUnder({ x: 0, y: 999 }, box, size)).toEqual({ row: 47, column: 0 });
});
test('the square stands in the middle of its pixel, and a click there finds the pixel again', () => {
  expect(middleOf({ row: 0, column: 63 }, { height: 2, width: 64 })).toEqual({ left: '99.21875%', top: '25%' });
  for (const pixel of [
    { row: 0, column: 0 },
    { row: 17, column: 40 },
    { row: 47, column: 63 },
  ]) {
    const { left, top } = middleOf(pixel, size);
    const at = {
      x: box.left + (parseFloat(left) / 100) * box.width,
      y: box.top + (parseFloat(top) / 100) * box.height,
    };
    expect(pixelUnder(at, box, size)).toEqual(pixel);
  }
});
test('the divider stays within the tile', () => {
  expect([0, 140, 500].map((x) => shareAt(x, box))).toEqual([0, 0.25, 1]);
});

function paint(...colors: readonly (readonly [number, number, number])[]): Painted {
  return { width: colors.length, height: 1, rgba: Uint8ClampedArray.from(colors.flatMap((rgb) => [...rgb, 255])) };
}

test('classes in sight, the most frequent first; maps that are missing and colours of no class count nothing', () => {
  const classes = [
    { name: 'wall', color: '#0a0b0c' },
    { name: 'chair', color: '#ff0000' },
    { name: 'lamp', color: '#00ff00' },
  ];
  const maps = [paint([255, 0, 0], [10, 11, 12], [27, 29, 28]), null, paint([255, 0, 0])];
  expect(classesIn(classes, maps).map(({ name }) => name)).toEqual(['chair', 'wall']);
});
