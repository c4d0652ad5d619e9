/**
 * What a renderer is given, as plain numbers: read from a golden file (conventions: README beside the golden files)
 * or made up by a test. Channels last, fields stacked.
 */
import * as tf from '@tensorflow/tfjs-core';
import { fieldLayout, type NetPlace } from '../../src/model/regularizer/task-field';
import type {
  CameraView,
  FieldParameters,
  Positions,
  RenderOptions,
  TriPlane,
} from '../../src/model/regularizer/types';
import type { Golden, GoldenTensor } from './golden';

export interface Values {
  readonly shape: number[];
  readonly data: Float32Array | Float64Array;
}

export const PLANES = ['xy', 'xz', 'yz'] as const;
export const PARAMETERS = ['w1', 'b1', 'w2', 'b2'] as const;

type PerPlane = Readonly<Record<(typeof PLANES)[number], Values>>;
type PerParameter = Readonly<Record<(typeof PARAMETERS)[number], Values>>;

export interface RenderCase {
  readonly options: RenderOptions;
  readonly planes: PerPlane;
  readonly fields: PerParameter;
  /** Shared by all heads, or by head. */
  readonly positions: Values | Readonly<Record<string, Values>>;
  /** Rays of other cameras, one for each image; without them those of the planes' own. */
  readonly views?: readonly CameraView[];
}

export function isShared(positions: RenderCase['positions']): positions is Values {
  return 'data' in positions;
}

export interface GoldenCase extends RenderCase {
  /** Coarse depths and uniforms of the second pass; no uniforms if there is one pass only. */
  readonly coarse: Values | undefined;
  readonly u: Values | undefined;
  /** By head id, [B, rays, channels]. */
  readonly out: ReadonlyMap<string, Values>;
  readonly dout: ReadonlyMap<string, Values>;
  readonly planeGradients: PerPlane;
  /** Of one net, by its name; w2 and b2 with the extra density row where there is one. */
  fieldGradient(net: string, parameter: (typeof PARAMETERS)[number]): Values;
}

function oneOf<T extends string>(golden: Golden, key: string, known: readonly T[]): T {
  const value = golden.metadata[key];
  const found = known.find((choice) => choice === value);
  if (found === undefined)
    throw new Error(
      `golden case ${golden.metadata.case}: ${key} "${value}" is not supported; known: ${known.join(', ')}`,
    );
  return found;
}

function numberOf(golden: Golden, key: string): number {
  const value = Number(golden.metadata[key]);
  if (!Number.isFinite(value))
    throw new Error(`golden case ${golden.metadata.case}: ${key} "${golden.metadata[key]}" is no number`);
  return value;
}

function optionsOf(golden: Golden): RenderOptions {
  const [zNear = 0.5, zFar = 10] = golden.tensors.get('z_range')?.data ?? [];
  const tasks = JSON.parse(golden.metadata.tasks ?? '{}') as Record<string, number>;
  return {
    heads: Object.entries(tasks).map(([id, channels]) => ({ id, channels })),
    rays: [numberOf(golden, 'Hr'), numberOf(golden, 'Wr')],
    fieldHidden: numberOf(golden, 'hidden'),
    slope: numberOf(golden, 'slope'),
    near: numberOf(golden, 'near'),
    far: numberOf(golden, 'far'),
    density: oneOf(golden, 'density', ['own', 'mean', 'per_task']),
    activation: oneOf(golden, 'density_act', ['softplus-1', 'softplus', 'relu']),
    quadrature: oneOf(golden, 'quadrature', ['midpoint', 'nerf']),
    importance: oneOf(golden, 'importance', ['interval', 'eg3d', 'nerf']),
    padding: oneOf(golden, 'pad', ['border', 'zeros']),
    aggregate: oneOf(golden, 'aggregate', ['sum', 'mean']),
    unabsorbed: 'plain',
    zRange: 'metric',
    zNear,
    zFar,
    outside: oneOf(golden, 'outside', ['none', 'zero']) === 'zero' ? 'zero' : 'border',
  };
}

/** One camera K for both sides and one ΔV for all images, if the case has other cameras. */
function viewsOf(golden: Golden): readonly CameraView[] | undefined {
  if (!golden.tensors.has('points')) return undefined;
  const [fx = NaN, fy = NaN, cx = NaN, cy = NaN] = golden.get('K').data;
  const camera = { fx, fy, cx, cy };
  const view = { volume: camera, camera, volumeFromCamera: golden.get('dV').data };
  return Array.from({ length: golden.get('points').shape[0]! }, () => view);
}

/** [B, C, H, W] to [B, H, W, C]. */
export function channelsLast({ shape, data }: GoldenTensor): Values {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const moved = new Float32Array(data.length);
  let i = 0;
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < height * width; p++) moved[(b * height * width + p) * channels + c] = data[i++]!;
    }
  }
  return { shape: [batch, height, width, channels], data: moved };
}

function concatRows(parts: readonly GoldenTensor[]): Values {
  const data = Float32Array.from(parts.flatMap((part) => [...part.data]));
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { shape: [rows, ...parts[0]!.shape.slice(1)], data };
}

/** Names of the nets in the order in which they are stacked. */
export function netNames({ heads, density }: RenderOptions): string[] {
  return [...heads.map(({ id }) => id), ...(density === 'own' ? ['sigma'] : [])];
}

export function goldenCase(golden: Golden): GoldenCase {
  const options = optionsOf(golden);
  const ids = options.heads.map(({ id }) => id);
  const nets = netNames(options);
  const views = viewsOf(golden);
  const perPlane = (prefix: string): PerPlane =>
    Object.fromEntries(
      PLANES.map((plane) => [plane, channelsLast(golden.get(`${prefix}.${plane}`))]),
    ) as unknown as PerPlane;
  const byHead = (prefix: string) => new Map(ids.map((id) => [id, golden.get(`${prefix}.${id}`)]));
  return {
    options,
    planes: perPlane('planes'),
    fields: Object.fromEntries(
      PARAMETERS.map((name) => [name, concatRows(nets.map((net) => golden.get(`params.${net}.${name}`)))]),
    ) as unknown as PerParameter,
    positions: golden.tensors.has('t') ? golden.get('t') : Object.fromEntries(byHead('t')),
    ...(views && { views }),
    coarse: golden.tensors.get('t_coarse'),
    u: golden.tensors.get('u'),
    out: byHead('out'),
    dout: byHead('dout'),
    planeGradients: perPlane('grad.planes'),
    fieldGradient: (net, parameter) => golden.get(`grad.params.${net}.${parameter}`),
  };
}

/** The part of a stacked gradient that belongs to one net. */
export function netPart(
  stacked: ArrayLike<number>,
  parameter: (typeof PARAMETERS)[number],
  net: string,
  { options, fields }: RenderCase,
): number[] {
  const { heads, densities } = fieldLayout(options);
  const places = [heads.get(net), densities.get(net)].filter((place): place is NetPlace => place !== undefined);
  const hidden = options.fieldHidden;
  const width = fields[parameter].data.length / fields[parameter].shape[0]!;
  const first = parameter.endsWith('1') ? places[0]!.net * hidden : places[0]!.row;
  const rows = parameter.endsWith('1') ? hidden : places.reduce((sum, { channels }) => sum + channels, 0);
  return Array.from(stacked).slice(first * width, (first + rows) * width);
}

export const toTensor = <T extends tf.Tensor>({ shape, data }: Values): T =>
  tf.tensor(Float32Array.from(data), shape, 'float32') as T;

export interface CaseTensors {
  readonly planes: TriPlane;
  readonly fields: FieldParameters;
  readonly positions: Positions;
  readonly views: readonly CameraView[] | undefined;
}

export function caseTensors({ planes, fields, positions, views }: RenderCase): CaseTensors {
  return {
    views,
    planes: { xy: toTensor(planes.xy), xz: toTensor(planes.xz), yz: toTensor(planes.yz) },
    fields: { w1: toTensor(fields.w1), b1: toTensor(fields.b1), w2: toTensor(fields.w2), b2: toTensor(fields.b2) },
    positions: isShared(positions)
      ? toTensor(positions)
      : Object.fromEntries(Object.entries(positions).map(([id, t]) => [id, toTensor<tf.Tensor3D>(t)])),
  };
}
