/** What z of the box means in metres (spec/regularizer.md §1 no. 6): evenly spaced in depth, or in 1/depth. */
import { InputError } from './errors';

/** The regularizer's zRange, zNear and zFar. */
export interface ZRange {
  readonly zRange: 'linear' | 'metric' | 'disparity';
  readonly zNear: number;
  readonly zFar: number;
}

/** scale * z + shift = metres, or where `inverse` 1 / metres; z = -1 is zNear, z = 1 is zFar. */
export interface ZScale {
  readonly scale: number;
  readonly shift: number;
  readonly inverse: boolean;
}

/** @throws InputError if the range has no metres, or is empty, reversed or not in front of the camera */
export function zScale({ zRange, zNear, zFar }: ZRange): ZScale {
  if (zRange === 'linear') {
    throw new InputError(
      `regularizer.zRange is "linear", which has no metres; other cameras and depth from z need "metric" or "disparity".`,
    );
  }
  if (!(zNear > 0 && zNear < zFar && zFar < Infinity)) {
    throw new InputError(
      `regularizer.zNear ${zNear} and zFar ${zFar} are no range of depths; give two numbers of metres, 0 < zNear < zFar.`,
    );
  }
  const inverse = zRange === 'disparity';
  const [first, last] = inverse ? [1 / zNear, 1 / zFar] : [zNear, zFar];
  return { scale: (last - first) / 2, shift: (last + first) / 2, inverse };
}

/** Depth of box coordinate z. With 'disparity' a z past 1 may lie past infinity and gives a negative number. */
export function metresOfZ(z: number, range: ZRange): number {
  const { scale, shift, inverse } = zScale(range);
  const value = scale * z + shift;
  return inverse ? 1 / value : value;
}

/** Box coordinate of a depth in metres, which must be positive. */
export function zOfMetres(metres: number, range: ZRange): number {
  const { scale, shift, inverse } = zScale(range);
  return ((inverse ? 1 / metres : metres) - shift) / scale;
}
