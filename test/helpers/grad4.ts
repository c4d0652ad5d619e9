/** tf.grad for functions of maps: tfjs's own type knows no rank. */
import * as tf from '@tensorflow/tfjs-core';

type MapFunction = (x: tf.Tensor4D) => tf.Tensor;

export function grad4(f: MapFunction): (x: tf.Tensor4D, dy?: tf.Tensor) => tf.Tensor {
  return tf.grad((x: tf.Tensor) => f(x as tf.Tensor4D));
}
