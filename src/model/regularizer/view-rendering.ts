/** Two-pass rendering of given planes as other cameras see them (paper Eq. 3): the fast kernels where they cover it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import type { RegularizerConfig } from '../../config/regularizer';
import { gpu } from '../../gpu/device';
import type { Pass } from '../../nn/module';
import { checkViews, ViewRays } from './camera';
import { composedRenderer } from './composed';
import { freeBytes, freeCovers, FreeRenderer, sizesOf } from './free-fused';
import { headSubset, type HeadSubset } from './head-subset';
import { checkSampling, samplePositions, type DensityAt } from './ray-sampling';
import type { Absorbed, CameraView, FieldParameters, Positions, Rendering, RenderOptions } from './types';

export interface ViewField {
  readonly config: RegularizerConfig;
  readonly options: RenderOptions;
  readonly fields: FieldParameters;
}

export interface ViewPass {
  readonly pass: Pass;
  /** Ids of the heads that are rendered; all if not given. */
  readonly heads?: readonly string[];
}

/** What one chunk of images is rendered from. */
interface Chunk extends HeadSubset {
  readonly config: RegularizerConfig;
  readonly planes: Tensor4D;
  readonly views: readonly CameraView[];
  /** Of the samples; undefined: nothing is drawn. */
  readonly seed: number | undefined;
}

function positionsOf({ config, options, views, seed }: Chunk, densityAt: DensityAt, rays: ViewRays): Positions {
  const inspect = (density: Tensor3D, t: Tensor3D) => rays.inspect(density, t);
  return samplePositions(densityAt, { options, rules: config, batch: views.length, seed, inspect });
}

function renderChunk(chunk: Chunk, fast: boolean): Rendering {
  const { options, fields, planes, views } = chunk;
  if (fast) {
    const renderer = new FreeRenderer(options);
    const prepared = renderer.prepare(planes, fields, views);
    const positions = positionsOf(chunk, (t) => renderer.densityOf(prepared, t), prepared.rays);
    return renderer.renderOf(prepared, positions);
  }
  const [xy, xz, yz] = tf.split(planes, 3, 3) as [Tensor4D, Tensor4D, Tensor4D];
  const apart = { xy, xz, yz };
  const renderer = composedRenderer(options);
  const rays = new ViewRays(views, views.length, options);
  const positions = positionsOf(chunk, (t) => renderer.density(apart, fields, t, views), rays);
  return renderer.render(apart, fields, positions, views);
}

/** Images that go through the kernels at once. @throws InputError if one is too large for the adapter */
function imagesAtOnce(options: RenderOptions, planes: Tensor4D, samples: number): number {
  const most = gpu().device.limits.maxStorageBufferBindingSize;
  const bytes = freeBytes(options, sizesOf(planes), samples);
  if (bytes > most) {
    throw new InputError(
      `one view of ${options.rays.join('x')} rays with ${samples} samples needs a buffer of ${bytes} bytes, and this adapter allows ${most}; take fewer rays, samples or rendered heads.`,
    );
  }
  return Math.floor(most / bytes);
}

function joined(parts: readonly Rendering[]): Rendering {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const along = <T extends tf.Tensor>(pick: (part: Rendering) => T): T => tf.concat(parts.map(pick), 0);
  const absorbed = (id: string): Absorbed => ({
    weight: along((part) => part.absorbed[id]!.weight),
    z: along((part) => part.absorbed[id]!.z),
  });
  return {
    maps: Object.fromEntries(Object.keys(first!.maps).map((id) => [id, along((part) => part.maps[id]!)])),
    accumulated: along((part) => part.accumulated),
    absorbed: Object.fromEntries(Object.keys(first!.absorbed).map((id) => [id, absorbed(id)])),
  };
}

/** The rendering without the heads that only helped to make the density. */
function only(rendering: Rendering, ids: readonly string[]): Rendering {
  const pick = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([id]) => ids.includes(id)));
  return { ...rendering, maps: pick(rendering.maps), absorbed: pick(rendering.absorbed) };
}

/**
 * Differentiable in planes and fields. Batches whose buffers the adapter does not bind are rendered in chunks of images.
 * @param packed planes [B, rows, columns, 3C] @param views one for each image
 * @returns raw sums of the heads named (no `unabsorbed: 'normalized'`, no depth in metres: see outputs.ts)
 * @throws InputError before anything is dispatched if a view, the sampling or a head's name cannot be rendered
 */
export function renderViews(
  { config, options, fields }: ViewField,
  packed: Tensor4D,
  views: readonly CameraView[],
  { pass, heads = options.heads.map(({ id }) => id) }: ViewPass,
): Rendering {
  const [batch, , , channels] = packed.shape;
  checkViews(views, batch, options);
  checkSampling(config, options);
  return tf.tidy(() => {
    const subset = headSubset(options, fields, heads);
    const fast = config.path !== 'composed' && freeCovers(subset.options, { channels: channels / 3 }) === undefined;
    const samples = config.coarseSamples + config.fineSamples;
    const step = fast ? imagesAtOnce(subset.options, packed, samples) : batch;
    const parts: Rendering[] = [];
    for (let first = 0; first < batch; first += step) {
      const count = Math.min(step, batch - first);
      const seed = pass.training ? deriveSeed(pass.seed, 'view jitter', first) : undefined;
      const planes = count === batch ? packed : tf.slice(packed, [first, 0, 0, 0], [count, -1, -1, -1]);
      const chunk = { ...subset, config, planes, views: views.slice(first, first + count), seed };
      parts.push(renderChunk(chunk, fast));
    }
    const { maps, accumulated, absorbed } = only(joined(parts), heads);
    return { maps: { ...maps }, accumulated, absorbed: { ...absorbed } };
  });
}
