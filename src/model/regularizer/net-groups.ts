/**
 * The stacked fields as the fused kernels take them: one group of nets for each density. All share one with densities
 * 'own' and 'mean'; with 'per_task' every head is a group of its own (spec/regularizer.md §1 no. 1).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Head } from '../types';
import { fieldLayout, sumOf, type NetPlace } from './task-field';
import type { FieldParameters, RenderOptions } from './types';

export interface NetGroup {
  readonly heads: readonly Head[];
  /**
   * w2 and b2 hold the heads' rows first, then the density's: with a net of its own one row over that net's units, else
   * one row over every head's units, which add up to one raw density (so does their bias, a single number).
   */
  readonly fields: FieldParameters;
}

function rowsOf<T extends Tensor1D | Tensor2D>(stacked: T, { row, channels }: NetPlace): T {
  return (stacked.rank === 1 ? tf.slice(stacked, [row], [channels]) : tf.slice(stacked, [row, 0], [channels, -1])) as T;
}

/** The mean of the heads' densities is the sum of their rows over their number. */
function meanGroup(options: RenderOptions, { w1, b1, w2, b2 }: FieldParameters): NetGroup {
  const { heads, densities } = fieldLayout(options);
  const share = 1 / densities.size;
  const behind = <T extends Tensor1D | Tensor2D>(x: T, join: (rows: T[]) => T): T => {
    const values = [...heads.values()].map((place) => rowsOf(x, place));
    const density = join([...densities.values()].map((place) => rowsOf(x, place)));
    return tf.concat([...values, tf.mul(density, share) as T], 0);
  };
  return {
    heads: options.heads,
    fields: {
      w1,
      b1,
      w2: behind(w2, (rows) => tf.concat(rows, 0)),
      b2: behind(b2, sumOf),
    },
  };
}

/** A head's net and rows, its density's row behind them as it stands in the stack. */
function ownGroup(options: RenderOptions, { w1, b1, w2, b2 }: FieldParameters, head: Head): NetGroup {
  const { net, row, channels } = fieldLayout(options).heads.get(head.id)!;
  const units = { net, row: net * options.fieldHidden, channels: options.fieldHidden };
  const rows = { net, row, channels: channels + 1 };
  return {
    heads: [head],
    fields: { w1: rowsOf(w1, units), b1: rowsOf(b1, units), w2: rowsOf(w2, rows), b2: rowsOf(b2, rows) },
  };
}

/** Differentiable in the fields. */
export function netGroups(options: RenderOptions, fields: FieldParameters): NetGroup[] {
  if (options.density === 'own') return [{ heads: options.heads, fields }];
  if (options.density === 'mean') return [meanGroup(options, fields)];
  return options.heads.map((head) => ownGroup(options, fields, head));
}
