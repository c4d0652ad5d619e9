/**
 * Rays of other cameras through the planes' frustum volume (paper Eq. 3, the relative pose ΔV; spec/regularizer.md §1
 * no. 24-26): checks at the door, and where each sample lies in the box.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { cross3, type Pinhole, type Vec3 } from '../../base/geometry';
import { freeRayWeights, freeWeights } from '../../gpu/kernels/free-weights';
import { frustumPoints } from '../../gpu/kernels/frustum-points';
import type { Quadrature } from '../../gpu/kernels/fused-weights';
import { asTensor, release } from '../../gpu/op';
import { withoutTape } from '../../gpu/tape';
import type { CameraView, RenderOptions } from './types';
import { zScale } from '../../base/z-range';

const ROTATION_ERROR = 1e-3; // of RᵀR: poses come as float32, some from products of several
const LAST_ROW_ERROR = 1e-6;
// What float32 carries through a projection without overflow.
const FOCAL_LENGTH = [1e-3, 1e3] as const; // in image sizes
const MAX_CENTRE = 1e3; // in image sizes
const MAX_TRANSLATION = 1e6; // metres

type ViewOptions = Pick<RenderOptions, 'rays' | 'zRange' | 'zNear' | 'zFar' | 'outside'>;
type QuadratureOptions = Pick<RenderOptions, 'quadrature' | 'activation' | 'far' | 'unabsorbed'>;

const within = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high;

function checkPinhole({ fx, fy, cx, cy }: Pinhole, whose: string): void {
  if (!within(fx, FOCAL_LENGTH) || !within(fy, FOCAL_LENGTH)) {
    throw new InputError(
      `${whose} has focal lengths ${fx}, ${fy}; they are in image sizes and must be from ${FOCAL_LENGTH.join(' to ')}.`,
    );
  }
  if (!(Math.abs(cx) <= MAX_CENTRE && Math.abs(cy) <= MAX_CENTRE)) {
    throw new InputError(
      `${whose} has its centre at ${cx}, ${cy}; it is in image sizes and must be within ${MAX_CENTRE} of 0.`,
    );
  }
}

/** Largest entry of RᵀR - 1; NaN if there is one. */
function rotationError(m: Float32Array): number {
  let error = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      let dot = a === b ? -1 : 0;
      for (let k = 0; k < 3; k++) dot += m[k * 4 + a]! * m[k * 4 + b]!;
      error = Math.max(error, Math.abs(dot));
    }
  }
  return error;
}

function determinant(m: Float32Array): number {
  const column = (k: number): Vec3 => [m[k]!, m[4 + k]!, m[8 + k]!];
  const [x, y, z] = cross3(column(0), column(1));
  const [a, b, c] = column(2);
  return x * a + y * b + z * c;
}

/** What is wrong with a pose, or undefined. */
function poseFault(pose: Float32Array): string | undefined {
  if (pose.length !== 16) return `has ${pose.length} numbers`;
  if (!pose.every(Number.isFinite)) return 'holds a number that is not finite';
  if (Math.abs(determinant(pose)) < ROTATION_ERROR) return 'is singular';
  const rigid = rotationError(pose) <= ROTATION_ERROR && determinant(pose) > 0;
  if (!rigid) return 'scales, shears or mirrors';
  if ([0, 0, 0, 1].some((want, k) => Math.abs(pose[12 + k]! - want) > LAST_ROW_ERROR)) return 'has another last row';
  if ([3, 7, 11].some((k) => Math.abs(pose[k]!) > MAX_TRANSLATION)) return `moves by more than ${MAX_TRANSLATION} m`;
  return undefined;
}

/** @throws InputError naming the first view that cannot be rendered, or the range of depths, or the number of views */
export function checkViews(views: readonly CameraView[], batch: number, options: ViewOptions): void {
  zScale(options);
  if (views.length !== batch) {
    throw new InputError(`${views.length} views were given for ${batch} images; give one view for each image.`);
  }
  views.forEach(({ volume, camera, volumeFromCamera }, k) => {
    checkPinhole(volume, `the volume's camera of view ${k}`);
    checkPinhole(camera, `the looking camera of view ${k}`);
    const fault = poseFault(volumeFromCamera);
    if (fault) {
      throw new InputError(
        `the pose volumeFromCamera of view ${k} ${fault} ([${[...volumeFromCamera].join(', ')}]); give a rotation with a translation, row-major 4x4, last row 0 0 0 1.`,
      );
    }
  });
}

const pinholeRow = ({ fx, fy, cx, cy }: Pinhole): number[] => [fx, fy, cx, cy];

/** [views, 20]: volume camera, looking camera, the upper three rows of ΔV. */
function viewTensor(views: readonly CameraView[]): Tensor2D {
  const rows = views.map(({ volume, camera, volumeFromCamera }) => [
    ...pinholeRow(volume),
    ...pinholeRow(camera),
    ...volumeFromCamera.subarray(0, 12),
  ]);
  return tf.tensor2d(rows.flat(), [views.length, 20]);
}

/** As the kernels take it. */
export function quadratureOf({ quadrature: rule, activation, far, unabsorbed }: QuadratureOptions): Quadrature {
  return { rule, activation, far, opaque: unabsorbed === 'opaque' };
}

/** The rays of other cameras: where their samples lie, and what these weigh. */
export class ViewRays {
  private readonly views: readonly CameraView[];
  private readonly options: ViewOptions & QuadratureOptions;
  private readonly places = new WeakMap<Tensor3D, Tensor4D>();

  /** @throws InputError as checkViews */
  constructor(views: readonly CameraView[], batch: number, options: ViewOptions & QuadratureOptions) {
    checkViews(views, batch, options);
    this.views = views;
    this.options = options;
  }

  /**
   * (x, y, z) in the box and 1 of each sample, or exactly (0, 0, 0, 0) if the sample does not count (behind the
   * volume's camera, or with `outside: 'zero'` outside the box). Constants to any gradient; made once for each `t`.
   * @param t [B, rays, samples], sorted: z of the looking camera, on the same scale as the box's
   * @returns [B, rays, samples, 4], in the caller's tidy
   * @throws InputError if there are no samples
   */
  at(t: Tensor3D): Tensor4D {
    const known = this.places.get(t);
    if (known && !known.isDisposed) return known;
    if (t.shape[2] === 0) throw new InputError('0 samples along a ray render nothing; take at least one.');
    const { rays, outside } = this.options;
    const grid = { rows: rays[0], columns: rays[1], onlyInside: outside === 'zero', ...zScale(this.options) };
    const points = withoutTape(() => tf.tidy(() => frustumPoints(t, viewTensor(this.views), grid)));
    this.places.set(t, points);
    return points;
  }

  /** Differentiable weights; intervals with an end that does not count are empty. @param density raw, as t */
  weigh(density: Tensor3D, t: Tensor3D): { weights: Tensor3D; accumulated: Tensor2D } {
    return freeRayWeights({ density, t, at: this.at(t) }, quadratureOf(this.options));
  }

  /** Weights of the samples and of the intervals behind them, as constants: for the second pass. */
  inspect(density: Tensor3D, t: Tensor3D): { weights: Tensor3D; interval: Tensor3D } {
    const at = this.at(t);
    const { weights, interval, accumulated, z } = freeWeights({ t, density, at }, quadratureOf(this.options));
    release(accumulated, z);
    return { weights: asTensor<Tensor3D>(weights), interval: asTensor<Tensor3D>(interval) };
  }
}
