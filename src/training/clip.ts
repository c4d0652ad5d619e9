/** Clipping by the norm of all gradients together (torch.nn.utils.clip_grad_norm_), without a wait. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { clipScale } from '../gpu/kernels/clip-scale';
import { gramParts, gramSize } from '../gpu/kernels/gram';
import { layOut, packInto, slabLimit, slabSize } from './flat';

export interface Clipping {
  /** [1] */
  readonly norm: Tensor;
  /** [1]: at most 1, for `Optimizer.step`. */
  readonly scale: Tensor;
}

/** @param largest norm allowed; above 0 */
export function clipping(gradients: readonly Tensor[], largest: number, slabBytes?: number): Clipping {
  return tf.tidy(() => {
    const slabs = layOut(
      gradients.map((value) => ({ value })),
      slabLimit(slabBytes),
    );
    const parts = tf.fill([slabs.length * gramSize(1)], 0);
    slabs.forEach((places, i) => {
      const size = slabSize(places);
      tf.tidy(() => {
        const flat = tf.fill([size], 0); // what lies between the tensors must not count
        packInto(
          flat,
          places.map(({ parameter, offset }) => ({ tensor: parameter.value, offset })),
        );
        gramParts(flat, parts, { rows: 1, size, first: i * gramSize(1) });
      });
    });
    return clipScale(parts, largest);
  });
}
