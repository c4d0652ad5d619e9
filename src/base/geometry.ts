/**
 * Points, rigid poses and pinhole cameras. A pose `bFromA` maps points of frame a into frame b and is a row-major
 * 4x4 matrix; camera axes are x right, y down, z forward; intrinsics are in units of the image size.
 */

/** fx, fy, cx, cy in units of the image size: u = fx X/Z + cx. */
export interface Pinhole {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

export type Vec3 = readonly [x: number, y: number, z: number];

export function add3(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract3(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale3(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function cross3(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function normalize3(a: Vec3): Vec3 {
  return scale3(a, 1 / Math.hypot(a[0], a[1], a[2]));
}

/** Rotates about the y axis; at a quarter turn z becomes x. */
export function turnY(a: Vec3, angle: number): Vec3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c * a[0] + s * a[2], a[1], c * a[2] - s * a[0]];
}

export function identity4(): Float32Array {
  return Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
}

/** cFromA = multiply4(cFromB, bFromA). */
export function multiply4(cFromB: Float32Array, bFromA: Float32Array): Float32Array {
  const product = new Float32Array(16);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += cFromB[row * 4 + k]! * bFromA[k * 4 + column]!;
      product[row * 4 + column] = sum;
    }
  }
  return product;
}

/** The inverse of a rotation with a translation: aFromB = invertRigid(bFromA). */
export function invertRigid(bFromA: Float32Array): Float32Array {
  const m = bFromA;
  const aFromB = identity4();
  for (let row = 0; row < 3; row++) {
    let shift = 0;
    for (let k = 0; k < 3; k++) {
      aFromB[row * 4 + k] = m[k * 4 + row]!;
      shift -= m[k * 4 + row]! * m[k * 4 + 3]!;
    }
    aFromB[row * 4 + 3] = shift;
  }
  return aFromB;
}

export function transformPoint(bFromA: Float32Array, point: Vec3): Vec3 {
  const m = bFromA;
  const at = (row: number): number =>
    m[row * 4]! * point[0] + m[row * 4 + 1]! * point[1] + m[row * 4 + 2]! * point[2] + m[row * 4 + 3]!;
  return [at(0), at(1), at(2)];
}

/** As transformPoint, without the translation. */
export function transformDirection(bFromA: Float32Array, direction: Vec3): Vec3 {
  const m = bFromA;
  const at = (row: number): number =>
    m[row * 4]! * direction[0] + m[row * 4 + 1]! * direction[1] + m[row * 4 + 2]! * direction[2];
  return [at(0), at(1), at(2)];
}

/**
 * worldFromCamera of a camera at `eye` that looks at `target` in a world whose y points up.
 * @param roll radians, clockwise as the photographer turns the camera
 */
export function lookAt(eye: Vec3, target: Vec3, roll = 0): Float32Array {
  const forward = normalize3(subtract3(target, eye));
  const level = normalize3(cross3(forward, [0, 1, 0]));
  const plumb = cross3(forward, level);
  const right = add3(scale3(level, Math.cos(roll)), scale3(plumb, Math.sin(roll)));
  const down = cross3(forward, right);
  const pose = identity4();
  for (let row = 0; row < 3; row++) {
    pose[row * 4] = right[row]!;
    pose[row * 4 + 1] = down[row]!;
    pose[row * 4 + 2] = forward[row]!;
    pose[row * 4 + 3] = eye[row]!;
  }
  return pose;
}

/** Image position (u, v) of a point of the camera frame: both in [0, 1] inside the image. */
export function project(intrinsics: Pinhole, point: Vec3): readonly [u: number, v: number] {
  const { fx, fy, cx, cy } = intrinsics;
  return [(fx * point[0]) / point[2] + cx, (fy * point[1]) / point[2] + cy];
}

/** The point of the camera frame seen at (u, v) with this depth along z. */
export function unproject(intrinsics: Pinhole, uv: readonly [u: number, v: number], depth: number): Vec3 {
  const { fx, fy, cx, cy } = intrinsics;
  return [((uv[0] - cx) / fx) * depth, ((uv[1] - cy) / fy) * depth, depth];
}
