/**
 * The renderer for rays of any camera as kernels (paper Eq. 3; spec/regularizer.md §2 a and b, §5): first layers on the
 * planes, hidden units read there at any point and composited, last layers once a ray.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { sortBytes, type PlaneSizes } from '../../gpu/kernels/cell-sort';
import { freeDensity, freeRender, type FreeAttrs } from '../../gpu/kernels/free-render';
import { MAX_HEADS } from '../../gpu/kernels/fused-output';
import { projectPlanes } from '../../gpu/kernels/fused-project';
import { asTensor } from '../../gpu/op';
import { withoutTape } from '../../gpu/tape';
import { quadratureOf, ViewRays } from './camera';
import { checkFields, checkPlanes, checkPositions } from './checks';
import { fieldLayout, positionsFor, SHARED } from './task-field';
import type { CameraView, FieldParameters, Positions, Renderer, Rendering, RenderOptions, TriPlane } from './types';

/** Three planes of any sizes, or the tensor [B, H, W, 3C] that holds them side by side (xy, xz, yz). */
export type FreePlanes = TriPlane | Tensor4D;

/** Planes with the first layer of all fields already applied: shared by both passes. */
export interface FreePrepared {
  readonly planes: readonly Tensor4D[];
  readonly fields: FieldParameters;
  /** No part of the tape. */
  readonly projected: Tensor;
  readonly rays: ViewRays;
  readonly attrs: FreeAttrs;
}

/** undefined if these kernels cover the options; else one phrase that names what they do not. */
export function freeCovers(
  { density, padding, fieldHidden, heads }: RenderOptions,
  { channels }: { readonly channels: number },
): string | undefined {
  if (density !== 'own') return `density '${density}'`;
  if (padding !== 'border') return `padding '${padding}'`;
  if (channels % 4 !== 0) return `${channels} plane channels (not a multiple of 4)`;
  if (fieldHidden % 4 !== 0) return `${fieldHidden} hidden units (not a multiple of 4)`;
  if (heads.length > MAX_HEADS) return `${heads.length} heads (more than ${MAX_HEADS})`;
  return undefined;
}

/** Bytes of the largest buffer that one image needs. @param samples along a ray */
export function freeBytes({ rays, heads, fieldHidden }: RenderOptions, sizes: PlaneSizes, samples: number): number {
  const count = rays[0] * rays[1] * samples;
  const units = (heads.length + 1) * fieldHidden;
  const texels = sizes.reduce((sum, [height, width]) => sum + height * width, 0);
  const places = 16 * count;
  const signs = Math.max(
    heads.length * fieldHidden * rays[0] * rays[1] * Math.ceil(samples / 8),
    4 * count * Math.ceil(fieldHidden / 32),
  );
  return Math.max(places, signs, 4 * units * texels, sortBytes(count, sizes));
}

const isPacked = (planes: FreePlanes): planes is Tensor4D => planes instanceof tf.Tensor;

export function sizesOf(planes: FreePlanes): PlaneSizes {
  const { xy, xz, yz } = isPacked(planes) ? { xy: planes, xz: planes, yz: planes } : planes;
  const size = ({ shape }: Tensor4D) => [shape[1], shape[2]] as const;
  return [size(xy), size(xz), size(yz)];
}

export class FreeRenderer implements Renderer {
  constructor(private readonly options: RenderOptions) {}

  /** @throws InputError if a view cannot be rendered; Error, ShapeError if options or tensors cannot be taken */
  prepare(given: FreePlanes, fields: FieldParameters, views: readonly CameraView[]): FreePrepared {
    const { options } = this;
    const { batch, channels } = checkPlanes(given);
    const rays = new ViewRays(views, batch, options);
    const uncovered = freeCovers(options, { channels });
    if (uncovered)
      throw new Error(`the kernels for other cameras do not cover ${uncovered}; use the composed renderer.`);
    checkFields(fields, fieldLayout(options), { hidden: options.fieldHidden, channels });
    const planes = isPacked(given) ? [given] : [given.xy, given.xz, given.yz];
    const attrs: FreeAttrs = {
      rows: options.rays[0],
      cols: options.rays[1],
      sizes: sizesOf(given),
      heads: options.heads.map((head) => head.channels),
      hidden: options.fieldHidden,
      channels,
      scale: options.aggregate === 'mean' ? 1 / 3 : 1,
      slope: options.slope,
      quadrature: quadratureOf(options),
    };
    const tensors = planes.map((tensor) => ({ tensor, count: planes.length === 1 ? 3 : 1 }));
    const units = { first: 0, count: fields.b1.size };
    return { planes, fields, rays, attrs, projected: asTensor(projectPlanes(tensors, fields, attrs, units)) };
  }

  /** No gradient. */
  densityOf({ planes, projected, fields, rays, attrs }: FreePrepared, positions: Positions): Tensor3D {
    checkPositions(positions, planes[0]!.shape[0], this.options.rays);
    const at = rays.at(positionsFor(positions, SHARED));
    return asTensor<Tensor3D>(freeDensity({ projected, at, w2: fields.w2, b2: fields.b2 }, attrs));
  }

  renderOf({ planes, projected, fields, rays, attrs }: FreePrepared, positions: Positions): Rendering {
    checkPositions(positions, planes[0]!.shape[0], this.options.rays);
    const t = positionsFor(positions, SHARED);
    const { maps, weight, z } = freeRender({ planes, projected, ...fields, t, at: rays.at(t) }, attrs);
    const { heads } = this.options;
    return {
      maps: Object.fromEntries(heads.map(({ id }, k) => [id, maps[k]!])),
      accumulated: weight,
      absorbed: Object.fromEntries(heads.map(({ id }) => [id, { weight, z }])),
    };
  }

  density(planes: FreePlanes, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Tensor3D {
    this.checkFirst(planes, positions);
    return withoutTape(() => tf.tidy(() => this.densityOf(this.prepare(planes, fields, given(views)), positions)));
  }

  render(planes: FreePlanes, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Rendering {
    this.checkFirst(planes, positions);
    return tf.tidy(() => {
      const { maps, accumulated, absorbed } = this.renderOf(this.prepare(planes, fields, given(views)), positions);
      return { maps: { ...maps }, accumulated, absorbed: { ...absorbed } };
    });
  }

  /** Positions are looked at before `prepare` projects the planes. */
  private checkFirst(planes: FreePlanes, positions: Positions): void {
    checkPositions(positions, checkPlanes(planes).batch, this.options.rays);
  }
}

function given(views: readonly CameraView[] | undefined): readonly CameraView[] {
  if (views) return views;
  throw new Error(
    'these kernels render rays of other cameras; give one view for each image, or take the fused renderer.',
  );
}
