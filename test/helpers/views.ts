/** Cameras for tests: one looks along the volume's, one leaves the box, one looks back past the volume's camera. */
import { identity4, multiply4, type Pinhole } from '../../src/base/geometry';
import type { CameraView } from '../../src/model/regularizer/types';

export const PINHOLE: Pinhole = { fx: 0.81, fy: 1.07, cx: 0.52, cy: 0.47 };
export const OTHER_PINHOLE: Pinhole = { fx: 0.9, fy: 1.2, cx: 0.5, cy: 0.5 };

/** A turn about y, then about x (radians), then a move (metres). */
export function pose(
  [yaw, pitch]: readonly [number, number],
  [x, y, z]: readonly [number, number, number],
): Float32Array {
  const aboutY = identity4();
  [aboutY[0], aboutY[2], aboutY[8], aboutY[10]] = [Math.cos(yaw), Math.sin(yaw), -Math.sin(yaw), Math.cos(yaw)];
  const aboutX = identity4();
  [aboutX[5], aboutX[6], aboutX[9], aboutX[10]] = [Math.cos(pitch), -Math.sin(pitch), Math.sin(pitch), Math.cos(pitch)];
  const turned = multiply4(aboutX, aboutY);
  [turned[3], turned[7], turned[11]] = [x, y, z];
  return turned;
}

export const SAME: CameraView = { volume: PINHOLE, camera: PINHOLE, volumeFromCamera: identity4() };

/** Most samples in the box, some beside it. */
export const ASIDE: CameraView = {
  volume: PINHOLE,
  camera: OTHER_PINHOLE,
  volumeFromCamera: pose([0.35, -0.2], [-0.4, 0.3, 0.2]),
};

/** Looks back from far behind: rays begin in the box, pass beside the volume's camera and end behind it. */
export const BACK: CameraView = {
  volume: PINHOLE,
  camera: OTHER_PINHOLE,
  volumeFromCamera: pose([2.9, 0.05], [0.3, -0.2, 5]),
};
