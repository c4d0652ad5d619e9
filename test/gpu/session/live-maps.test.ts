/** Canvases that the page hands over: drawn with every view, given up when they fail, closed when they go. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseConfig, presetOf } from '../../../src/config/parse';
import type { Dataset, DatasetInfo } from '../../../src/data/dataset';
import { closeGpu, gpu, openGpu } from '../../../src/gpu/device';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import type { ViewContext } from '../../../src/session/views/context';
import { LiveMaps, type Offer } from '../../../src/session/views/live-maps';
import { sampleView } from '../../../src/session/views/sample';
import { syntheticSample } from '../../helpers/synthetic';

const [HEIGHT, WIDTH] = [16, 24];

const preferred = navigator.gpu.getPreferredCanvasFormat?.bind(navigator.gpu);
let context: ViewContext;

function made(): ViewContext {
  const preset = presetOf('nano');
  const regularizer = { ...preset.regularizer, rays: [8, 12] };
  const config = parseConfig({ ...preset, input: [HEIGHT, WIDTH], tasks: ['depth', 'normals'], regularizer });
  const info: DatasetInfo = {
    name: 'one',
    height: HEIGHT,
    width: WIDTH,
    counts: { train: 0, val: 1 },
    meanDepth: 1.5,
    labelSet: 'nyuv2-40',
    labels: [],
  };
  const dataset: Dataset = { info, read: async () => syntheticSample(3, HEIGHT, WIDTH) };
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, info));
  return { model, dataset, tasks, config, step: 1, agreement: async () => [] };
}

beforeEach(() => {
  navigator.gpu.getPreferredCanvasFormat = () => 'rgba8unorm';
  context = made();
});

afterEach(() => {
  context.model.dispose();
  if (preferred) navigator.gpu.getPreferredCanvasFormat = preferred;
});

/** A canvas in Node: a texture behind the calls that are made of it. */
function canvasOf(task: string, source: Offer['source'], usage = GPUTextureUsage.RENDER_ATTACHMENT) {
  const texture = (): GPUTexture => gpu().device.createTexture({ size: [WIDTH, HEIGHT], format: 'rgba8unorm', usage });
  const surface = { configure: vi.fn(), unconfigure: vi.fn(), getCurrentTexture: vi.fn(texture) };
  const getContext = () => surface as Partial<GPUCanvasContext> as GPUCanvasContext;
  return { surface, offer: { task, source, canvas: { getContext } } };
}

async function seen(now?: () => number): Promise<LiveMaps> {
  const live = new LiveMaps(now);
  await live.follow(context, await sampleView(context, 0));
  return live;
}

test('canvases that were offered together are drawn in one go, then with every view until they go', async () => {
  const live = await seen();
  const [depth, normals] = [canvasOf('depth', 'decoder'), canvasOf('normals', 'rendered')];
  for (const { offer } of [depth, normals]) live.offer(offer);
  expect(await live.open(context, depth.offer)).toBe(true);
  expect(await live.open(context, normals.offer)).toBe(true);
  const drawings = (of: typeof depth): number => of.surface.getCurrentTexture.mock.calls.length;
  expect([drawings(depth), drawings(normals)]).toEqual([1, 1]);
  live.detach(depth.offer);
  expect(depth.surface.unconfigure).toHaveBeenCalledOnce();
  expect((await live.follow(context, await sampleView(context, 0))).undrawn).toBeUndefined();
  expect([drawings(depth), drawings(normals)]).toEqual([1, 2]);
  expect(normals.surface.configure).toHaveBeenCalledOnce();
});

test('a page that mounts twice: the canvas that has gone is refused, the one in its place is drawn on', async () => {
  const live = await seen();
  const [gone, stays] = [canvasOf('depth', 'decoder'), canvasOf('depth', 'decoder')];
  live.offer(gone.offer);
  live.detach(gone.offer);
  live.offer(stays.offer);
  expect(await live.open(context, gone.offer)).toBe(false);
  expect(await live.open(context, stays.offer)).toBe(true);
  expect(gone.surface.getCurrentTexture).not.toHaveBeenCalled();
});

test('a canvas that goes while it is drawn on is closed after the drawing', async () => {
  const live = await seen();
  const { surface, offer } = canvasOf('depth', 'decoder');
  live.offer(offer);
  const opening = live.open(context, offer);
  live.detach(offer);
  expect(surface.unconfigure).not.toHaveBeenCalled();
  expect(await opening).toBe(false);
  expect(surface.getCurrentTexture).toHaveBeenCalledOnce();
  expect(surface.unconfigure).toHaveBeenCalledOnce();
});

test('without a context, and with a texture that the GPU refuses: painted, told, and no error of the run', async () => {
  const live = await seen();
  const none: Offer = { task: 'depth', source: 'decoder', canvas: { getContext: () => null } };
  live.offer(none);
  expect(await live.open(context, none)).toBe(false);
  const refused = canvasOf('normals', 'decoder', GPUTextureUsage.COPY_SRC); // an uncaptured error fails this test
  live.offer(refused.offer);
  expect(await live.open(context, refused.offer)).toBe(false);
  const { undrawn } = await live.follow(context, await sampleView(context, 0));
  expect(undrawn).toEqual([
    { task: 'depth', source: 'decoder' },
    { task: 'normals', source: 'decoder' },
  ]);
  expect(refused.surface.getCurrentTexture).toHaveBeenCalledOnce(); // not tried again
  expect((await live.follow(context, await sampleView(context, 0))).undrawn).toHaveLength(2);
});

test('between steps: only on a GPU, and not more often than every 250 ms', async () => {
  let time = 0;
  const live = await seen(() => time);
  const { offer } = canvasOf('depth', 'decoder');
  const fallback = vi.spyOn(gpu().adapter.info, 'isFallbackAdapter', 'get').mockReturnValue(false);
  time = 1000;
  expect(live.due).toBe(false); // nothing to draw on
  live.offer(offer);
  await live.open(context, offer);
  time = 1249;
  expect(live.due).toBe(false);
  time = 1250;
  expect(live.due).toBe(true);
  fallback.mockReturnValue(true);
  expect(live.due).toBe(false);
  fallback.mockRestore();
});

test('after a lost device the same canvas is drawn on by the next one', async () => {
  const live = await seen();
  const { surface, offer } = canvasOf('depth', 'rendered');
  live.offer(offer);
  expect(await live.open(context, offer)).toBe(true);
  closeGpu(); // its tensors go with it
  const { device } = await openGpu();
  context = made();
  expect((await live.follow(context, await sampleView(context, 0))).undrawn).toBeUndefined();
  expect(surface.configure).toHaveBeenCalledTimes(2);
  expect(surface.configure).toHaveBeenLastCalledWith(expect.objectContaining({ device }));
  expect(surface.getCurrentTexture).toHaveBeenCalledTimes(2);
});
