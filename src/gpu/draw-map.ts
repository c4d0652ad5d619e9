/**
 * Draws a decoded map on a texture (a canvas, say) straight from the tensor's own buffer, in the order of the
 * commands recorded so far. shaders/render/draw-map.wgsl.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Legend } from '../base/legend';
import { gpu } from './device';
import { shaderSource } from './shader';
import { interfaceOf, packUniform, type Interface } from './wgsl';

const SHADER = 'render/draw-map';
const KINDS: Readonly<Record<Legend['kind'], number>> = { classes: 0, ramp: 1, directions: 2 };

interface Compiled {
  readonly pipeline: GPURenderPipeline;
  readonly layout: GPUBindGroupLayout;
  readonly face: Interface;
}

interface DeviceCache {
  readonly pipelines: Map<GPUTextureFormat, Compiled>;
  readonly palettes: Map<string, GPUBuffer>;
}

const caches = new WeakMap<GPUDevice, DeviceCache>();

function cacheOf(device: GPUDevice): DeviceCache {
  let cache = caches.get(device);
  if (!cache) caches.set(device, (cache = { pipelines: new Map(), palettes: new Map() }));
  return cache;
}

/** Explicit layout, as the kernels have. Also used by the compile test. */
export function compileDrawing(device: GPUDevice, shader: string, format: GPUTextureFormat): Compiled {
  const face = interfaceOf(shaderSource(shader));
  const layout = device.createBindGroupLayout({
    label: shader,
    entries: face.bindings.map(({ index, kind }) => ({
      binding: index,
      visibility: GPUShaderStage.FRAGMENT,
      buffer: { type: kind === 'uniform' ? 'uniform' : 'read-only-storage' },
    })),
  });
  const module = device.createShaderModule({ label: shader, code: shaderSource(shader) });
  const pipeline = device.createRenderPipeline({
    label: shader,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    vertex: { module, entryPoint: 'corner' },
    fragment: { module, entryPoint: 'main', targets: [{ format }] },
  });
  return { pipeline, layout, face };
}

/** Colours by class, or the stops of a ramp, as 0xrrggbb; one unused entry where there are none. */
function colorsOf(legend: Legend): number[] {
  const number = (hex: string): number => Number.parseInt(hex.slice(1), 16);
  if (legend.kind === 'classes') return legend.classes.map(({ color }) => number(color));
  if (legend.kind === 'ramp') return legend.stops.map(number);
  return [0];
}

function paletteBuffer(device: GPUDevice, colors: readonly number[]): GPUBuffer {
  const { palettes } = cacheOf(device);
  const key = colors.join();
  const known = palettes.get(key);
  if (known) return known;
  const buffer = device.createBuffer({
    size: 4 * colors.length,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, Uint32Array.from(colors));
  palettes.set(key, buffer);
  return buffer;
}

/**
 * Records the drawing; it is submitted with what is recorded (backend.flush).
 * @param map decoded, [1, H, W], or [1, H, W, 3] for a legend of directions; may be disposed of right after
 * @param target of any size, with usage RENDER_ATTACHMENT; every pixel is drawn
 */
export function drawMap(map: TensorInfo, legend: Legend, target: GPUTexture): void {
  const { backend, device } = gpu();
  const [, height, width] = map.shape as [number, number, number];
  const channels = legend.kind === 'directions' ? 3 : 1;
  if ((map.shape[3] ?? 1) !== channels || map.shape[0] !== 1)
    throw new Error(
      `a map of shape [${map.shape}] cannot be drawn as ${legend.kind}; wanted is [1, H, W, ${channels}]`,
    );
  const { pipelines } = cacheOf(device);
  let compiled = pipelines.get(target.format);
  if (!compiled) pipelines.set(target.format, (compiled = compileDrawing(device, SHADER, target.format)));
  const colors = colorsOf(legend);
  const [low, high] = legend.kind === 'ramp' ? [legend.low, legend.high] : [0, 1];
  const uniform = packUniform(compiled.face.uniform, {
    height,
    width,
    target_height: target.height,
    target_width: target.width,
    kind: KINDS[legend.kind],
    colors: colors.length,
    low,
    high,
  });
  const buffers = [backend.bufferOf(map), paletteBuffer(device, colors), backend.transientUniform(uniform)];
  backend.holdUntilSubmit([map]);
  backend.draw({
    pipeline: compiled.pipeline,
    layout: compiled.layout,
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    target: target.createView(),
  });
}
