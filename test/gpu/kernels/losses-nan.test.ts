/** A NaN is never hidden: it must reach the loss from the prediction and, where values are labels, from the label. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { readTensor } from '../../../src/gpu/read';
import { TASKS } from '../../../src/tasks';

const SIZE = [1, 2, 3] as const;

function maps(channels: number): { prediction: tf.Tensor4D; label: tf.Tensor; bad: tf.Tensor4D } {
  const prediction = tf.fill([...SIZE, channels], 0.5) as tf.Tensor4D;
  const values = new Float32Array(6 * channels).fill(0.5);
  values[channels + (channels > 1 ? 1 : 0)] = NaN;
  return {
    prediction,
    label: tf.ones(channels === 3 ? [...SIZE, 3] : [...SIZE]),
    bad: tf.tensor4d(values, [...SIZE, channels]),
  };
}

test.each(Object.values(TASKS))('$id: NaN in one prediction makes the loss NaN', async (task) => {
  const { prediction, label, bad } = maps(task.channels);
  expect((await readTensor(task.loss(prediction, label)))[0]).not.toBeNaN();
  expect((await readTensor(task.loss(bad, label)))[0]).toBeNaN();
});

test.each([TASKS.depth, TASKS.normals])('$id: NaN in one label makes the loss NaN', async (task) => {
  const { prediction, bad } = maps(task.channels);
  const label = task.channels === 1 ? tf.reshape(bad, [...SIZE]) : bad;
  expect((await readTensor(task.loss(prediction, label)))[0]).toBeNaN();
});
