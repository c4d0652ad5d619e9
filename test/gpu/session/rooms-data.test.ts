/** Rooms as a stored data set: what it says of itself, and what stands in its records. */
import { expect, test } from 'vitest';
import type { RoomsConfig } from '../../../src/config/experiment';
import { sceneOf } from '../../../src/data/scenes';
import { roomsDataset, roomsName } from '../../../src/session/rooms-data';
import { MemoryHost } from '../../helpers/memory-host';

const ROOMS: RoomsConfig = { train: 3, val: 2, views: 3, seed: 4, difficulty: 'easy', sensorNoise: false };
const SIZE = [32, 48] as const;

test('all six labels, views of a room in a row, rendered once', async () => {
  const host = new MemoryHost();
  const { info, ...dataset } = await roomsDataset(host, { rooms: ROOMS, size: SIZE });
  expect(info.labels.toSorted()).toEqual(['boundary', 'depth', 'normals', 'parts', 'saliency', 'semseg']);
  expect(info.counts).toEqual({ train: 9, val: 6 });
  expect(info.labelSet).toBe('nyuv2-40');
  expect(sceneOf(info, 'train', 4)).toEqual({ first: 3, end: 6 });
  expect(sceneOf(info, 'val', 5)).toEqual({ first: 3, end: 6 });
  expect(dataset).toBeDefined();
  const told = host.events.length;
  const again = await roomsDataset(host, { rooms: ROOMS, size: SIZE });
  expect(host.events.length).toBe(told); // taken from the store
  expect(again.info.name).toBe(info.name);
});

test('no room of training is in validation, and every picture knows its body parts and what to look at', async () => {
  const dataset = await roomsDataset(new MemoryHost(), { rooms: ROOMS, size: SIZE });
  const train = await Promise.all([0, 3, 6].map((index) => dataset.read('train', index)));
  const val = await Promise.all([0, 3].map((index) => dataset.read('val', index)));
  for (const a of train) for (const b of val) expect(a.camera).not.toEqual(b.camera);
  for (const { labels } of [...train, ...val]) {
    expect(labels.saliency!.includes(1)).toBe(true);
    const parts = new Set(labels.parts!);
    expect(parts.has(255)).toBe(parts.size === 1); // unknown everywhere, or nowhere
  }
});

test('the name tells apart what is rendered differently', () => {
  const names = [
    ROOMS,
    { ...ROOMS, difficulty: 'hard' as const },
    { ...ROOMS, sensorNoise: true },
    { ...ROOMS, seed: 5 },
    { ...ROOMS, views: 2 },
  ].map((rooms) => roomsName({ rooms, size: SIZE }));
  expect(new Set(names).size).toBe(names.length);
  expect(names[2]).toContain('easy-noise');
});
