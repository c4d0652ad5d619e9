/** Video frames: of the training images of a scene, the first has all its labels, the others depth (paper §4.3, Table 3). */
import type { Dataset } from './dataset';
import { sceneOf } from './scenes';

/** The same data set, with less to learn from. */
export function withDepthFrames(dataset: Dataset): Dataset {
  const { info } = dataset;
  return {
    info,
    async read(split, index) {
      const sample = await dataset.read(split, index);
      if (split !== 'train' || sceneOf(info, split, index).first === index) return sample;
      const { depth } = sample.labels;
      return { ...sample, labels: depth ? { depth } : {} };
    },
  };
}
