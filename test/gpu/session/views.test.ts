/** What the page is shown, against the GPU's own maps and against evaluation. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { evaluate, predictSample } from '../../../src/evaluation/evaluate';
import { readTensor } from '../../../src/gpu/read';
import { resize } from '../../../src/nn/resize';
import type { Painted } from '../../../src/protocol/views';
import type { ViewContext } from '../../../src/session/views/context';
import { look, type RawMap } from '../../../src/session/views/look';
import { planesView } from '../../../src/session/views/planes';
import { probeView } from '../../../src/session/views/probe';
import { bilinearAt, rayView } from '../../../src/session/views/ray';
import { sampleView } from '../../../src/session/views/sample';
import { TASKS } from '../../../src/tasks';
import { expectClose } from '../../helpers/close';
import { configOf, contextOf, HEIGHT, SAMPLES, WIDTH, withContext } from '../../helpers/view-context';

const RAY = 1e-4; // a float32 renderer against float64; the fused path sums in another order
const F32 = 1e-6;
const PIXELS = [
  { row: 0, column: 0 },
  { row: 13, column: 30 },
  { row: 31, column: 47 },
] as const;

const pixelOf = ({ columns, channels, values }: RawMap, [row, column]: readonly [number, number]): number[] =>
  Array.from(values.subarray((row * columns + column) * channels, (row * columns + column + 1) * channels));

const SETTINGS: readonly { name: string; options: Partial<RegularizerConfig> }[] = [
  { name: 'fused', options: { path: 'fused' } },
  {
    name: 'fused, NeRF quadrature, relu, mean of the planes',
    options: { path: 'fused', quadrature: 'nerf', activation: 'relu', aggregate: 'mean' },
  },
  { name: 'fused, one pass', options: { path: 'fused', fineSamples: 0, importance: 'eg3d' } },
  { name: 'composed', options: { path: 'composed' } },
  { name: 'mean density, zeros', options: { density: 'mean', padding: 'zeros' } },
  { name: 'NeRF quadrature, per task', options: { density: 'per_task', quadrature: 'nerf' } },
  { name: 'per task, one pass', options: { density: 'per_task', fineSamples: 0 } },
  { name: 'an opaque end, planes of the feature’s size', options: { unabsorbed: 'opaque', resizeAt: 'none' } },
  { name: 'EG3D’s coarse places', options: { coarsePlaces: 'eg3d' } },
  { name: 'fine samples alone', options: { finePass: 'replace' } },
  { name: 'normalised, depth as expected z', options: { unabsorbed: 'normalized', depthOutput: 'expected_z' } },
];

test.each(SETTINGS)('$name: the samples of a ray sum to the map that the GPU rendered', async ({ options }) => {
  await withContext(
    async (context) => {
      const { rendered, accumulated } = (await look(context, 0)).field!;
      const { coarseSamples, fineSamples, density, finePass, unabsorbed } = context.config.regularizer;
      for (const pixel of PIXELS) {
        const view = await rayView(context, 0, { pixel, samples: 0 });
        expect(view.ray).toEqual([Math.floor((pixel.row + 0.5) / 4), Math.floor((pixel.column + 0.5) / 4)]);
        for (const { task, values, channels, ...one } of view.tasks) {
          const { weight } = one.own ?? view;
          const sum = Array.from({ length: channels }, (_, c) =>
            weight.reduce((total, w, s) => total + w * values[s * channels + c]!, 0),
          );
          const map = rendered[task]!;
          const scale = Math.max(...map.values.map(Math.abs));
          if (unabsorbed !== 'normalized')
            expectClose([scale, ...sum], [scale, ...pixelOf(map, view.ray)], RAY, `${task} from its samples`);
          expectClose([scale, ...one.rendered], [scale, ...pixelOf(map, view.ray)], RAY, task);
          expect(one.own !== null).toBe(density === 'per_task');
        }
        const each = density === 'per_task' ? view.tasks.map(({ own }) => own!.accumulated) : [view.accumulated];
        const mean = each.reduce((a, b) => a + b, 0) / each.length;
        expectClose([mean], [accumulated[view.ray[0] * 12 + view.ray[1]]!], RAY, 'accumulated');
        expect(view.z.length).toBe(fineSamples + (finePass === 'replace' ? 0 : coarseSamples));
        expect(view.fine.reduce((a, b) => a + b, 0)).toBe(fineSamples);
      }
    },
    configOf({ ...options }),
  );
});

test('a ray tells coarse from fine, and can be sampled as finely as one likes', async () => {
  await withContext(async (context) => {
    const pixel = PIXELS[1];
    const own = await rayView(context, 1, { pixel, samples: 0 });
    const coarse = [...own.z].filter((_, s) => own.fine[s] === 0);
    expectClose(coarse, [-0.75, -0.25, 0.25, 0.75], F32, 'coarse places');
    const fine = await rayView(context, 1, { pixel, samples: 256 });
    expect([fine.z.length, fine.weight.length, fine.transmittance.length, fine.density.length]).toEqual([
      256, 256, 256, 256,
    ]);
    expectClose([fine.z[0]!, fine.z[255]!], [-255 / 256, 255 / 256], F32, 'ends');
    expect(fine.fine.every((flag) => flag === 0)).toBe(true);
    expect(fine.weight.reduce((a, b) => a + b, 0)).toBeCloseTo(fine.accumulated, 5);
    expect(fine.transmittance[0]).toBe(1);
    for (const { values, channels, strip, shares } of fine.tasks) {
      expect([values.length, strip.length]).toEqual([256 * channels, 256 * 4]);
      for (let s = 0; shares.length > 0 && s < 256; s++)
        expect(shares.reduce((sum, share) => sum + share.values[s]!, 0)).toBeCloseTo(1, 5);
    }
    expect(fine.tasks.map(({ shares }) => shares.length)).toEqual([7, 0, 0, 0]);
    expect(fine.tasks[0]!.shares.at(-1)!.name).toBe('other');
  });
});

test('the decoder at a ray is its map resized to the ray grid; words are those of truth and values', async () => {
  await withContext(async (context) => {
    const { decoder } = await look(context, 0);
    for (const task of context.tasks) {
      const map = decoder[task.id]!;
      const tensor = tf.tidy(() => resize(tf.tensor4d(map.values, [1, map.rows, map.columns, map.channels]), [8, 12]));
      const want = { rows: 8, columns: 12, channels: map.channels, values: await readTensor(tensor) };
      tensor.dispose();
      expectClose(bilinearAt(map, [5, 11], [8, 12]), pixelOf(want, [5, 11]), 1e-5, task.id);
    }
    const { tasks } = await rayView(context, 0, { pixel: PIXELS[1], samples: 0 });
    const depth = tasks.find(({ task }) => task === 'depth')!;
    expect(depth.shown.truth).toBe(`${(1 + 30 / 48).toFixed(2)} m`);
    expect(depth.shown.rendered).toBe(`${Math.max(depth.rendered[0]!, 0).toFixed(2)} m`);
    expect(depth.shown.decoder).toBe(`${Math.max(depth.decoder[0]!, 0).toFixed(2)} m`);
  });
});

test('one look serves all views of an image at a step, and agrees with prediction', async () => {
  await withContext(async (context) => {
    const seen = await look(context, 1);
    const predicted = await predictSample(context.model, context.tasks, SAMPLES[1]!);
    expect(seen.decoded).toEqual(predicted);
    expect(context.dataset.reads).toBe(1);
    await Promise.all([
      sampleView(context, 1),
      probeView(context, 1, PIXELS[0]),
      rayView(context, 1, { pixel: PIXELS[0], samples: 0 }),
      planesView(context, 1, { coloring: 'pca', channel: 0 }),
    ]);
    expect(context.dataset.reads).toBe(1);
    await sampleView({ ...context, step: 8 }, 1);
    await sampleView({ ...context, step: 8 }, 0);
    expect(context.dataset.reads).toBe(3);
  });
});

const sizeOf = ({ width, height, rgba }: Painted): number[] => [height, width, rgba.length];

test('a sample shows every map at the image’s size, with the scores of evaluate()', async () => {
  const context = contextOf(configOf(), [SAMPLES[0]!]);
  const view = await sampleView(context, 0);
  expect(view).toMatchObject({ index: 0, count: 1, id: 'synthetic-1', step: 7, rays: [8, 12] });
  expect(Array.from(view.image.rgba.slice(4, 8))).toEqual([...SAMPLES[0]!.image.slice(3, 6), 255]);
  const scores = await evaluate({ ...context, split: 'val' });
  const number = (score: string): number => Number(score.split(/[ °]/)[0]);
  for (const maps of view.maps) {
    const all = [maps.truth, maps.decoder, maps.rendered, maps.decoderError, maps.renderedError];
    for (const map of all) expect(sizeOf(map!)).toEqual([HEIGHT, WIDTH, 4 * HEIGHT * WIDTH]);
    const { metrics, imageScore } = TASKS[maps.task as keyof typeof TASKS];
    const metric = metrics.find(({ key }) => key === imageScore.key);
    for (const source of ['decoder', 'rendered'] as const) {
      const want = scores.find((score) => score.source === source && score.task === maps.task)!.values[metric!.key]!;
      const digits = Math.min(metric!.digits, 3);
      expect(number(source === 'decoder' ? maps.decoderScore : maps.renderedScore)).toBe(Number(want.toFixed(digits)));
    }
  }
  expect(view.maps.map(({ decoderScore }) => decoderScore.replace(/^[\d.]+/, ''))).toEqual([
    ' right',
    ' m',
    '°',
    ' loss',
  ]);
  context.model.dispose();
});

test('without labels there is no truth, no error, no score; without the regularizer nothing is rendered', async () => {
  const config = configOf({ enabled: false });
  const context = contextOf(config, [{ ...SAMPLES[0]!, labels: {} }]);
  const view = await sampleView(context, 0);
  expect(view.rays).toBeNull();
  for (const { truth, rendered, decoderError, renderedError, decoderScore, renderedScore, decoder } of view.maps) {
    expect([truth, rendered, decoderError, renderedError, decoderScore, renderedScore]).toEqual([
      null,
      null,
      null,
      null,
      '',
      '',
    ]);
    expect(sizeOf(decoder)).toEqual([HEIGHT, WIDTH, 4 * HEIGHT * WIDTH]);
  }
  const { rows } = await probeView(context, 0, PIXELS[1]);
  expect(rows.map(({ truth, rendered }) => [truth, rendered])).toEqual(Array(4).fill(['no label', '']));
  await expect(rayView(context, 0, { pixel: PIXELS[0], samples: 0 })).rejects.toThrow(
    'no regularizer, so there are no rays',
  );
  await expect(planesView(context, 0, { coloring: 'norm', channel: 0 })).rejects.toThrow('no regularizer');
  context.model.dispose();
});

const reds = ({ rgba }: Painted): Set<number> => new Set(Array.from(rgba).filter((_, i) => i % 4 === 0));

test('planes are painted texel by texel', async () => {
  await withContext(async (context) => {
    for (const coloring of ['pca', 'channel', 'norm'] as const) {
      const view = await planesView(context, 0, { coloring, channel: 15 });
      expect(view.channels).toBe(16);
      for (const plane of [view.xy, view.xz, view.yz]) {
        expect(sizeOf(plane)).toEqual([8, 12, 4 * 8 * 12]);
        expect(reds(plane).size).toBeGreaterThan(5);
      }
    }
  });
});

test('what cannot be shown is refused in a sentence', async () => {
  await withContext(async (context) => {
    const refused = (view: Promise<unknown>, sentence: string) =>
      expect(view).rejects.toThrow(new InputError(sentence));
    await refused(sampleView(context, 2), 'Image 2 was asked for; made up has 2 held-out images: 0 to 1.');
    await refused(probeView(context, 0, { row: 32, column: 0 }), 'Pixel 32, 0 was asked for; the image is 32x48.');
    await refused(
      rayView(context, 0, { pixel: PIXELS[0], samples: 1025 }),
      "A ray of 1025 samples was asked for; allowed are 0 (the run's own) to 1024.",
    );
    const broken = {
      ...context,
      step: 9,
      dataset: { ...context.dataset, read: () => Promise.reject(new Error('gone')) },
    };
    await expect(sampleView(broken, 0)).rejects.toThrow('gone');
    expect((await sampleView({ ...context, step: 9 }, 0)).step).toBe(9);
  });
});

test('views leave no tensor behind', async () => {
  await withContext(async (context) => {
    const all = async (step: number): Promise<void> => {
      const now: ViewContext = { ...context, step };
      await sampleView(now, 0);
      await probeView(now, 0, PIXELS[0]);
      await rayView(now, 0, { pixel: PIXELS[0], samples: 0 });
      await planesView(now, 0, { coloring: 'pca', channel: 0 });
    };
    await all(1);
    const before = tf.memory().numTensors;
    await all(2);
    expect(tf.memory().numTensors - before).toBe(0);
  });
});
