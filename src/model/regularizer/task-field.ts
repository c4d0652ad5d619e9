/**
 * The neural task fields (paper §3.2: two-layer MLPs, LeakyReLU) as plain compositions, and where each net lies in
 * the stacked parameters.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Head } from '../types';
import type { FieldParameters, Positions, RenderOptions } from './types';

/** Where one net lies: its number, and its rows of w2. */
export interface NetPlace {
  readonly net: number;
  readonly row: number;
  readonly channels: number;
}

export interface FieldLayout {
  readonly nets: number;
  readonly rows: number;
  readonly heads: ReadonlyMap<string, NetPlace>;
  /** Places of the raw densities: one shared net, or one row behind each head. */
  readonly densities: ReadonlyMap<string, NetPlace>;
}

/** Key of the shared density net among `densities`. */
export const SHARED = 'sigma';

/** Order of the stacked parameters, as FieldParameters describes it. */
export function fieldLayout({ heads, density }: Pick<RenderOptions, 'heads' | 'density'>): FieldLayout {
  const own = density === 'own';
  const headPlaces = new Map<string, NetPlace>();
  const densities = new Map<string, NetPlace>();
  let row = 0;
  heads.forEach(({ id, channels }: Head, net) => {
    headPlaces.set(id, { net, row, channels });
    row += channels;
    if (!own) densities.set(id, { net, row: row++, channels: 1 });
  });
  if (own) densities.set(SHARED, { net: heads.length, row: row++, channels: 1 });
  return { nets: heads.length + (own ? 1 : 0), rows: row, heads: headPlaces, densities };
}

/** Positions of one head: its own, or those that all share. */
export function positionsFor(positions: Positions, head: string): Tensor3D {
  if (positions instanceof tf.Tensor) return positions as Tensor3D;
  const own = (positions as Readonly<Record<string, Tensor3D>>)[head];
  if (!own)
    throw new Error(`no sample positions for head "${head}"; there are some for ${Object.keys(positions).join(', ')}.`);
  return own;
}

/**
 * First layer of one net.
 * @param features [N, C] @returns [N, hidden]
 */
export function hiddenUnits(features: Tensor2D, fields: FieldParameters, { net }: NetPlace, slope: number): Tensor2D {
  const hidden = fields.w2.shape[1];
  const w1 = tf.slice(fields.w1, [net * hidden, 0], [hidden, -1]);
  const b1 = tf.slice(fields.b1, [net * hidden], [hidden]);
  return tf.leakyRelu(tf.add(tf.matMul(features, w1, false, true), b1), slope);
}

/**
 * Second layer: the rows of one head or of a density.
 * @param hidden [N, hidden] @returns [N, channels]
 */
export function fieldValues(hidden: Tensor2D, fields: FieldParameters, { row, channels }: NetPlace): Tensor2D {
  const w2 = tf.slice(fields.w2, [row, 0], [channels, -1]);
  const b2 = tf.slice(fields.b2, [row], [channels]);
  return tf.add(tf.matMul(hidden, w2, false, true), b2);
}

/** Any number of tensors added up: tf.addN binds them all at once, which adapters refuse past eight or ten. */
export function sumOf<T extends Tensor>(parts: readonly T[]): T {
  return parts.reduce((sum, part) => tf.add(sum, part) as T);
}
