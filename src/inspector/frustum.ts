/**
 * The second camera's frustum in the box of the first: its edges, and its picture at the depth of what is looked at;
 * straight lines of the room, bent as the box bends them.
 */
import { invertRigid, transformPoint, unproject, type Vec3 } from '../base/geometry';
import { boxPoint, orbitPose } from '../base/volume';
import { metresOfZ } from '../base/z-range';
import type { Elsewhere } from '../store/pick';
import type { NovelView } from '../protocol/views';
import type { Pen } from './pen';

const STEPS = 40; // of a line from near to far
const NEAREST = 1e-2; // metres in front of the volume's camera: its box has no place for what lies behind
const OUTSKIRTS = 1.35; // how far outside the box a line is still drawn

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** A line in box coordinates; parts that the box has no place for are left out. */
export type BoxLine = readonly Vec3[];

type Sight = Pick<NovelView, 'volume' | 'camera'>;

const within = (point: Vec3): boolean => point.every((value) => Math.abs(value) <= OUTSKIRTS);

/** Runs of neighbouring points that lie in or near the box. */
function runsOf(points: readonly (Vec3 | null)[]): BoxLine[] {
  const runs: Vec3[][] = [[]];
  for (const point of points) {
    if (point && within(point)) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

const SHARES = Array.from({ length: STEPS + 1 }, (_, k) => k / STEPS);

/**
 * The four edges from near to far.
 * @param pose points of the second camera's frame to those of the volume's
 */
export function frustumEdges({ volume, camera }: Sight, pose: Float32Array): BoxLine[] {
  return CORNERS.flatMap((corner) =>
    runsOf(
      SHARES.map((share) => {
        const point = transformPoint(pose, unproject(camera, corner, metresOfZ(2 * share - 1, volume)));
        return point[2] < NEAREST ? null : boxPoint(volume, point);
      }),
    ),
  );
}

/** What the second camera sees at a depth: the outline of its picture there. @param depth metres along its axis */
export function pictureOutline({ volume, camera }: Sight, pose: Float32Array, depth: number): BoxLine[] {
  return CORNERS.flatMap(([u, v], k) => {
    const [nextU, nextV] = CORNERS[(k + 1) % CORNERS.length]!;
    return runsOf(
      SHARES.map((share) => {
        const uv = [u + share * (nextU - u), v + share * (nextV - v)] as const;
        const point = transformPoint(pose, unproject(camera, uv, depth));
        return point[2] < NEAREST ? null : boxPoint(volume, point);
      }),
    );
  });
}

/** The line of sight through the picked pixel, from the camera to the point that it turns about. */
export function sightLine({ volume }: Sight, pose: Float32Array, centre: Vec3): BoxLine[] {
  const eye = transformPoint(pose, [0, 0, 0]);
  return runsOf(
    SHARES.map((share) => {
      const mixed = eye.map((value, k) => value + share * (centre[k]! - value)) as [number, number, number];
      return mixed[2] < NEAREST ? null : boxPoint(volume, mixed);
    }),
  );
}

/** Where the second camera stands: as it is wished, or as an image's camera stood. */
export function poseOf({ orbit, image }: Elsewhere, novel: NovelView): Float32Array {
  return image === null ? orbitPose(novel.centre, orbit) : novel.volumeFromCamera;
}

export function drawFrustum(pen: Pen, elsewhere: Elsewhere, novel: NovelView): void {
  const pose = poseOf(elsewhere, novel);
  const draw = (lines: readonly BoxLine[], width: number, dash: readonly number[] = []): void => {
    for (const line of lines) pen.path(line, 'scene', { width: width + 2 });
    for (const line of lines) pen.path(line, 'ink', { width, dash });
  };
  const [, , away] = transformPoint(invertRigid(pose), novel.centre);
  const outline = away > NEAREST ? pictureOutline(novel, pose, away) : [];
  draw(frustumEdges(novel, pose), 1, [2, 3]);
  draw(outline, 1.75);
  if (elsewhere.image === null) draw(sightLine(novel, pose, novel.centre), 1.75);
  const name = elsewhere.image === null ? 'second camera' : `camera of image ${elsewhere.image + 1}`;
  const first = outline[0]?.[0];
  if (first) pen.plate(name, first, { shift: [4, -12] });
}
