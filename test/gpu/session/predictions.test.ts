/** Paper Table 5: predictions of the heads, of the regularizer, of both averaged; and what renders some tasks only. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { parseConfig } from '../../../src/config/parse';
import type { RegularizerConfig } from '../../../src/config/regularizer';
import { evaluate, predictSample } from '../../../src/evaluation/evaluate';
import { gpu } from '../../../src/gpu/device';
import { readSafetensors, writeSafetensors } from '../../../src/interchange/safetensors';
import { checkFrom, predict } from '../../../src/session/predict';
import { look } from '../../../src/session/views/look';
import { probeView } from '../../../src/session/views/probe';
import { rayView } from '../../../src/session/views/ray';
import { sampleView } from '../../../src/session/views/sample';
import { encodeCheckpoint } from '../../../src/training/checkpoint';
import { Trainer } from '../../../src/training/trainer';
import { configOf, contextOf, HEIGHT, SAMPLES, WIDTH, withContext } from '../../helpers/view-context';

const TASKS = ['semseg', 'depth', 'normals', 'boundary'];
const SUPER = { superResolution: { enabled: true, width: 4, blocks: 1 } };
const MEAN = 1e-5; // metres: a rounding of float32 at a few metres

test('evaluation reports decoder, regularizer and their average', async () => {
  await withContext(async (context) => {
    const scores = await evaluate({ ...context, split: 'val' });
    const got = scores.map(({ source, task }) => `${source} ${task}`);
    expect(got).toEqual(
      ['decoder', 'rendered', 'average'].flatMap((source) => TASKS.map((task) => `${source} ${task}`)),
    );
    const heads = await evaluate({ ...context, split: 'val', sources: ['decoder'] });
    expect(heads).toEqual(scores.slice(0, TASKS.length));
  });
});

test('the average of depth is the mean of the two', async () => {
  await withContext(async ({ model, tasks }) => {
    const { decoder, rendered, average } = await predictSample(model, tasks, SAMPLES[0]!, {
      sources: ['decoder', 'rendered', 'average'],
    });
    const want = decoder!.depth!.map((metres, i) => (metres + rendered!.depth![i]!) / 2);
    average!.depth!.forEach((metres, i) => expect(Math.abs(metres - want[i]!)).toBeLessThan(MEAN));
  });
});

test('heads alone run nothing of the regularizer: launch by launch what a model without it runs', async () => {
  const launched = vi.spyOn(gpu().backend.profiler, 'launched');
  const runOf = async (changes: Partial<RegularizerConfig>) => {
    const context = contextOf(configOf(changes));
    launched.mockClear();
    const predictions = await predictSample(context.model, context.tasks, SAMPLES[0]!, { sources: ['decoder'] });
    const launches = launched.mock.calls.map(([label, bytes]) => `${label} ${bytes}`);
    context.model.dispose();
    return { predictions, launches };
  };
  const [withIt, without] = [await runOf(SUPER), await runOf({ enabled: false })];
  launched.mockRestore();
  expect(withIt).toEqual(without);
  expect(withIt.launches.length).toBeGreaterThan(5);
});

test('one task rendered: scores, maps, probe and ray know the others as not rendered', async () => {
  await withContext(
    async (context) => {
      const scores = await evaluate({ ...context, split: 'val' });
      expect(scores.filter(({ source }) => source !== 'decoder').map(({ source, task }) => [source, task])).toEqual([
        ['rendered', 'depth'],
        ['average', 'depth'],
      ]);
      const { maps } = await sampleView(context, 0);
      expect(maps.map(({ task, rendered }) => [task, rendered !== null])).toEqual(
        TASKS.map((task) => [task, task === 'depth']),
      );
      for (const { task, renderedError, renderedScore } of maps) {
        if (task !== 'depth') expect([renderedError, renderedScore]).toEqual([null, '']);
      }
      const { rows } = await probeView(context, 0, { row: 3, column: 5 });
      expect(rows.map(({ task, rendered }) => [task, rendered !== ''])).toEqual(
        TASKS.map((task) => [task, task === 'depth']),
      );
      const ray = await rayView(context, 0, { pixel: { row: 3, column: 5 }, samples: 0 });
      expect(ray.tasks.map(({ task }) => task)).toEqual(['depth']);
    },
    configOf({ tasks: ['depth'] }),
  );
});

test('with super-resolution the enlarged maps are shown and scored, the field’s own are probed', async () => {
  await withContext(async (context) => {
    const { store } = context.model;
    const last = store.get('regularizer.superResolution.2.bias').value;
    const before = await look(context, 0);
    last.assign(tf.fill(last.shape, 0.5));
    const after = await look({ ...context, step: 8 }, 0);
    expect(after.field!.rendered).toEqual(before.field!.rendered);
    after.decoded.rendered!.depth!.forEach((metres, i) =>
      expect(metres).toBeCloseTo(Math.max(before.decoded.rendered!.depth![i]! + 0.5, 0), 4),
    );
  }, configOf(SUPER));
});

/** A fresh checkpoint's bytes. */
async function checkpointOf(changes: Partial<RegularizerConfig>, predictions = 'heads'): Promise<Uint8Array> {
  const config = parseConfig({ ...configOf(changes), predictions });
  const { model, tasks } = contextOf(config);
  const trainer = new Trainer(config, model, tasks);
  const bytes = await encodeCheckpoint({ config, model, optimizer: trainer.optimizer, step: 0 });
  trainer.dispose();
  model.dispose();
  return bytes;
}

const input = (): Uint8Array => {
  const shape = [1, 3, HEIGHT, WIDTH];
  const data = Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, i) => Math.sin(i));
  return writeSafetensors(new Map([['input', { dtype: 'F32', shape, data }]]));
};

// From here on `predict` opens and closes the GPU itself: tests that use the open one stand above.
let weights: Record<'whole' | 'averaging' | 'depth' | 'off', Uint8Array>;

beforeAll(async () => {
  weights = {
    whole: await checkpointOf({}),
    averaging: await checkpointOf({}, 'average'),
    depth: await checkpointOf({ tasks: ['depth'] }),
    off: await checkpointOf({ enabled: false }),
  };
});

test('predict takes from where it is told, else as the model was set up', async () => {
  const depthOf = async (bytes: Uint8Array, from?: 'heads' | 'regularizer' | 'average') => {
    const { tensors } = readSafetensors(await predict({ weights: bytes, input: input(), ...(from && { from }) }));
    return { shapes: [...tensors].map(([name, { shape }]) => [name, shape]), depth: tensors.get('depth')!.data };
  };
  const heads = await depthOf(weights.whole, 'heads');
  const regularizer = await depthOf(weights.whole, 'regularizer');
  const average = await depthOf(weights.whole, 'average');
  expect(heads.shapes).toContainEqual(['semseg', [1, 40, HEIGHT, WIDTH]]);
  expect(regularizer.shapes).toEqual(heads.shapes);
  expect(regularizer.depth).not.toEqual(heads.depth);
  (average.depth as Float32Array).forEach((metres, i) => {
    const mean = (Math.max(Number(heads.depth[i]), 0) + Math.max(Number(regularizer.depth[i]), 0)) / 2;
    expect(metres).toBeCloseTo(mean, 5);
  });
  expect(await depthOf(weights.whole)).toEqual(heads);
  expect(await depthOf(weights.averaging)).toEqual(average);
  expect(await depthOf(weights.off)).toMatchObject({ shapes: heads.shapes });
});

test('what is not rendered cannot be predicted from there', async () => {
  const of = (bytes: Uint8Array) => predict({ weights: bytes, input: input(), from: 'average' });
  await expect(of(weights.depth)).rejects.toThrow(/every task rendered, and these weights do not render semseg/);
  await expect(of(weights.off)).rejects.toThrow(/do not render semseg; take those of "heads"/);
  expect(() => checkFrom('field')).toThrow('--from is "field"; allowed are heads, regularizer, average.');
});
