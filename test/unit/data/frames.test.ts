import { expect, test } from 'vitest';
import type { Dataset } from '../../../src/data/dataset';
import { withDepthFrames } from '../../../src/data/frames';

test('the first training frame of a scene keeps its labels, the others depth; held-out ones keep all', async () => {
  const labels = { semseg: Uint8Array.of(1), depth: Float32Array.of(2) };
  const dataset: Dataset = {
    info: {
      name: 'five',
      height: 1,
      width: 1,
      counts: { train: 5, val: 2 },
      meanDepth: 2,
      labelSet: 'nyuv2-40',
      labels: ['semseg', 'depth'],
      scenes: { train: [0, 3], val: [0] },
    },
    read: async (split, index) => ({ id: `${split} ${index}`, height: 1, width: 1, image: new Uint8Array(3), labels }),
  };
  const frames = withDepthFrames(dataset);
  const seen = await Promise.all([0, 1, 2, 3, 4].map((index) => frames.read('train', index)));
  expect(seen.map((sample) => Object.keys(sample.labels).length)).toEqual([2, 1, 1, 2, 1]);
  expect(seen[1]!.labels).toEqual({ depth: labels.depth });
  expect((await frames.read('val', 1)).labels).toEqual(labels);
  expect(frames.info).toBe(dataset.info);
});
