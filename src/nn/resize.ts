/** Resizing of maps: bilinear, align_corners false, everywhere. */
import * as tf from '@tensorflow/tfjs-core';
import { resizeBilinear } from '../gpu/kernels/resize-bilinear';

/**
 * PyTorch's F.interpolate(mode = 'bilinear', align_corners = False), without antialias. A map that has the size
 * already costs no launch.
 * @param x [B, h, w, C]
 * @returns [B, height, width, C], always a tensor of its own
 */
export function resize(x: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  if (x.shape[1] === height && x.shape[2] === width) return tf.clone(x);
  return resizeBilinear(x, [height, width]);
}
