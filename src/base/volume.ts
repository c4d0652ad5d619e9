/**
 * The box as a camera's frustum (paper Eq. 3; test/golden/regularizer/README.md, cross-view): x and y are places in the
 * image, z is depth between two ends; and a second camera that turns about a point of it.
 */
import { add3, identity4, project, scale3, type Pinhole, type Vec3 } from './geometry';
import { zOfMetres, type ZRange } from './z-range';

/** The box's z in metres, and the camera whose frustum the box is. */
export interface Volume extends ZRange {
  readonly pinhole: Pinhole;
}

/** Where a point of the volume's camera frame, in front of that camera, lies in the box. */
export function boxPoint(volume: Volume, point: Vec3): Vec3 {
  const [u, v] = project(volume.pinhole, point);
  return [2 * u - 1, 2 * v - 1, zOfMetres(point[2], volume)];
}

/** A camera of the same lens that turns about a point, its distance in parts of the volume camera's. */
export interface Orbit {
  /** Degrees; positive: from the right. */
  readonly yaw: number;
  /** Degrees; positive: from above. */
  readonly pitch: number;
  /** 1: as far as the volume's camera. */
  readonly distance: number;
}

/** Where the volume's camera itself stands. */
export const AT_HOME: Orbit = { yaw: 0, pitch: 0, distance: 1 };

/** Keeps `centre` (of the volume's camera frame) at its place in the picture. @returns volumeFromCamera */
export function orbitPose(centre: Vec3, { yaw, pitch, distance }: Orbit): Float32Array {
  const [a, b] = [(yaw * Math.PI) / 180, (pitch * Math.PI) / 180];
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  // Pitch about x, then yaw about y; at yaw 90 the camera looks to the left, at pitch 90 down.
  const rotation: readonly Vec3[] = [
    [ca, sa * sb, -sa * cb],
    [0, cb, sb],
    [sa, -ca * sb, ca * cb],
  ];
  const along = scale3(centre, distance);
  const turned = rotation.map((row) => row[0] * along[0] + row[1] * along[1] + row[2] * along[2]);
  const eye = add3(centre, scale3([turned[0]!, turned[1]!, turned[2]!], -1));
  const pose = identity4();
  rotation.forEach((row, i) => pose.set([...row, eye[i]!], 4 * i));
  return pose;
}
