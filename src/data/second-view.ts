/**
 * A second view's labels as the first camera would give them (paper Eq. 3). What the fields hold, and so what they
 * render through ΔV, are values of the first camera's frame: depths along its z, normals along its axes.
 */
import { project, transformDirection, transformPoint, unproject, type Vec3 } from '../base/geometry';
import type { Camera, Labels, Sample } from './sample';

export interface SecondViewOptions {
  /** ΔV: points of the second camera's frame to the first's. */
  readonly firstFromSecond: Float32Array;
  /** Metres along either camera's z between which there is anything to render. */
  readonly zNear: number;
  readonly zFar: number;
  /** Whose z the rendered depth lies along: that of the composited values, or of the rays themselves. */
  readonly depthAlong: 'first' | 'second';
}

/** What a pixel without a label holds, by label. */
const EMPTY: Readonly<Record<keyof Labels, number>> = {
  semseg: 255,
  depth: 0,
  normals: 0,
  boundary: 255,
  parts: 255,
  saliency: 255,
  contour: 0,
};

/** Camera axes (y down, z forward) to those of normals (y up, z towards the camera), and back. */
const flipped = ([x, y, z]: Vec3): Vec3 => [x, 0 - y, 0 - z]; // never -0

/** The labelled points in the first camera's frame; undefined where the depth is unknown. */
function pointsOf(second: Sample & { readonly camera: Camera }, firstFromSecond: Float32Array): (Vec3 | undefined)[] {
  const { width, height, camera, labels } = second;
  return Array.from(labels.depth ?? [], (depth, i) => {
    if (depth <= 0) return undefined;
    const uv = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height] as const;
    return transformPoint(firstFromSecond, unproject(camera.intrinsics, uv, depth));
  });
}

function turned(normals: Float32Array, firstFromSecond: Float32Array): Float32Array {
  const result = new Float32Array(normals.length);
  for (let i = 0; i < normals.length; i += 3) {
    const normal = [normals[i]!, normals[i + 1]!, normals[i + 2]!] as const;
    result.set(flipped(transformDirection(firstFromSecond, flipped(normal))), i);
  }
  return result;
}

/**
 * Points known to lie outside the first camera's volume get no label: nothing can be rendered there. Pixels of
 * unknown depth keep theirs.
 */
export function labelsSeenFrom(
  first: Camera,
  second: Sample & { readonly camera: Camera },
  options: SecondViewOptions,
): Labels {
  const { firstFromSecond, zNear, zFar, depthAlong } = options;
  const { depth, normals } = second.labels;
  const points = pointsOf(second, firstFromSecond);
  const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;
  const isOutside = (point: Vec3 | undefined, i: number): boolean => {
    if (!point) return false;
    if (!within(point[2], zNear, zFar) || !within(depth![i]!, zNear, zFar)) return true;
    return !project(first.intrinsics, point).every((coordinate) => within(coordinate, 0, 1));
  };
  const outside = points.flatMap((point, i) => (isOutside(point, i) ? [i] : []));
  const seen: Labels = {
    ...second.labels,
    ...(depth && depthAlong === 'first' && { depth: depth.map((_, i) => points[i]?.[2] ?? 0) }),
    ...(normals && { normals: turned(normals, firstFromSecond) }),
  };
  const pixels = second.width * second.height;
  const emptied = Object.entries(seen).map(([name, values]: [string, Uint8Array | Float32Array]) => {
    const copy = values.slice();
    const channels = copy.length / pixels;
    for (const i of outside) copy.fill(EMPTY[name as keyof Labels], i * channels, (i + 1) * channels);
    return [name, copy];
  });
  return Object.fromEntries(emptied) as Labels;
}
