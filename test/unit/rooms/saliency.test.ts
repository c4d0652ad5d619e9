import { expect, test } from 'vitest';
import { classIndex, type ClassName } from '../../../src/data/rooms/classes';
import { saliencyOf } from '../../../src/data/rooms/saliency';

const SIZE = 20;

interface Block {
  readonly name: ClassName;
  /** Columns and rows, the ends excluded. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly grey: number;
}

/** Instances 1 (wall), 2, 3 … in the order of the blocks, later ones in front. */
function saliencyWith(blocks: readonly Block[]): Set<number> {
  const count = SIZE * SIZE;
  const instances = new Uint32Array(count).fill(1);
  const semseg = new Uint8Array(count).fill(classIndex('wall'));
  const image = new Uint8Array(3 * count).fill(128);
  blocks.forEach(({ name, x, y, grey }, n) => {
    for (let v = y[0]; v < y[1]; v++) {
      for (let u = x[0]; u < x[1]; u++) {
        const at = v * SIZE + u;
        instances[at] = n + 2;
        semseg[at] = classIndex(name);
        image.fill(grey, 3 * at, 3 * at + 3);
      }
    }
  });
  const saliency = saliencyOf({ height: SIZE, width: SIZE, image, semseg, instances });
  for (let at = 0; at < count; at++) {
    const all = instances.every((instance, i) => instance !== instances[at] || saliency[i] === saliency[at]);
    expect(all).toBe(true); // whole instances only
  }
  return new Set([...instances].filter((_, at) => saliency[at] === 1));
}

const SOFA: Block = { name: 'sofa', x: [6, 14], y: [8, 14], grey: 40 };

test('people come before everything else, all of them', () => {
  const people: Block[] = [
    { name: 'person', x: [0, 3], y: [5, 15], grey: 120 },
    { name: 'person', x: [17, 20], y: [5, 15], grey: 120 },
  ];
  expect(saliencyWith([SOFA, ...people])).toEqual(new Set([3, 4]));
});

test('a hand of somebody outside the picture is no person to look at', () => {
  expect(saliencyWith([SOFA, { name: 'person', x: [0, 2], y: [0, 1], grey: 120 }])).toEqual(new Set([2]));
});

test('without people: what is near the middle, large, and of another colour', () => {
  const corner: Block = { ...SOFA, name: 'chair', x: [0, 8], y: [0, 6] };
  expect(saliencyWith([corner, SOFA])).toEqual(new Set([3]));
  const small: Block = { ...SOFA, name: 'chair', x: [9, 11], y: [16, 18] };
  expect(saliencyWith([small, SOFA])).toEqual(new Set([3]));
  const left: Block = { ...SOFA, name: 'chair', x: [3, 9], y: [8, 14], grey: 125 };
  const right: Block = { ...SOFA, name: 'chair', x: [11, 17], y: [8, 14], grey: 10 };
  expect(saliencyWith([left, right])).toEqual(new Set([3]));
});

test('what hangs is looked at less than what stands; alone, it is looked at', () => {
  const picture: Block = { name: 'picture', x: [7, 13], y: [4, 9], grey: 20 };
  const chair: Block = { name: 'chair', x: [7, 13], y: [11, 16], grey: 20 };
  expect(saliencyWith([picture, chair])).toEqual(new Set([3]));
  expect(saliencyWith([picture])).toEqual(new Set([2]));
});

test('what lies on it belongs to it, what only touches it does not', () => {
  const pillow: Block = { name: 'pillow', x: [8, 10], y: [9, 11], grey: 200 };
  const lamp: Block = { name: 'lamp', x: [13, 15], y: [6, 9], grey: 200 };
  expect(saliencyWith([SOFA, pillow, lamp])).toEqual(new Set([2, 3]));
});

test('a room of doors and windows has nothing to look at', () => {
  expect(saliencyWith([{ name: 'door', x: [6, 12], y: [4, 16], grey: 30 }])).toEqual(new Set());
});
