/**
 * What the two implementations of the renderer (composed of small operations, fused kernels) share. Conventions:
 * spec of test/golden/regularizer: box [-1,1]^3, x right, y down, z near to far; ray r = i * columns + j.
 */
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
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
> & { readonly heads: readonly Head[] };

/** Sample positions along every ray, sorted: [B, rays, samples]; with density 'per_task' one for each head. */
export type Positions = Tensor3D | Readonly<Record<string, Tensor3D>>;

export interface Rendering {
  /** Raw rendered maps by head id, [B, rows, columns, channels]. */
  readonly maps: Readonly<Record<string, Tensor4D>>;
  /** Accumulated weight, [B, rows, columns]; with density 'per_task' the mean over heads. No gradient needed. */
  readonly accumulated: Tensor3D;
}

/** One implementation of the renderer. Positions are constants to the gradient. */
export interface Renderer {
  /** Raw density at given positions, [B, rays, samples] (or by head). Outside of the tape: no gradient. */
  density(planes: TriPlane, fields: FieldParameters, positions: Positions): Positions;
  /** Differentiable in planes and fields. */
  render(planes: TriPlane, fields: FieldParameters, positions: Positions): Rendering;
}
