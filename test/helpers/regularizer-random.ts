/** Made-up inputs of the renderer. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { fieldLayout } from '../../src/model/regularizer/task-field';
import type { SamplingRules } from '../../src/model/regularizer/ray-sampling';
import type { RenderOptions } from '../../src/model/regularizer/types';
import type { RenderCase, Values } from './regularizer-case';

/** Sorted along each ray, in [-.98, .98]; float32 numbers. */
export function depthValues(shape: readonly [number, number, number], seed: number): Values {
  const random = new Random(seed);
  const [batch, rays, samples] = shape;
  const rows = Array.from({ length: batch * rays }, () =>
    Array.from({ length: samples }, () => Math.fround(random.between(-0.98, 0.98))).sort((a, b) => a - b),
  );
  return { shape: [...shape], data: Float64Array.from(rows.flat()) };
}

export function randomDepths(shape: readonly [number, number, number], seed: number): tf.Tensor3D {
  return tf.tensor3d(Float32Array.from(depthValues(shape, seed).data), [...shape]);
}

/** Standard normal float32 numbers, held in float64. */
export function normalValues(shape: number[], seed: number, scale = 1): Values {
  const random = new Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float64Array.from({ length: size }, () => Math.fround(scale * random.normal())) };
}

export const SMALL_OPTIONS: RenderOptions = {
  heads: [
    { id: 'seg', channels: 3 },
    { id: 'depth', channels: 1 },
  ],
  rays: [3, 4],
  fieldHidden: 4,
  slope: 0.2,
  density: 'own',
  activation: 'softplus-1',
  quadrature: 'midpoint',
  importance: 'interval',
  padding: 'border',
  aggregate: 'sum',
  near: -1,
  far: 1,
  unabsorbed: 'plain',
  zRange: 'metric',
  zNear: 0.5,
  zFar: 10,
  outside: 'zero',
};

/** The rules of DESIGN.md with four and four samples. */
export const SAMPLING: SamplingRules = {
  coarseSamples: 4,
  fineSamples: 4,
  jitter: 'per_ray',
  coarsePlaces: 'bins',
  uniforms: 'stratified',
  finePass: 'union',
};

export interface CaseSizes {
  readonly samples?: number;
  /** [Hy, Wx, Dz]; left out, three planes of unequal sizes. */
  readonly planes?: readonly [number, number, number];
  /** Of a plane; 4 if not given. */
  readonly channels?: number;
}

const BATCH = 2;

/** A small case of float64 values that are exact in float32. */
export function randomCase(options: RenderOptions, { samples = 5, planes, channels = 4 }: CaseSizes = {}): RenderCase {
  const { nets, rows } = fieldLayout(options);
  const [height, width, depth] = planes ?? [4, 5, 6];
  const other = planes ? 0 : 2; // how much the second and third plane differ from the first
  const units = nets * options.fieldHidden;
  const depths = (seed: number): Values => depthValues([BATCH, options.rays[0] * options.rays[1], samples], seed);
  return {
    options,
    planes: {
      xy: normalValues([BATCH, height, width, channels], 1),
      xz: normalValues([BATCH, depth, width - other, channels], 2),
      yz: normalValues([BATCH, height + other, depth + other, channels], 3),
    },
    fields: {
      w1: normalValues([units, channels], 4, 0.5),
      b1: normalValues([units], 5, 0.5),
      w2: normalValues([rows, options.fieldHidden], 6, 0.7),
      b2: normalValues([rows], 7),
    },
    positions:
      options.density === 'per_task'
        ? Object.fromEntries(options.heads.map(({ id }, i) => [id, depths(10 + i)]))
        : depths(10),
  };
}
