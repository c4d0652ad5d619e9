/** Labels of a room's second view in the first one's frame, held against what the first view itself is labelled with. */
import { expect, test } from 'vitest';
import { invertRigid, multiply4, project, transformPoint, unproject } from '../../../src/base/geometry';
import { generateRooms } from '../../../src/data/rooms/rooms';
import type { Camera, Sample } from '../../../src/data/sample';
import { labelsSeenFrom } from '../../../src/data/second-view';
import { testDevice } from '../../helpers/device';

const SIZE = { height: 96, width: 128 };
const OCCLUDED = 0.1; // metres: the first view sees something else there
const DEPTH = 0.02; // metres, median: half a pixel off on a slanted wall
const COSINE = 0.999; // median: a normal is the same unless the nearest pixel is another surface's

type Posed = Sample & { readonly camera: Camera };

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Depth errors and cosines between normals, at points of the second view that the first sees too. */
function compare(first: Posed, second: Posed): { depth: number[]; cosine: number[]; share: number } {
  const firstFromSecond = multiply4(invertRigid(first.camera.worldFromCamera), second.camera.worldFromCamera);
  const seen = labelsSeenFrom(first.camera, second, { firstFromSecond, zNear: 0.5, zFar: 10, depthAlong: 'first' });
  const { height, width } = SIZE;
  const [depth, cosine]: [number[], number[]] = [[], []];
  for (let i = 0; i < height * width; i++) {
    if (!(seen.depth![i]! > 0)) continue;
    const uv = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height] as const;
    const point = transformPoint(firstFromSecond, unproject(second.camera.intrinsics, uv, second.labels.depth![i]!));
    const [u, v] = project(first.camera.intrinsics, point);
    const at = Math.min(Math.floor(v * height), height - 1) * width + Math.min(Math.floor(u * width), width - 1);
    const error = Math.abs(seen.depth![i]! - first.labels.depth![at]!);
    if (error > OCCLUDED) continue;
    depth.push(error);
    let dot = 0;
    for (let c = 0; c < 3; c++) dot += seen.normals![3 * i + c]! * first.labels.normals![3 * at + c]!;
    cosine.push(dot);
  }
  return { depth, cosine, share: depth.length / (height * width) };
}

test('where both views see a surface, depth and normal agree', async () => {
  const samples: Sample[] = [];
  for await (const sample of generateRooms(testDevice(), { rooms: 2, viewsPerRoom: 2, seed: 3, ...SIZE }))
    samples.push(sample);
  for (const [first, second] of [samples.slice(0, 2), samples.slice(2)] as [Posed, Posed][]) {
    const { depth, cosine, share } = compare(first, second);
    expect(share).toBeGreaterThan(0.3);
    expect(median(depth)).toBeLessThan(DEPTH);
    expect(median(cosine)).toBeGreaterThan(COSINE);
  }
});
