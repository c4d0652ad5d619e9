import { expect, test } from 'vitest';
import { boundaryOf } from '../../../src/data/rooms/boundary';
import { contactSheet } from '../../../src/data/rooms/contact-sheet';

test('a pixel is a boundary if its right or its lower neighbour is another instance', () => {
  // 1 1 2        0 1 0   the 2 below the last row's 1s starts no boundary of its own
  // 1 1 2   =>   1 1 0   the last column looks only down, the last row only right
  // 3 3 2        0 1 0
  const instances = Uint32Array.of(1, 1, 2, 1, 1, 2, 3, 3, 2);
  expect([...boundaryOf(instances, 3, 3)]).toEqual([0, 1, 0, 1, 1, 0, 0, 1, 0]);
});

test('one instance has no boundary', () => {
  expect(boundaryOf(new Uint32Array(12).fill(5), 3, 4).every((value) => value === 0)).toBe(true);
});

test('a contact sheet holds its pictures two pixels apart', () => {
  const sample = (value: number): Parameters<typeof contactSheet>[0][number] => ({
    id: `s${value}`,
    height: 2,
    width: 3,
    image: new Uint8Array(18).fill(value),
    labels: {},
  });
  const sheet = contactSheet([sample(10), sample(20), sample(30)], 2, 'image');
  expect([sheet.width, sheet.height]).toEqual([8, 6]);
  const red = (x: number, y: number): number => sheet.rgba[(y * sheet.width + x) * 4]!;
  expect([red(0, 0), red(3, 0), red(5, 1), red(2, 4), red(6, 5)]).toEqual([10, 255, 20, 30, 255]);
});
