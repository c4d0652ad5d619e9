import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { clipScale } from '../../../src/gpu/kernels/clip-scale';
import { readTensors } from '../../../src/gpu/read';
import { expectClose } from '../../helpers/close';

const F32 = 1e-6;

async function scaled(parts: readonly number[], largest: number): Promise<[norm: number, scale: number]> {
  const { norm, scale } = clipScale(tf.tensor1d([...parts]), largest);
  const [a, b] = await readTensors([norm, scale]);
  return [a![0]!, b![0]!];
}

test('a norm of 5 brought down to 2; one that is allowed stays', async () => {
  expectClose(await scaled([9, 16], 2), [5, 0.4], F32);
  expect(await scaled([9, 16], 6)).toEqual([5, 1]);
  expect(await scaled([0], 1)).toEqual([0, 1]);
});

test('thousands of parts', async () => {
  const parts = Array.from({ length: 5000 }, (_, i) => (i % 7) + 0.25);
  const norm = Math.sqrt(parts.reduce((sum, part) => sum + part, 0));
  expectClose(await scaled(parts, 10), [norm, 10 / norm], F32);
});
