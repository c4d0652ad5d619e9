/**
 * What the two implementations of the renderer (composed of small operations, fused kernels) share. Conventions:
 * spec of test/golden/regularizer: box [-1,1]^3, x right, y down, z near to far; ray r = i * columns + j.
 */
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Pinhole } from '../../base/geometry';
import type { RegularizerConfig } from '../../config/regularizer';
import type { Head } from '../types';

/** The three planes, NHWC: xy [B, Hy, Wx, C], xz [B, Dz, Wx, C] (row = z), yz [B, Hy, Dz, C] (column = z). */
export interface TriPlane {
  readonly xy: Tensor4D;
  readonly xz: Tensor4D;
  readonly yz: Tensor4D;
}

/**
 * All task fields' two-layer MLPs, stacked (one net after the other, as the kernels read them).
 * Nets: one for each head in order, then the density net when density is 'own'. Rows of w2: the channels of each
 * head in order (with density 'mean' or 'per_task' each head is followed by one row: its raw density), then the
 * density net's single row when density is 'own'.
 */
export interface FieldParameters {
  /** [nets * hidden, C] */
  readonly w1: Tensor2D;
  /** [nets * hidden] */
  readonly b1: Tensor1D;
  /** [rows, hidden] */
  readonly w2: Tensor2D;
  /** [rows] */
  readonly b2: Tensor1D;
}

/** The options that the renderer itself needs. */
export type RenderOptions = Pick<
  RegularizerConfig,
  | 'fieldHidden'
  | 'slope'
  | 'rays'
  | 'density'
  | 'activation'
  | 'quadrature'
  | 'importance'
  | 'padding'
  | 'aggregate'
  | 'near'
  | 'far'
  | 'unabsorbed'
  | 'zRange'
  | 'zNear'
  | 'zFar'
  | 'outside'
> & { readonly heads: readonly Head[] };

/** Sample positions along every ray, sorted: [B, rays, samples]; with density 'per_task' one for each head. */
export type Positions = Tensor3D | Readonly<Record<string, Tensor3D>>;

/**
 * The rays of another camera through the frustum volume of the planes' camera, of one image (paper Eq. 3;
 * test/golden/regularizer/README.md, cross-view). Ray (i, j) of the grid goes through that pixel's centre.
 */
export interface CameraView {
  /** Of the camera that the planes belong to. */
  readonly volume: Pinhole;
  /** Of the camera that looks. */
  readonly camera: Pinhole;
  /** ΔV: points of the looking camera's frame to the volume camera's; rigid, row-major 4x4, metres. */
  readonly volumeFromCamera: Float32Array;
}

/** What a head's rays absorbed, [B, rows, columns] each; differentiable. */
export type Absorbed = {
  /** Sum of the weights. */
  readonly weight: Tensor3D;
  /** Sum of weight times z (ray parameter t, box units); over `weight` it is the expected z. */
  readonly z: Tensor3D;
};

export interface Rendering {
  /** Raw rendered maps by head id, [B, rows, columns, channels]. */
  readonly maps: Readonly<Record<string, Tensor4D>>;
  /** Accumulated weight, [B, rows, columns]; with density 'per_task' the mean over heads. */
  readonly accumulated: Tensor3D;
  /** By head id; the same for all heads but with density 'per_task'. */
  readonly absorbed: Readonly<Record<string, Absorbed>>;
}

/**
 * One implementation of the renderer. Positions are constants to the gradient. `views`, one for each image, are rays of
 * other cameras; without them rays are those of the planes' own camera, orthographic in the box.
 */
export interface Renderer {
  /** Raw density at given positions, [B, rays, samples] (or by head). Outside of the tape: no gradient. */
  density(planes: TriPlane, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Positions;
  /** Differentiable in planes and fields. */
  render(planes: TriPlane, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Rendering;
}
