import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { keySoftmax } from '../../../src/gpu/kernels/key-softmax';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { grad4 } from '../../helpers/grad4';
import { CENTRAL_DIFFERENCE, gradientError, randomTensor } from '../../helpers/gradcheck';
import { expectNoLeak } from '../../helpers/no-leak';

/** Exponentials and one sum in float32. */
const FLOAT32 = 1e-6;

test('scores of 0 and ln 3 in one head, of 1000 and 1000 in the other', async () => {
  const y = await readTensor(keySoftmax(tf.tensor4d([0, 1000, Math.log(3), 1000], [1, 1, 2, 2])));
  [0.25, 0.5, 0.75, 0.5].forEach((want, i) => expect(y[i]).toBeCloseTo(want, 6));
});

test('values and gradient agree with the definition', async () => {
  const [rows, keys, heads] = [14, 33, 2];
  const scores = randomTensor([2, 7, keys, heads], 1, 3) as Tensor4D;
  const dy = randomTensor([2, 7, keys, heads], 2);
  const [s, d, y, dx] = (await readTensors([
    scores,
    dy,
    keySoftmax(scores),
    grad4(keySoftmax)(scores, dy),
  ])) as Float32Array[];
  const [wantY, wantDx] = [new Float64Array(s!.length), new Float64Array(s!.length)];
  for (let r = 0; r < rows; r++) {
    for (let h = 0; h < heads; h++) {
      const places = Array.from({ length: keys }, (_, k) => (r * keys + k) * heads + h);
      const total = places.reduce((sum, i) => sum + Math.exp(s![i]!), 0);
      for (const i of places) wantY[i] = Math.exp(s![i]!) / total;
      const average = places.reduce((sum, i) => sum + wantY[i]! * d![i]!, 0);
      for (const i of places) wantDx[i] = wantY[i]! * (d![i]! - average);
    }
  }
  expectClose(y!, wantY, FLOAT32, 'weights');
  expectClose(dx!, wantDx, FLOAT32, 'dscores');
});

test('the gradient agrees with central differences', async () => {
  const scores = randomTensor([1, 3, 5, 2], 1);
  expect(await gradientError((x) => keySoftmax(x as Tensor4D), scores)).toBeLessThan(CENTRAL_DIFFERENCE);
});

test('a second run leaves no tensor behind', () => {
  const scores = randomTensor([1, 3, 5, 2], 1) as Tensor4D;
  return expectNoLeak(() => {
    grad4(keySoftmax)(scores);
  });
});
