/**
 * The renderer as fused kernels: an exact reformulation of the composed one (spec/regularizer.md §2): first layers on
 * the planes, hidden units composited, last layers once a ray.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { projectPlanes } from '../../gpu/kernels/fused-project';
import { MAX_HEADS } from '../../gpu/kernels/fused-output';
import { fieldDensity, fusedRender, type RenderAttrs } from '../../gpu/kernels/fused-render';
import { asTensor } from '../../gpu/op';
import { withoutTape } from '../../gpu/tape';
import { resize } from '../../nn/resize';
import { checkFields, checkPlanes, checkPositions } from './checks';
import { netGroups, type NetGroup } from './net-groups';
import { fieldLayout, positionsFor, sumOf } from './task-field';
import type { Absorbed, FieldParameters, Positions, Renderer, Rendering, RenderOptions, TriPlane } from './types';

/** Three planes, or the tensor [B, H, W, 3C] that holds them side by side (xy, xz, yz). */
export type Planes = TriPlane | Tensor4D;

export interface PlaneShapes {
  /** Channels of one plane. */
  readonly channels: number;
  /** Whether the planes have the ray grid's size along x and y; true if not given. */
  readonly atRays?: boolean;
}

/** Nets of one density, with their first layer already applied to the planes. */
interface PreparedGroup extends NetGroup {
  /** No part of the tape. */
  readonly projected: Tensor;
  readonly attrs: RenderAttrs;
}

/** Planes with the first layer of all fields already applied: shared by the coarse pass and the rendering of a step. */
export interface Prepared {
  readonly planes: readonly Tensor4D[];
  readonly groups: readonly PreparedGroup[];
}

export interface FusedRenderer extends Renderer {
  /** Runs the first layers once for both `densityOf` and `renderOf`. Dispose of it (or tidy) after the forward pass. */
  prepare(planes: Planes, fields: FieldParameters): Prepared;
  densityOf(prepared: Prepared, positions: Positions): Positions;
  renderOf(prepared: Prepared, positions: Positions): Rendering;
  /** As `density` and `render`, on packed planes. */
  densityPacked(planes: Tensor4D, fields: FieldParameters, positions: Positions): Positions;
  renderPacked(planes: Tensor4D, fields: FieldParameters, positions: Positions): Rendering;
}

/** undefined if the fused path covers these options; else one phrase that names what it does not. */
export function fusedCovers(options: RenderOptions, { channels, atRays = true }: PlaneShapes): string | undefined {
  const { padding, fieldHidden, heads } = options;
  if (padding === 'zeros' && !atRays) return `padding 'zeros' with planes of another size than the ray grid`;
  if (channels % 4 !== 0) return `${channels} plane channels (not a multiple of 4)`;
  if (fieldHidden % 4 !== 0) return `${fieldHidden} hidden units (not a multiple of 4)`;
  if (heads.length > MAX_HEADS) return `${heads.length} heads (more than ${MAX_HEADS})`;
  return undefined;
}

const isPacked = (planes: Planes): planes is Tensor4D => planes instanceof tf.Tensor;

/** Whether the planes have the ray grid's size along x and y (along z they may have any). */
export function planesAtRays(planes: Planes, [rows, cols]: readonly [number, number]): boolean {
  const { xy, xz, yz } = isPacked(planes) ? { xy: planes, xz: planes, yz: planes } : planes;
  const columns = xy.shape[2] === cols && xz.shape[2] === cols;
  return columns && xy.shape[1] === rows && yz.shape[1] === rows;
}

/**
 * Planes of other sizes are resized to the ray grid along x and y: a ray reads them at the centre of its pixel, and a
 * bilinear read there is what the resize computes. z stays as it is.
 */
function atRays(planes: Planes, rays: readonly [number, number]): readonly Tensor4D[] {
  if (isPacked(planes)) {
    if (planesAtRays(planes, rays)) return [planes];
    const [xy, xz, yz] = tf.split(planes, 3, 3) as [Tensor4D, Tensor4D, Tensor4D];
    return atRays({ xy, xz, yz }, rays);
  }
  const [rows, cols] = rays;
  const { xy, xz, yz } = planes;
  return [resize(xy, [rows, cols]), resize(xz, [xz.shape[1], cols]), resize(yz, [rows, yz.shape[2]])];
}

function attributes(options: RenderOptions, heads: NetGroup['heads'], planes: readonly Tensor4D[]): RenderAttrs {
  const [first, xz = first, yz = first] = planes;
  const { rays, fieldHidden: hidden, quadrature: rule, activation, far, unabsorbed } = options;
  const own = options.density === 'own';
  return {
    grid: {
      rows: rays[0],
      cols: rays[1],
      depthX: xz!.shape[1],
      depthY: yz!.shape[2],
      units: (heads.length + (own ? 1 : 0)) * hidden,
      slope: options.slope,
      zeros: options.padding === 'zeros',
    },
    heads: heads.map((head) => head.channels),
    density: own ? 'own' : 'heads',
    hidden,
    channels: planes.length === 1 ? first!.shape[3] / 3 : first!.shape[3],
    scale: options.aggregate === 'mean' ? 1 / 3 : 1,
    quadrature: { rule, activation, far, opaque: unabsorbed === 'opaque' },
  };
}

function project(
  planes: readonly Tensor4D[],
  { fields, attrs }: Omit<PreparedGroup, 'projected'>,
  units: { first: number; count: number },
): Tensor {
  const count = planes.length === 1 ? 3 : 1;
  const tensors = planes.map((tensor) => ({ tensor, count }));
  return asTensor(projectPlanes(tensors, fields, attrs, units));
}

/** With density 'per_task' by head, else one for all. */
function byDensity(
  groups: readonly PreparedGroup[],
  { density }: RenderOptions,
  raw: (group: PreparedGroup) => Tensor3D,
) {
  if (density !== 'per_task') return raw(groups[0]!);
  return Object.fromEntries(groups.map((group) => [group.heads[0]!.id, raw(group)]));
}

const mean = (parts: readonly Tensor3D[]): Tensor3D =>
  parts.length === 1 ? parts[0]! : tf.mul(sumOf(parts), 1 / parts.length);

class KernelRenderer implements FusedRenderer {
  readonly densityPacked = this.density.bind(this);
  readonly renderPacked = this.render.bind(this);

  constructor(private readonly options: RenderOptions) {}

  prepare(given: Planes, fields: FieldParameters): Prepared {
    const { planes, groups } = this.inputs(given, fields);
    const all = ({ attrs }: Pick<PreparedGroup, 'attrs'>) => ({ first: 0, count: attrs.grid.units });
    return { planes, groups: groups.map((group) => ({ ...group, projected: project(planes, group, all(group)) })) };
  }

  densityOf({ planes, groups }: Prepared, positions: Positions): Positions {
    checkPositions(positions, planes[0]!.shape[0], this.options.rays);
    return byDensity(groups, this.options, (group) => this.rawDensity(group, positions));
  }

  renderOf({ planes, groups }: Prepared, positions: Positions): Rendering {
    checkPositions(positions, planes[0]!.shape[0], this.options.rays);
    const maps: Record<string, Tensor4D> = {};
    const absorbed: Record<string, Absorbed> = {};
    const weights = groups.map(({ heads, projected, fields, attrs }) => {
      const t = positionsFor(positions, heads[0]!.id);
      const { maps: rendered, weight, z } = fusedRender({ planes, projected, ...fields, t }, attrs);
      heads.forEach(({ id }, k) => {
        maps[id] = rendered[k]!;
        absorbed[id] = { weight, z };
      });
      return weight;
    });
    return { maps, accumulated: mean(weights), absorbed };
  }

  density(given: Planes, fields: FieldParameters, positions: Positions): Positions {
    return withoutTape(() =>
      tf.tidy((): Positions => {
        checkPositions(positions, checkPlanes(given).batch, this.options.rays);
        if (this.options.density !== 'own') return this.densityOf(this.prepare(given, fields), positions);
        const { planes, groups } = this.inputs(given, fields);
        const { attrs, ...group } = groups[0]!;
        const { grid, hidden } = attrs;
        const projected = project(planes, groups[0]!, { first: grid.units - hidden, count: hidden });
        const alone = { ...group, projected, attrs: { ...attrs, grid: { ...grid, units: hidden } } };
        return this.rawDensity(alone, positions);
      }),
    );
  }

  render(planes: Planes, fields: FieldParameters, positions: Positions): Rendering {
    checkPositions(positions, checkPlanes(planes).batch, this.options.rays);
    return tf.tidy(() => {
      const { maps, accumulated, absorbed } = this.renderOf(this.prepare(planes, fields), positions);
      return { maps: { ...maps }, accumulated, absorbed: { ...absorbed } };
    });
  }

  private rawDensity({ heads, projected, fields, attrs }: PreparedGroup, positions: Positions): Tensor3D {
    const t = positionsFor(positions, heads[0]!.id);
    return asTensor<Tensor3D>(fieldDensity({ projected, t, w2: fields.w2, b2: fields.b2 }, attrs));
  }

  /** @throws Error, ShapeError if options or tensors cannot be taken */
  private inputs(given: Planes, fields: FieldParameters) {
    const { options } = this;
    const { channels } = checkPlanes(given);
    const uncovered = fusedCovers(options, { channels, atRays: planesAtRays(given, options.rays) });
    if (uncovered) throw new Error(`the fused renderer does not cover ${uncovered}; use the composed one.`);
    checkFields(fields, fieldLayout(options), { hidden: options.fieldHidden, channels });
    const planes = atRays(given, options.rays);
    const groups = netGroups(options, fields).map((group) => ({
      ...group,
      attrs: attributes(options, group.heads, planes),
    }));
    return { planes, groups };
  }
}

/** Its methods throw an Error if `fusedCovers` names something that is not covered. */
export function fusedRenderer(options: RenderOptions): FusedRenderer {
  return new KernelRenderer(options);
}
