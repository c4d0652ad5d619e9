/** Evaluation at the images' own sizes: what is predicted comes back to where and what the labels are. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random';
import { fittedDataset, type Fit, type FitOptions } from '../../../src/data/augment/fit';
import type { Dataset } from '../../../src/data/dataset';
import { MEAN, DEVIATION } from '../../../src/data/normalize';
import type { Sample } from '../../../src/data/sample';
import { evaluate, type ImageScore } from '../../../src/evaluation/evaluate';
import type { MultiTaskModel } from '../../../src/model/multitask';
import { labelRules } from '../../../src/session/label-rules';
import { TASKS } from '../../../src/tasks';

const INPUT = [8, 12] as const;
const METRES = 3;
const DEPTH_BYTE = 200;
const CLASSES = 40;
const FLOAT = 1e-5; // metres: colours go to the network normalised, and come back

/**
 * Sees what images say: red is class 1 where it is bright and 0 where it is dark, green is depth. Where it is padded, it
 * sees what is wrong.
 */
const seer = {
  forward(image: Tensor4D) {
    const colours = tf.add(tf.mul(image, tf.tensor1d([...DEVIATION])), tf.tensor1d([...MEAN]));
    const [red, green] = tf.split(colours, 3, 3) as [Tensor4D, Tensor4D, Tensor4D];
    const bright = tf.sub(red, 0.5);
    const others = tf.fill([...bright.shape.slice(0, 3), CLASSES - 2] as number[], -9);
    const semseg = tf.concat([tf.neg(bright), bright, others], 3) as Tensor4D;
    return {
      maps: { semseg, depth: tf.mul(green, (METRES * 255) / DEPTH_BYTE) as Tensor4D },
      rendered: undefined,
      auxiliary: {},
    };
  },
} as Pick<MultiTaskModel, 'forward'> as MultiTaskModel;

/** @param classOf 0 or 1 of each pixel */
function sampleOf([height, width]: readonly [number, number], classOf: (y: number, x: number) => number): Sample {
  const classes = Uint8Array.from({ length: height * width }, (_, i) => classOf(Math.floor(i / width), i % width));
  const image = new Uint8Array(3 * height * width);
  classes.forEach((label, i) => image.set([255 * label, DEPTH_BYTE, 0], 3 * i));
  const depth = new Float32Array(height * width).fill(METRES);
  return { id: `${height}x${width}`, height, width, image, labels: { semseg: classes, depth } };
}

const random = new Random(3);
const noise = (): number => random.below(2);
const blocks = (y: number, x: number): number => ((y >> 1) * 7 + (x >> 1) * 3 + ((x >> 2) & 1)) % 2;
const stripes = (_y: number, x: number): number => ((x >> 1) * 5 + (x >> 3)) % 2;

/** Sizes whose scaling loses nothing: none, or two pixels become one, where pairs are equal. */
const CASES: Record<Fit, Sample[]> = {
  // Padding above and below, left and right, odd both ways; then larger than the input, of which the middle is seen.
  pad: [sampleOf([5, 9], noise), sampleOf([8, 7], noise), sampleOf([11, 19], noise), sampleOf([11, 9], noise)],
  // 8x9: a column of padding left, two right; 5x12: one row above, two below.
  contain: [sampleOf([16, 18], blocks), sampleOf([10, 24], blocks), sampleOf([16, 24], blocks)],
  stretch: [sampleOf([13, 24], stripes), sampleOf([31, 24], stripes), sampleOf([16, 24], blocks)],
};

const datasetOf = (samples: readonly Sample[]): Dataset => ({
  info: {
    name: 'made up',
    height: 31,
    width: 24,
    mixedSizes: true,
    counts: { train: 0, val: samples.length },
    meanDepth: METRES,
    labelSet: 'nyuv2-40',
    labels: ['semseg', 'depth'],
  },
  read: async (_split, index) => samples[index]!,
});

const tasks = [TASKS.semseg, TASKS.depth];

async function scored(fit: Fit, samples: readonly Sample[]) {
  const stored = datasetOf(samples);
  const fitting: FitOptions = { input: INPUT, fit, rules: labelRules() };
  const images: ImageScore[] = [];
  const scores = await evaluate({
    model: seer,
    tasks,
    dataset: fittedDataset(stored, fitting),
    ownSizes: { stored, fitting },
    split: 'val',
    onImage: (score) => void images.push(score),
  });
  return { scores, images };
}

test.each<Fit>(['pad', 'contain', 'stretch'])(
  '%s: a model that sees what is labelled is perfect at every size',
  async (fit) => {
    const { scores, images } = await scored(fit, CASES[fit]);
    const [semseg, depth] = scores;
    expect(semseg).toMatchObject({ source: 'decoder', task: 'semseg', images: CASES[fit].length });
    expect(semseg!.values['pixelAccuracy']).toBe(1);
    expect(depth!.values['rmse']).toBeLessThan(FLOAT);
    expect(images.length).toBe(2 * CASES[fit].length);
    const pixels = CASES[fit].map(({ height, width }) =>
      fit === 'pad' ? Math.min(height, INPUT[0]) * Math.min(width, INPUT[1]) : height * width,
    );
    const counted = semseg!.confusion!.flat().reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(pixels.reduce((sum, count) => sum + count, 0));
  },
);

test('one wrong pixel of a large image is one wrong pixel, whatever the network’s size', async () => {
  const sample = sampleOf([16, 18], blocks);
  sample.labels.semseg![5] = 1 - sample.labels.semseg![5]!;
  const { scores } = await scored('contain', [sample]);
  expect(scores[0]!.values['pixelAccuracy']).toBe(1 - 1 / (16 * 18));
  expect(scores[0]!.confusion!.flatMap((row, y) => row.filter((count, x) => x !== y && count > 0))).toEqual([1]);
});
