/** Metrics that are counted elsewhere, late and out of order: the same scores, and only so many at once. */
import { expect, test } from 'vitest';
import { evaluate, type EvaluateOptions, type Predictions } from '../../../src/evaluation/evaluate';
import type { Dataset } from '../../../src/data/dataset';
import { countHere, type CountEdges } from '../../../src/tasks/metrics/edges/meter';
import { SAMPLES, withContext } from '../../helpers/view-context';

const IMAGES = 6;
const IN_FLIGHT = 3; // images
const SOURCES = 3;

/** The helper's samples again and again. */
const longer = (dataset: Dataset): Dataset => ({
  info: { ...dataset.info, counts: { train: 0, val: IMAGES } },
  read: async (_split, index) => ({ ...SAMPLES[index % SAMPLES.length]!, id: String(index) }),
});

test('scores are those of counting in place; a few images are under way at once', async () => {
  await withContext(async (context) => {
    const options: EvaluateOptions = { ...context, dataset: longer(context.dataset), split: 'val' };
    const here = await evaluate(options);
    const waiting: (() => void)[] = [];
    const countEdges: CountEdges = async (job) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        // Answered when as many wait as may, the last first: fewer at once would wait for ever.
        if (waiting.length === SOURCES * IN_FLIGHT) for (const answer of waiting.splice(0).reverse()) answer();
      });
      return countHere(job);
    };
    const progress: number[] = [];
    const turns: Predictions[] = [];
    const elsewhere = await evaluate({
      ...options,
      tools: { countEdges },
      onProgress: (done) => progress.push(done),
      async turn(job) {
        const result = await job();
        turns.push(result as Predictions);
        return result;
      },
    });
    expect(elsewhere).toEqual(here);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6]);
    expect(turns.length).toBe(IMAGES);
  });
});

test('a count that fails ends the evaluation with its reason', async () => {
  await withContext(async (context) => {
    const countEdges: CountEdges = () => Promise.reject(new Error('no counts'));
    const options: EvaluateOptions = { ...context, dataset: longer(context.dataset), split: 'val' };
    await expect(evaluate({ ...options, tools: { countEdges } })).rejects.toThrow('no counts');
  });
});
