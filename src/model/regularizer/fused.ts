/**
 * The renderer as fused kernels: an exact reformulation of the composed one for the default options
 * (spec/regularizer.md §2): first layers on the planes, hidden units composited, last layers once a ray.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { projectPlanes } from '../../gpu/kernels/fused-project';
import { MAX_HEADS } from '../../gpu/kernels/fused-output';
import { fieldDensity, fusedRender, type RenderAttrs } from '../../gpu/kernels/fused-render';
import { asTensor } from '../../gpu/op';
import { resize } from '../../nn/resize';
import type { FieldParameters, Positions, Renderer, Rendering, RenderOptions, TriPlane } from './types';

/** Three planes, or the tensor [B, H, W, 3C] that holds them side by side (xy, xz, yz), H x W being the ray grid. */
export type Planes = TriPlane | Tensor4D;

export interface PlaneShapes {
  /** Channels of one plane. */
  readonly channels: number;
}

/** Planes with the first layer of all fields already applied: shared by the coarse pass and the rendering of a step. */
export interface Prepared {
  readonly planes: readonly Tensor4D[];
  /** No part of the tape. */
  readonly projected: Tensor;
  readonly fields: FieldParameters;
  readonly attrs: RenderAttrs;
}

export interface FusedRenderer extends Renderer {
  /** Runs the first layers once for both `densityOf` and `renderOf`. Dispose of it (or tidy) after the forward pass. */
  prepare(planes: Planes, fields: FieldParameters): Prepared;
  densityOf(prepared: Prepared, positions: Positions): Tensor3D;
  renderOf(prepared: Prepared, positions: Positions): Rendering;
  /** As `density` and `render`, on packed planes. */
  densityPacked(planes: Tensor4D, fields: FieldParameters, positions: Positions): Tensor3D;
  renderPacked(planes: Tensor4D, fields: FieldParameters, positions: Positions): Rendering;
}

/** undefined if the fused path covers these options; else one phrase that names what it does not. */
export function fusedCovers(options: RenderOptions, { channels }: PlaneShapes): string | undefined {
  const { density, padding, fieldHidden, heads } = options;
  if (density !== 'own') return `density '${density}'`;
  if (padding !== 'border') return `padding '${padding}'`;
  if (channels % 4 !== 0) return `${channels} plane channels (not a multiple of 4)`;
  if (fieldHidden % 4 !== 0) return `${fieldHidden} hidden units (not a multiple of 4)`;
  if (heads.length > MAX_HEADS) return `${heads.length} heads (more than ${MAX_HEADS})`;
  return undefined;
}

const isPacked = (planes: Planes): planes is Tensor4D => planes instanceof tf.Tensor;

/**
 * Planes of other sizes are resized to the ray grid along x and y: a ray reads them at the centre of its pixel, and a
 * bilinear read there is what the resize computes. z stays as it is.
 */
function atRays(planes: Planes, [rows, cols]: readonly [number, number]): readonly Tensor4D[] {
  if (!isPacked(planes)) {
    const { xy, xz, yz } = planes;
    return [resize(xy, [rows, cols]), resize(xz, [xz.shape[1], cols]), resize(yz, [rows, yz.shape[2]])];
  }
  const [, height, width, channels] = planes.shape;
  if (height === rows && width === cols && channels % 12 === 0) return [planes];
  throw new Error(
    `packed planes are ${height}x${width}x${channels}; they must be at the ray grid ${rows}x${cols} with 3 times a multiple of 4 channels: resize them, or give the three planes apart.`,
  );
}

function positionsOf(positions: Positions): Tensor3D {
  if (positions instanceof tf.Tensor) return positions;
  throw new Error('positions were given by head, which only the composed path renders; give one tensor for all heads.');
}

function attributes(options: RenderOptions, planes: readonly Tensor4D[]): RenderAttrs {
  const [first, xz = first, yz = first] = planes;
  const { rays, heads, fieldHidden: hidden, quadrature: rule, activation, far } = options;
  const channels = planes.length === 1 ? first!.shape[3] / 3 : first!.shape[3];
  const uncovered = fusedCovers(options, { channels });
  if (uncovered) throw new Error(`the fused renderer does not cover ${uncovered}; use the composed one.`);
  return {
    grid: {
      rows: rays[0],
      cols: rays[1],
      depthX: xz!.shape[1],
      depthY: yz!.shape[2],
      units: (heads.length + 1) * hidden,
      slope: options.slope,
    },
    heads: heads.map((head) => head.channels),
    hidden,
    channels,
    scale: options.aggregate === 'mean' ? 1 / 3 : 1,
    quadrature: { rule, activation, far },
  };
}

function project(
  { planes, fields, attrs }: Omit<Prepared, 'projected'>,
  units: { first: number; count: number },
): Tensor {
  const count = planes.length === 1 ? 3 : 1;
  return asTensor(
    projectPlanes(
      planes.map((tensor) => ({ tensor, count })),
      fields,
      attrs,
      units,
    ),
  );
}

/** @throws Error (at the first call) if `fusedCovers` names an option that is not covered */
export function fusedRenderer(options: RenderOptions): FusedRenderer {
  const inputsOf = (given: Planes, fields: FieldParameters): Omit<Prepared, 'projected'> => {
    const planes = atRays(given, options.rays);
    return { planes, fields, attrs: attributes(options, planes) };
  };
  const prepare = (planes: Planes, fields: FieldParameters): Prepared => {
    const inputs = inputsOf(planes, fields);
    return { ...inputs, projected: project(inputs, { first: 0, count: inputs.attrs.grid.units }) };
  };
  const densityOf = ({ projected, fields, attrs }: Prepared, positions: Positions): Tensor3D =>
    asTensor<Tensor3D>(fieldDensity({ projected, t: positionsOf(positions), w2: fields.w2, b2: fields.b2 }, attrs));
  const renderOf = ({ planes, projected, fields, attrs }: Prepared, positions: Positions): Rendering => {
    const t = positionsOf(positions);
    const { maps, accumulated } = fusedRender({ planes, projected, ...fields, t }, attrs);
    return {
      maps: Object.fromEntries(options.heads.map(({ id }, k) => [id, maps[k]!])),
      accumulated: tf.reshape(accumulated, [t.shape[0], ...options.rays]) as Tensor3D,
      absorbed: {},
    };
  };
  const density = (given: Planes, fields: FieldParameters, positions: Positions): Tensor3D =>
    tf.tidy(() => {
      const inputs = inputsOf(given, fields);
      const { grid, hidden } = inputs.attrs;
      const projected = project(inputs, { first: grid.units - hidden, count: hidden });
      const attrs = { ...inputs.attrs, grid: { ...grid, units: hidden } };
      return densityOf({ ...inputs, projected, attrs }, positions);
    });
  const render = (planes: Planes, fields: FieldParameters, positions: Positions): Rendering => {
    return tf.tidy(() => {
      const { maps, accumulated, absorbed } = renderOf(prepare(planes, fields), positions);
      return { maps: { ...maps }, accumulated, absorbed: { ...absorbed } };
    });
  };
  return { density, render, prepare, densityOf, renderOf, densityPacked: density, renderPacked: render };
}
