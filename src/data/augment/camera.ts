/** What becomes of a camera when its image is cropped, padded, mirrored or enlarged. */
import type { Camera } from '../sample';
import type { Crop, Size } from './crop';

/** @param at the whole image's size @param part of it; beyond its edges where it is padded */
export function cropped(camera: Camera, at: Size, { top, left, height, width }: Crop): Camera {
  const { fx, fy, cx, cy } = camera.intrinsics;
  const [across, down] = [at[1] / width, at[0] / height];
  const intrinsics = { fx: fx * across, fy: fy * down, cx: cx * across - left / width, cy: cy * down - top / height };
  return { ...camera, intrinsics };
}

/** The camera of the mirrored scene: x is negated in the image, in the camera's frame and in the world. */
export function mirrored({ intrinsics, worldFromCamera }: Camera): Camera {
  const pose = worldFromCamera.map((value, i) => ((Math.floor(i / 4) === 0) !== (i % 4 === 0) ? 0 - value : value));
  return { intrinsics: { ...intrinsics, cx: 1 - intrinsics.cx }, worldFromCamera: pose };
}

/** The camera in a scene `factor` times smaller: what an image enlarged by it shows, with depths divided by it. */
export function inSmallerScene({ intrinsics, worldFromCamera }: Camera, factor: number): Camera {
  const pose = worldFromCamera.slice();
  for (const i of [3, 7, 11]) pose[i] = pose[i]! / factor;
  return { intrinsics, worldFromCamera: pose };
}
