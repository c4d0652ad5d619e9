/**
 * defineKernel: one .wgsl file as a function on tensors. Bindings and uniforms are matched by the names that the
 * file itself declares, layouts are explicit, and the launch is recorded into tfjs's command stream, so that stock
 * operations and ours run in the order in which they are called.
 */
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { gpu } from './device';
import { shaderSource } from './shader';
import { interfaceOf, packUniform, type Interface } from './wgsl';

/** A new tensor to be written by a kernel. */
export interface Output {
  readonly shape: number[];
  readonly dtype?: DataType;
}

export interface Launch {
  /** By binding name. Inputs may also be bound `read_write`: then the kernel works in place. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs?: Readonly<Record<string, Output>>;
  readonly uniforms?: Readonly<Record<string, number>>;
  /** Workgroups along x, y, z. */
  readonly groups: readonly [number, number?, number?];
  /** Operations, a multiply-add as two, where they are not one for each number written: what plans count. */
  readonly flops?: number;
  /** WGSL `override` constants: one pipeline for each set of values. */
  readonly constants?: Readonly<Record<string, number>>;
}

interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

interface DeviceCache {
  readonly pipelines: Map<string, Compiled>;
  readonly uniforms: Map<string, GPUBuffer>;
}

const MAX_CACHED_UNIFORMS = 4096; // 16 to 64 bytes each; past that they come from the pool
const caches = new WeakMap<GPUDevice, DeviceCache>();

function cacheOf(device: GPUDevice): DeviceCache {
  let cache = caches.get(device);
  if (!cache) caches.set(device, (cache = { pipelines: new Map(), uniforms: new Map() }));
  return cache;
}

/** Pipelines compiled for our kernels on the open device. */
export function ownPipelines(): number {
  return cacheOf(gpu().device).pipelines.size;
}

export interface Kernel {
  readonly name: string;
  /** Records one launch; the outputs belong to the caller. */
  run(launch: Launch): Record<string, TensorInfo>;
}

export interface KernelOptions {
  /** Uniforms that differ at every step (a seed, a learning rate) are not worth caching. */
  readonly volatileUniforms?: boolean;
}

/**
 * @param name stem of the file in shaders/
 */
export function defineKernel(name: string, { volatileUniforms = false }: KernelOptions = {}): Kernel {
  let declared: Interface | undefined;
  const interfaceOnce = (): Interface => (declared ??= interfaceOf(shaderSource(name)));
  return {
    name,
    run(launch) {
      const { backend, device } = gpu();
      const face = interfaceOnce();
      const outputs: Record<string, TensorInfo> = {};
      for (const [key, { shape, dtype }] of Object.entries(launch.outputs ?? {})) {
        outputs[key] = backend.makeTensorInfo(shape, dtype ?? 'float32');
      }
      const tensors = { ...launch.inputs, ...outputs };
      checkNames(name, face, tensors);
      if (backend.shapesOnly) return outputs;
      // Upload all before the pass: an upload may end it.
      const entries = face.bindings.map(({ index, name: binding, kind }) => ({
        binding: index,
        resource: {
          buffer:
            kind === 'uniform' ? uniformBuffer(face, launch, volatileUniforms) : backend.bufferOf(tensors[binding]!),
        },
      }));
      const { pipeline, layout } = compiled(device, name, face, launch.constants ?? {});
      for (const { name: binding, kind } of face.bindings) {
        if (kind === 'read_write' && binding in launch.inputs) backend.wroteInPlace(launch.inputs[binding]!);
      }
      backend.holdUntilSubmit(Object.values(tensors));
      const [x, y = 1, z = 1] = launch.groups;
      const flops = launch.flops ?? Object.values(outputs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      backend.dispatch({ label: name, pipeline, layout, entries, groups: [x, y, z], flops });
      return outputs;
    },
  };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function checkNames(kernel: string, face: Interface, tensors: Record<string, TensorInfo>): void {
  const declared = face.bindings.filter((b) => b.kind !== 'uniform').map((b) => b.name);
  const given = Object.keys(tensors);
  const missing = declared.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !declared.includes(name));
  if (missing.length || unknown.length) {
    throw new Error(
      `kernel ${kernel}: missing bindings [${missing.join(', ')}], unknown bindings [${unknown.join(', ')}]`,
    );
  }
}

function uniformBuffer(face: Interface, launch: Launch, transient: boolean): GPUBuffer {
  const { backend, device } = gpu();
  const data = packUniform(face.uniform, launch.uniforms ?? {});
  const { uniforms } = cacheOf(device);
  const key = new Uint32Array(data).join();
  const known = transient ? undefined : uniforms.get(key);
  if (known) return known;
  if (transient || uniforms.size >= MAX_CACHED_UNIFORMS) return backend.transientUniform(data);
  const buffer = device.createBuffer({
    size: data.byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, data);
  uniforms.set(key, buffer);
  return buffer;
}

function compiled(
  device: GPUDevice,
  name: string,
  face: Interface,
  constants: Readonly<Record<string, number>>,
): Compiled {
  const { pipelines } = cacheOf(device);
  const key = `${name} ${JSON.stringify(constants)}`;
  let entry = pipelines.get(key);
  if (!entry) pipelines.set(key, (entry = compileKernel(device, name, face, constants)));
  return entry;
}

/** Explicit layout from the declared bindings ('auto' would drop the unused ones). Also used by the compile test. */
export function compileKernel(
  device: GPUDevice,
  name: string,
  face: Interface,
  constants: Readonly<Record<string, number>>,
): Compiled {
  const types = { read: 'read-only-storage', read_write: 'storage', uniform: 'uniform' } as const;
  const layout = device.createBindGroupLayout({
    label: name,
    entries: face.bindings.map(({ index, kind }) => ({
      binding: index,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: types[kind] },
    })),
  });
  const module = device.createShaderModule({ label: name, code: shaderSource(name) });
  const pipeline = device.createComputePipeline({
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main', constants },
  });
  return { pipeline, layout };
}
