/**
 * Two raw maps of a task to one whose decoded prediction is their average (paper Table 5, which does not say what it
 * averages). Raw values are averaged nowhere: each rule goes by what the task's values mean.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

const TINY = 1e-30; // keeps the logarithm finite where both probabilities underflow

const half = (sum: tf.Tensor): Tensor4D => tf.mul(sum, 0.5) as Tensor4D;

/** Of softmax probabilities; their logarithms. @param a [B, H, W, classes] */
export function averageClasses(a: Tensor4D, b: Tensor4D): Tensor4D {
  return tf.tidy(() => tf.log(tf.add(half(tf.add(tf.softmax(a), tf.softmax(b))), TINY)) as Tensor4D);
}

/** Of sigmoid probabilities; the logit. @param a [B, H, W, 1] */
export function averageProbability(a: Tensor4D, b: Tensor4D): Tensor4D {
  const logOf = (x: Tensor4D, y: Tensor4D): tf.Tensor => tf.log(tf.add(tf.add(tf.sigmoid(x), tf.sigmoid(y)), TINY));
  return tf.tidy(() => tf.sub(logOf(a, b), logOf(tf.neg(a), tf.neg(b))) as Tensor4D);
}

/** Of lengths that are at least 0. @param a [B, H, W, 1] */
export function averageLength(a: Tensor4D, b: Tensor4D): Tensor4D {
  return tf.tidy(() => half(tf.add(tf.relu(a), tf.relu(b))));
}
