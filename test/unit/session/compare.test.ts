/** Which of two maps is closer to the truth, by hand; and a device that is asked for memory. */
import { expect, test } from 'vitest';
import { differenceOf, errorDifferences } from '../../../src/session/compare/difference';
import { hasRoom } from '../../../src/session/room';
import { DIVERGING, rgb, UNLABELLED } from '../../../src/tasks/colors';
import { taskOf } from '../../../src/tasks';
import { IGNORE } from '../../../src/tasks/metrics/meter';

const depth = taskOf('depth', 'nyuv2-40');
const semseg = taskOf('semseg', 'nyuv2-40');
const extent = { height: 1, width: 4 };
const pixel = (rgba: Uint8ClampedArray, at: number): number[] => Array.from(rgba.slice(4 * at, 4 * at + 3));

test('depth: A closer is blue, B closer red, as close is pale, unlabelled dark', () => {
  const truth = Float32Array.of(2, 2, 2, IGNORE);
  const maps = { a: Float32Array.of(2.1, 3, 2.5, 9), b: Float32Array.of(2.5, 2.6, 1.5, 1) };
  const differences = errorDifferences(depth, maps, truth);
  [-0.4, 0.4, 0].forEach((value, at) => expect(differences[at]).toBeCloseTo(value, 6));
  expect(differences[3]).toBeNaN();
  const { map, legend, closer } = differenceOf(depth, maps, { truth, extent });
  expect(map).toMatchObject(extent);
  expect(legend).toMatchObject({ kind: 'ramp', unit: 'm', stops: DIVERGING });
  expect([0, 1, 2, 3].map((at) => pixel(map.rgba, at))).toEqual([
    [...rgb(DIVERGING[0])],
    [...rgb(DIVERGING[4])],
    [...rgb(DIVERGING[2])],
    [...rgb(UNLABELLED)],
  ]);
  expect(closer).toEqual({ a: 1 / 3, b: 1 / 3 });
});

test('the scale fits what differs, within a twentieth and the whole of the error map’s', () => {
  const spanOf = (error: number): number => {
    const truth = Float32Array.of(2, 2, 2, 2);
    const maps = { a: truth.map((value) => value + error), b: truth };
    const { legend } = differenceOf(depth, maps, { truth, extent });
    return legend.kind === 'ramp' ? legend.high : NaN;
  };
  const { worst } = depth.error;
  expect(spanOf(0)).toBeCloseTo(worst / 20, 6);
  expect(spanOf(worst / 100)).toBeCloseTo(worst / 20, 6);
  expect(spanOf(worst / 4)).toBeCloseTo(worst / 4, 6);
  expect(spanOf(3 * worst)).toBeCloseTo(worst, 6);
});

test('classes: only one right, or both alike', () => {
  const truth = Float32Array.of(3, 3, 3, 3);
  const maps = { a: Float32Array.of(3, 5, 3, 5), b: Float32Array.of(5, 3, 3, 7) };
  const { map, legend, closer } = differenceOf(semseg, maps, { truth, extent });
  expect(legend).toMatchObject({ kind: 'classes' });
  expect([0, 1, 2, 3].map((at) => pixel(map.rgba, at))).toEqual(
    [DIVERGING[0], DIVERGING[4], DIVERGING[2], DIVERGING[2]].map((hex) => [...rgb(hex)]),
  );
  expect(closer).toEqual({ a: 0.25, b: 0.25 });
});

test('a prediction that is not a number shows, and counts for nobody', () => {
  const truth = Float32Array.of(2, 2, 2, 2);
  const maps = { a: Float32Array.of(NaN, 2, 2, 2), b: Float32Array.of(2, 2, 2, 3) };
  const { map, closer } = differenceOf(depth, maps, { truth, extent });
  expect(pixel(map.rgba, 0)).toEqual([255, 0, 255]);
  expect(closer).toEqual({ a: 1 / 3, b: 0 });
});

test('memory is asked for in buffers that may be, and given back', async () => {
  Object.assign(globalThis, { GPUBufferUsage: { STORAGE: 128 } });
  const asking = async (refusal: object | null) => {
    const sizes: number[] = [];
    let destroyed = 0;
    const device = {
      limits: { maxBufferSize: 1000 },
      pushErrorScope: (filter: string) => expect(filter).toBe('out-of-memory'),
      createBuffer({ size }: { size: number }) {
        sizes.push(size);
        return { destroy: () => void (destroyed += 1) };
      },
      popErrorScope: async () => refusal,
    };
    const room = await hasRoom(device as object as GPUDevice, 2301);
    return { room, sizes, destroyed };
  };
  expect(await asking(null)).toEqual({ room: true, sizes: [1000, 1000, 304], destroyed: 3 });
  expect(await asking({ message: 'no' })).toMatchObject({ room: false, destroyed: 3 });
});
