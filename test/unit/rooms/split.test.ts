import { expect, test } from 'vitest';
import { classesInSight } from '../../../src/data/rooms/cameras';
import { classIndex, type ClassName } from '../../../src/data/rooms/classes';
import { roomScene } from '../../../src/data/rooms/scene';
import { SplitBalance } from '../../../src/data/rooms/split';
import type { Sample } from '../../../src/data/sample';

const ROOMS = 6;
const SEED = 21;

function showing(...names: ClassName[]): Sample {
  const semseg = Uint8Array.from([...names.map(classIndex), 255]);
  return { id: '', height: 1, width: semseg.length, image: new Uint8Array(3 * semseg.length), labels: { semseg } };
}

const balance = (): SplitBalance => new SplitBalance({ rooms: ROOMS, seed: SEED, difficulty: 'medium' });

test('rooms in their order while nothing is missing', () => {
  const even = balance();
  even.trained(showing('wall', 'bed'));
  even.validated(showing('wall'));
  expect([0, 1, 2].map((place) => even.roomAt(place))).toEqual([0, 1, 2]); // the first half, whatever is missing
  even.validated(showing('bed'));
  expect([3, 4, 5].map((place) => even.roomAt(place))).toEqual([3, 4, 5]);
});

test('a class that only training has shown brings a room that shows it', () => {
  const missing: ClassName = 'bathtub';
  const uneven = balance();
  uneven.trained(showing('wall', missing));
  uneven.validated(showing('wall'));
  const picked = [3, 4, 5].map((place) => uneven.roomAt(place));
  const shows = picked.filter((index) => classesInSight(roomScene(SEED, index)).has(missing));
  expect(shows.length).toBeGreaterThan(0);
  expect(picked).not.toEqual([3, 4, 5]);
  expect(picked.map((index) => index % ROOMS)).toEqual([3, 4, 5]); // so no two places share a room
});

test('each twenty rooms in a row are of the same kinds, in training and in validation', () => {
  const kinds = (seed: number, from: number): string[] =>
    Array.from({ length: 20 }, (_, i) => roomScene(seed, from + i).kind).sort();
  expect(kinds(1, 0)).toEqual(kinds(2, 7));
  expect(new Set(kinds(1, 0)).size).toBe(5);
});
