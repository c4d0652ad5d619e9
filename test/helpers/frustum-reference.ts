/** Where a sample of another camera's ray lies in the planes' frustum volume, in float64 (golden README, cross-view). */
import { project, unproject, type Vec3 } from '../../src/base/geometry';
import type { CameraView, RenderOptions } from '../../src/model/regularizer/types';

export interface ReferencePoint {
  readonly point: Vec3;
  readonly counts: boolean;
}

type Options = Pick<RenderOptions, 'rays' | 'zRange' | 'zNear' | 'zFar' | 'outside'>;

/** Box z to metres and back, straight from the definitions. */
function depthScale({ zRange, zNear, zFar }: Options) {
  const inverse = zRange === 'disparity';
  const [near, far] = inverse ? [1 / zNear, 1 / zFar] : [zNear, zFar];
  return {
    metres(z: number): number {
      const value = near + ((z + 1) / 2) * (far - near);
      return inverse ? 1 / value : value;
    },
    z: (metres: number): number => (2 * ((inverse ? 1 / metres : metres) - near)) / (far - near) - 1,
  };
}

/** @param t z of the looking camera, box units */
export function referencePoint(
  { volume, camera, volumeFromCamera: m }: CameraView,
  { row, column }: { readonly row: number; readonly column: number },
  t: number,
  options: Options,
): ReferencePoint {
  const scale = depthScale(options);
  const [rows, columns] = options.rays;
  const seen = unproject(camera, [(column + 0.5) / columns, (row + 0.5) / rows], scale.metres(t));
  const at = (k: number): number => m[k]! * seen[0] + m[k + 1]! * seen[1] + m[k + 2]! * seen[2] + m[k + 3]!;
  const inVolume: Vec3 = [at(0), at(4), at(8)];
  const [u, v] = project(volume, inVolume);
  const point: Vec3 = [2 * u - 1, 2 * v - 1, scale.z(inVolume[2])];
  const inside = point.every((value) => Math.abs(value) <= 1);
  return { point, counts: inVolume[2] > 1e-3 && (options.outside === 'border' || inside) };
}
