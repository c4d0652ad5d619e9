/** What every renderer asks of its tensors before anything is dispatched. */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../base/errors';
import type { FieldLayout } from './task-field';
import type { FieldParameters, Positions, TriPlane } from './types';

/** Planes as a renderer is given them: apart, or side by side in the channels of one tensor. */
type Planes = TriPlane | Tensor4D;

export interface PlaneFacts {
  readonly batch: number;
  /** Of one plane. */
  readonly channels: number;
}

/** @throws ShapeError if a plane is empty or the three do not agree in batch and channels */
export function checkPlanes(planes: Planes): PlaneFacts {
  const named = planes instanceof tf.Tensor ? { planes } : planes;
  for (const [name, { shape }] of Object.entries(named) as [string, Tensor4D][]) {
    if (shape.length !== 4 || shape.some((side) => side < 1)) {
      throw new ShapeError(`${name} has shape [${shape}]; planes are [B, rows, columns, channels], each at least 1.`);
    }
  }
  if (planes instanceof tf.Tensor) {
    const [batch, , , channels] = planes.shape;
    if (channels % 3 !== 0) {
      throw new ShapeError(`packed planes have ${channels} channels; they are those of three planes: a multiple of 3.`);
    }
    return { batch, channels: channels / 3 };
  }
  const [batch, , , channels] = planes.xy.shape;
  for (const name of ['xz', 'yz'] as const) {
    const { shape } = planes[name];
    if (shape[0] !== batch || shape[3] !== channels) {
      throw new ShapeError(
        `plane ${name} has shape [${shape}] and xy [${planes.xy.shape}]; give all three the same batch and channels.`,
      );
    }
  }
  return { batch, channels };
}

/** @throws ShapeError naming the tensor that does not fit the options and the planes' channels */
export function checkFields(
  fields: FieldParameters,
  { nets, rows }: Pick<FieldLayout, 'nets' | 'rows'>,
  { hidden, channels }: { readonly hidden: number; readonly channels: number },
): void {
  const units = nets * hidden;
  const wanted = { w1: [units, channels], b1: [units], w2: [rows, hidden], b2: [rows] };
  for (const name of ['w1', 'b1', 'w2', 'b2'] as const) {
    if (fields[name].shape.join() !== wanted[name].join()) {
      throw new ShapeError(
        `field parameter ${name} has shape [${fields[name].shape}]; these heads, ${hidden} hidden units and ${channels} plane channels need [${wanted[name]}].`,
      );
    }
  }
}

/** @throws ShapeError if positions are none, of other images, or of rays that the grid does not have */
export function checkPositions(positions: Positions, batch: number, [rows, columns]: readonly [number, number]): void {
  const named = positions instanceof tf.Tensor ? { all: positions } : positions;
  for (const [head, { shape }] of Object.entries(named) as [string, Tensor3D][]) {
    if (shape.length !== 3 || shape[0] !== batch || shape[1] !== rows * columns || shape[2]! < 1) {
      throw new ShapeError(
        `positions of ${head === 'all' ? 'all heads' : `head "${head}"`} have shape [${shape}]; ${batch} images of ${rows}x${columns} rays need [${batch}, ${rows * columns}, samples], at least one sample.`,
      );
    }
  }
}
