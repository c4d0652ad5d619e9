import type { TensorInfo } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gpu } from '../../../src/gpu/device';
import { columnChunks, sumParts } from '../../../src/gpu/kernels/sum-parts';
import { readTensors } from '../../../src/gpu/read';

// As a kernel's result: known to the backend, not to tfjs's tape. sumParts releases it.
const parts = (values: number[]): TensorInfo => ({
  dataId: gpu().backend.write(Float32Array.from(values), [values.length], 'float32'),
  shape: [values.length],
  dtype: 'float32',
});

test('sums go to one tensor', async () => {
  const sums = sumParts(parts([1, 2, 3, 4, 5, 6]), 3, [[2, 1]]);
  expect(sums.map((t) => t.shape)).toEqual([[2, 1]]);
  expect(await readTensors(sums)).toEqual([new Float32Array([9, 12])]);
});

test('or to two, one after the other', async () => {
  const sums = sumParts(parts([1, 2, 3, 10, 20, 30]), 2, [[2], [1]]);
  expect(await readTensors(sums)).toEqual([new Float32Array([11, 22]), new Float32Array([33])]);
});

test('three are refused', () => {
  expect(() => sumParts(parts([1]), 1, [[1], [1], [1]])).toThrow('not 3');
});

test.each([1, 2, 3, 1536, 1537, 129_024])('the chunks of %i rows cover them and none is empty', (rows) => {
  const { chunks, perChunk } = columnChunks(rows);
  expect(chunks * perChunk).toBeGreaterThanOrEqual(rows);
  expect((chunks - 1) * perChunk).toBeLessThan(rows);
});
