/** Maps drawn from their buffers against the bytes that the tasks paint, and the canvas that shows them. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { parseConfig, presetOf } from '../../../src/config/parse';
import type { Dataset, DatasetInfo } from '../../../src/data/dataset';
import { predictSample } from '../../../src/evaluation/evaluate';
import { gpu } from '../../../src/gpu/device';
import { drawMap } from '../../../src/gpu/draw-map';
import { readTensor } from '../../../src/gpu/read';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { drawLive, LiveCanvas } from '../../../src/session/views/live-canvas';
import { TASKS } from '../../../src/tasks';
import { labelOf, type Task } from '../../../src/tasks/task';
import { randomTensor } from '../../helpers/gradcheck';
import { syntheticSample } from '../../helpers/synthetic';

const ROUNDING = 1; // of a byte: float32 on the GPU, float64 in the painter
const ROW_BYTES = 256; // WebGPU's alignment of a copied row
const ALL: Task[] = Object.values(TASKS);

const textureOf = (height: number, width: number): GPUTexture =>
  gpu().device.createTexture({
    size: [width, height],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
  });

/** RGBA bytes of a texture of at most 64 columns. */
async function bytesOf(texture: GPUTexture): Promise<Uint8Array> {
  const { device, backend } = gpu();
  const { height, width } = texture;
  backend.flush();
  const staging = device.createBuffer({
    size: ROW_BYTES * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow: ROW_BYTES }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const padded = new Uint8Array(staging.getMappedRange());
  const bytes = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    bytes.set(padded.subarray(row * ROW_BYTES, row * ROW_BYTES + 4 * width), row * 4 * width);
  }
  staging.destroy();
  return bytes;
}

function expectBytes(got: Uint8Array, want: ArrayLike<number>): void {
  expect(got.length).toBe(want.length);
  const worst = got.reduce((most, byte, i) => Math.max(most, Math.abs(byte - want[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(ROUNDING);
}

test.each(ALL)('$id: drawn is painted', async (task) => {
  const raw = randomTensor([1, 5, 7, task.channels], 4) as tf.Tensor4D;
  const map = task.decode(raw);
  const values = await readTensor(map);
  const range = task.range?.(values);
  const texture = textureOf(5, 7);
  drawMap(map, task.legend(range), texture);
  map.dispose(); // the recorded drawing holds its buffer
  const want = task.paint(values, range);
  expect(new Set(want).size).toBeGreaterThan(4);
  expectBytes(await bytesOf(texture), want);
});

test('a larger target shows every pixel of the map as a block', async () => {
  const legend = { kind: 'ramp', low: 0, high: 1, unit: '', stops: ['#000000', '#ffffff'] } as const;
  const texture = textureOf(2, 4);
  drawMap(tf.tensor3d([0, 1], [1, 1, 2]), legend, texture);
  const bytes = await bytesOf(texture);
  expect(Array.from(bytes).filter((_, i) => i % 4 === 0)).toEqual([0, 0, 255, 255, 0, 0, 255, 255]);
});

test('a class without a colour, and a map of another shape', async () => {
  const legend = { kind: 'classes', classes: [{ name: 'a', color: '#0a0b0c' }] } as const;
  const texture = textureOf(1, 2);
  drawMap(tf.tensor3d([0, 1], [1, 1, 2]), legend, texture);
  expect(Array.from(await bytesOf(texture))).toEqual([10, 11, 12, 255, 27, 29, 28, 255]);
  expect(() => drawMap(tf.zeros([1, 2, 2, 3]), legend, texture)).toThrow('cannot be drawn as classes');
});

/** A canvas in Node: a texture behind the two calls that the drawing makes. */
function fakeCanvas(height: number, width: number) {
  const texture = textureOf(height, width);
  const context = { configure: vi.fn(), unconfigure: vi.fn(), getCurrentTexture: () => texture };
  return { texture, context, getContext: () => context as Partial<GPUCanvasContext> as GPUCanvasContext };
}

const preferred = navigator.gpu.getPreferredCanvasFormat?.bind(navigator.gpu);

afterEach(() => {
  if (preferred) navigator.gpu.getPreferredCanvasFormat = preferred;
});

test('the live picture is what prediction paints; nothing is left on the GPU', async () => {
  navigator.gpu.getPreferredCanvasFormat = () => 'rgba8unorm';
  const preset = presetOf('nano');
  const config = parseConfig({ ...preset, input: [16, 24], regularizer: { ...preset.regularizer, rays: [8, 12] } });
  const sample = syntheticSample(3, 16, 24);
  const info: DatasetInfo = {
    name: 'one',
    height: 16,
    width: 24,
    counts: { train: 0, val: 1 },
    meanDepth: 1.5,
    labelSet: 'nyuv2-40',
    labels: [],
  };
  const dataset: Dataset = { info, read: async () => sample };
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, info));
  const context = { model, dataset, tasks, config, step: 1, agreement: async () => [] };
  const maps = tasks.flatMap(({ id }) => (['decoder', 'rendered'] as const).map((source) => ({ task: id, source })));
  const shown = maps.map((map) => ({ ...map, fake: fakeCanvas(16, 24) }));
  const live = shown.map(({ fake, ...map }) => ({ ...map, canvas: LiveCanvas.open(fake)! }));
  await drawLive(context, 0, live);
  const before = tf.memory().numTensors;
  await drawLive(context, 0, live);
  expect(tf.memory().numTensors).toBe(before);
  const predicted = await predictSample(model, tasks, sample);
  for (const { task: id, source, fake } of shown) {
    const task = TASKS[id as keyof typeof TASKS] as Task;
    const values = predicted[source]![id]!;
    expectBytes(await bytesOf(fake.texture), task.paint(values, task.range?.(labelOf(task, sample))));
  }
  live[0]!.canvas.close();
  expect(shown[0]!.fake.context.unconfigure).toHaveBeenCalledOnce();
  model.dispose();
});

test('a browser that cannot says so, and nothing breaks', () => {
  navigator.gpu.getPreferredCanvasFormat = () => 'rgba8unorm';
  expect(LiveCanvas.open({ getContext: () => null })).toBeUndefined();
  const fake = fakeCanvas(1, 1);
  fake.context.configure.mockImplementation(() => {
    throw new TypeError('no swap chain');
  });
  expect(LiveCanvas.open(fake)).toBeUndefined();
});
