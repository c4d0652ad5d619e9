import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { flatAdd } from '../../../src/gpu/kernels/flat-add';
import { readTensor, readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';
import { randomTensor } from '../../helpers/gradcheck';

const F32 = 2e-7; // two products and a sum

test('by hand: keep a half, add three times', async () => {
  const [sum, source] = [tf.tensor1d([2, 4, 6, 8]), tf.tensor1d([1, 0, -1, 2])];
  flatAdd(sum, source, { size: 4, keep: 0.5, weight: 3 });
  expectClose(await readTensor(sum), [4, 2, 0, 10], 0);
});

test('parts of longer vectors; what lies beside them stays', async () => {
  const [sum, source] = [randomTensor([1024], 1), randomTensor([2048], 2)];
  const [before, given] = await readTensors([sum, source]);
  flatAdd(sum, source, { size: 600, sumFirst: 256, sourceFirst: 1024, keep: 0.9, weight: 0.1 });
  const want = before!.map((value, i) => (i >= 256 && i < 856 ? 0.9 * value + 0.1 * given![1024 + i - 256]! : value));
  expectClose(await readTensor(sum), want, F32);
});
