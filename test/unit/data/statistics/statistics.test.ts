/** What a data set's labels hold, counted sample by sample. */
import { describe, expect, it } from 'vitest';
import type { Labels, Sample } from '../../../../src/data/sample';
import { Histogram } from '../../../../src/data/statistics/histogram';
import { Statistics, type StatisticsOptions } from '../../../../src/data/statistics/statistics';
import type { DataStatistics } from '../../../../src/protocol/data-messages';

const [HEIGHT, WIDTH] = [2, 4];

function sampleOf(labels: Labels): Sample {
  return { id: 'x', height: HEIGHT, width: WIDTH, image: new Uint8Array(3 * HEIGHT * WIDTH), labels };
}

function statisticsOf(samples: readonly Labels[], options: Partial<StatisticsOptions> = {}) {
  const statistics = new Statistics({ labelSet: 'nyuv2-13', ...options });
  for (const labels of samples) statistics.add(sampleOf(labels));
  const result: Omit<DataStatistics, 'poses'> = statistics.result(); // what the page is told, as it is
  return { ...result, of: (task: string) => result.tasks.find((one) => one.task === task)! };
}

it('counts images, and those that have a task', () => {
  const { images, of, tasks } = statisticsOf([{ boundary: new Uint8Array(8) }, {}, { boundary: new Uint8Array(8) }]);
  expect(images).toBe(3);
  expect(tasks.map(({ task }) => task)).toEqual(['boundary']);
  expect(of('boundary').images).toBe(2);
});

it('shares are of the labelled pixels, over all images together', () => {
  const { of } = statisticsOf([
    { semseg: Uint8Array.of(0, 0, 0, 4, 4, 12, 255, 255), saliency: Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 255) },
    { semseg: Uint8Array.of(0, 255, 255, 255, 255, 255, 255, 40), parts: Uint8Array.of(0, 0, 0, 0, 0, 6, 6, 255) },
  ]);
  const { shares, unlabelled } = of('semseg');
  expect(shares).toHaveLength(13);
  expect([shares![0], shares![4], shares![12]]).toEqual([4 / 7, 2 / 7, 1 / 7]);
  expect(unlabelled).toBe(9 / 16); // 40 is no class of these 13
  expect(of('saliency')).toMatchObject({ shares: [5 / 7, 2 / 7], unlabelled: 1 / 8 });
  expect(of('parts').shares).toEqual([5 / 7, 0, 0, 0, 0, 0, 2 / 7]);
});

describe('depth', () => {
  it('of valid pixels: range, mean, and bins of equal width', () => {
    const { of } = statisticsOf([{ depth: Float32Array.of(0, NaN, -1, 0.5, 1.5, 1.5, 2.5, 7.25) }]);
    const { unlabelled, depth, histogram } = of('depth');
    expect(unlabelled).toBe(3 / 8);
    expect(depth).toEqual({ low: 0.5, high: 7.25, mean: 2.65 });
    expect(histogram!.high).toBe(8); // 40 bins of 20 cm
    expect([...histogram!.counts.entries()].filter(([, count]) => count > 0)).toEqual([
      [2, 1],
      [7, 2],
      [12, 1],
      [36, 1],
    ]);
  });

  it('a few wild pixels do not squeeze the rest: they are in the last bin', () => {
    const far = new Float32Array(8).fill(0.99);
    const wild = Float32Array.of(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 5000);
    const { of } = statisticsOf([...Array.from({ length: 200 }, () => ({ depth: far })), { depth: wild }]);
    expect(of('depth').depth!.high).toBe(5000);
    expect(of('depth').histogram).toMatchObject({ high: 1 });
    expect(of('depth').histogram!.counts.at(-1)).toBe(200 * 8 + 1);
  });

  it('without one valid pixel says so and no more', () => {
    expect(statisticsOf([{ depth: new Float32Array(8) }]).of('depth')).toEqual({
      task: 'depth',
      images: 1,
      unlabelled: 1,
    });
  });
});

describe('normals', () => {
  const normals = Float32Array.from([0, 0, 1, 0, 0, 1, 0, 1, 0, 0.6, 0, 0.8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

  it('have a mean over valid pixels', () => {
    const { meanNormal, unlabelled, againstDepth } = statisticsOf([{ normals }]).of('normals');
    meanNormal!.forEach((value, i) => expect(value).toBeCloseTo([0.15, 0.25, 0.7][i]!, 6));
    expect([unlabelled, againstDepth]).toEqual([0.5, undefined]);
  });

  it('against those fitted to depth: the median angle, where both are', () => {
    // Turned by 0, 10, 20 degrees about x; the fourth has no fit.
    const fitted = new Float32Array(24);
    [0, 10, 20].forEach((degrees, i) => {
      const [s, c] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
      fitted.set(
        [0, s * normals[3 * i + 2]! + c * normals[3 * i + 1]!, c * normals[3 * i + 2]! - s * normals[3 * i + 1]!],
        3 * i,
      );
    });
    const fit = (): Float32Array => fitted;
    expect(
      statisticsOf([{ normals, depth: new Float32Array(8).fill(1) }], { fit }).of('normals').againstDepth,
    ).toBeCloseTo(10, 1);
    expect(statisticsOf([{ normals }], { fit }).of('normals').againstDepth).toBeUndefined(); // nothing to fit to
  });
});

it('quantiles lie within a bin of the true ones', () => {
  const histogram = new Histogram(1000, 10);
  for (let i = 0; i < 500; i++) histogram.add(((i * 37) % 500) / 50); // 0 .. 9.98 in some order
  expect(histogram.quantile(0.5)).toBeCloseTo(5, 1);
  expect(histogram.quantile(0.999)).toBeCloseTo(9.98, 1);
  expect(new Histogram(10, 1).quantile(0.5)).toBeNaN();
});
