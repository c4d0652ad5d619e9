/** Photographs scenes on the GPU: uploads the packed scene, casts the rays in bands of rows, develops, reads back. */
import { GpuError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import { shaderSource } from '../../gpu/shader';
import type { Camera, Sample } from '../sample';
import { boundaryOf } from './boundary';
import { packParams, packScene, packView, PARAMS_BYTES } from './pack';
import { saliencyOf } from './saliency';
import type { RoomScene } from './scene';
import { sensorColours, sensorDepth } from './sensor';

const PIXELS_PER_DISPATCH = 16_384; // a band a weak GPU finishes long before its watchdog
const TILE = 8; // of the kernel's workgroup
const BYTES_GEOMETRY = 16; // vec4f: normal, depth
const BYTES_PIXEL = 8; // vec2u: colour, labels
const BYTES_FILM = 48; // three vec4f: light, surface, shine
const RAYS = 4; // per pixel

export interface Shot {
  readonly id: string;
  readonly scene: RoomScene;
  readonly camera: Camera;
  readonly height: number;
  readonly width: number;
  /** Of jitter and grain. */
  readonly seed: number;
  /** Rays per pixel; the first alone makes the labels. */
  readonly rays?: number;
  /** Colours and depth as from a real sensor; all other labels stay exact. */
  readonly sensorNoise?: boolean;
}

interface Output {
  readonly pixels: number;
  readonly geometry: GPUBuffer;
  readonly labels: GPUBuffer;
  readonly film: GPUBuffer;
  readonly readback: GPUBuffer;
}

/** Binding 0 is the uniform, then come the buffers that are read, then those that are written. */
function pipelineOf(device: GPUDevice, stem: string, buffers: { reads: number; writes: number }): GPUComputePipeline {
  const types: GPUBufferBindingType[] = [
    'uniform',
    ...Array.from({ length: buffers.reads }, () => 'read-only-storage' as const),
    ...Array.from({ length: buffers.writes }, () => 'storage' as const),
  ];
  const module = device.createShaderModule({ code: shaderSource(stem), label: stem });
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
  });
  return device.createComputePipeline({
    label: stem,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main' },
  });
}

export class SceneRenderer {
  private readonly casting: GPUComputePipeline;
  private readonly developing: GPUComputePipeline;
  private output: Output | undefined;

  constructor(private readonly device: GPUDevice) {
    this.casting = pipelineOf(device, 'rooms', { reads: 5, writes: 3 });
    this.developing = pipelineOf(device, 'rooms-develop', { reads: 3, writes: 1 });
  }

  /** One call at a time: the output buffers are shared. */
  async render(shot: Shot): Promise<Sample> {
    const { device } = this;
    const count = shot.height * shot.width;
    const inputs = upload(device, shot);
    const output = this.outputFor(count);
    this.cast(shot, inputs, output);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(output.geometry, 0, output.readback, 0, count * BYTES_GEOMETRY);
    encoder.copyBufferToBuffer(output.labels, 0, output.readback, count * BYTES_GEOMETRY, count * BYTES_PIXEL);
    device.queue.submit([encoder.finish()]);
    try {
      await output.readback.mapAsync(GPUMapMode.READ);
    } catch (cause) {
      throw new GpuError(`the room picture ${shot.id} could not be read back from the GPU`, { cause });
    }
    const bytes = output.readback.getMappedRange().slice(0);
    output.readback.unmap();
    for (const buffer of inputs) buffer.destroy();
    const split = count * BYTES_GEOMETRY;
    return sampleOf(shot, new Float32Array(bytes, 0, split / 4), new Uint32Array(bytes, split));
  }

  dispose(): void {
    if (!this.output) return;
    const { geometry, labels, film, readback } = this.output;
    for (const buffer of [geometry, labels, film, readback]) buffer.destroy();
    this.output = undefined;
  }

  private cast(shot: Shot, inputs: readonly GPUBuffer[], output: Output): void {
    const { device } = this;
    const { height, width, rays = RAYS, seed } = shot;
    const { geometry, labels, film } = output;
    const params = device.createBuffer({ size: PARAMS_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    const run = (pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], rows: number): void => {
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(Math.ceil(width / TILE), Math.ceil(rows / TILE));
      pass.end();
      device.queue.submit([encoder.finish()]);
    };
    const rows = Math.max(TILE, Math.floor(PIXELS_PER_DISPATCH / width / TILE) * TILE);
    for (let firstRow = 0; firstRow < height; firstRow += rows) {
      const frame = { width, height, firstRow, rows, rays, seed };
      device.queue.writeBuffer(params, 0, packParams(shot.scene, shot.camera, frame));
      run(this.casting, [params, ...inputs, geometry, labels, film], Math.min(rows, height - firstRow));
    }
    run(this.developing, [params, inputs[0]!, geometry, film, labels], height);
    params.destroy(); // takes effect once the submitted work is done
  }

  private outputFor(pixels: number): Output {
    if (this.output?.pixels === pixels) return this.output;
    this.dispose();
    const make = (bytes: number, usage: number): GPUBuffer => this.device.createBuffer({ size: pixels * bytes, usage });
    const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.output = {
      pixels,
      geometry: make(BYTES_GEOMETRY, storage),
      labels: make(BYTES_PIXEL, storage),
      film: make(BYTES_FILM, GPUBufferUsage.STORAGE),
      readback: make(BYTES_GEOMETRY + BYTES_PIXEL, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST),
    };
    return this.output;
  }
}

/** The storage buffers of view and scene, in the order of their bindings; the caller destroys them. */
function upload(device: GPUDevice, { scene, camera }: Shot): GPUBuffer[] {
  const { objects, primitives, materials, lights } = packScene(scene);
  return [packView(scene, camera), objects, primitives, materials, lights].map((data) => {
    const buffer = device.createBuffer({
      size: Math.max(data.byteLength, 64), // a room without lights still binds a buffer
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  });
}

/** The fields of a pixel's labels: shaders/rooms.wgsl. */
interface Film {
  readonly image: Uint8Array;
  readonly semseg: Uint8Array;
  readonly parts: Uint8Array;
  readonly instances: Uint32Array;
  readonly depth: Float32Array;
  readonly normals: Float32Array;
  readonly bright: Float32Array;
  readonly shine: Float32Array;
}

function unpack(count: number, geometry: Float32Array, pixels: Uint32Array): Film {
  const bytes = (channels = 1): Uint8Array => new Uint8Array(count * channels);
  const floats = (channels = 1): Float32Array => new Float32Array(count * channels);
  const film: Film = {
    image: bytes(3),
    semseg: bytes(),
    parts: bytes(),
    instances: new Uint32Array(count),
    depth: floats(),
    normals: floats(3),
    bright: floats(),
    shine: floats(),
  };
  for (let i = 0; i < count; i++) {
    const color = pixels[2 * i]!;
    const label = pixels[2 * i + 1]!;
    for (let c = 0; c < 3; c++) {
      film.image[3 * i + c] = (color >> (8 * c)) & 255;
      film.normals[3 * i + c] = geometry[4 * i + c]!;
    }
    film.semseg[i] = label & 255;
    film.parts[i] = (label >>> 8) & 7;
    film.instances[i] = (label >>> 11) & 8191;
    film.bright[i] = ((label >>> 24) & 15) / 15;
    film.shine[i] = (label >>> 28) / 15;
    film.depth[i] = geometry[4 * i + 3]!;
  }
  return film;
}

function sampleOf(shot: Shot, geometry: Float32Array, pixels: Uint32Array): Sample {
  const { id, height, width, camera, seed } = shot;
  const { intrinsics, worldFromCamera } = camera;
  const film = unpack(height * width, geometry, pixels);
  const { image, semseg, instances, parts, normals } = film;
  const boundary = boundaryOf(instances, height, width);
  const saliency = saliencyOf({ height, width, image, semseg, instances });
  if (parts.every((part) => part === 0)) parts.fill(255); // nobody there: nothing to learn, as in PASCAL-Part
  let depth = film.depth;
  if (shot.sensorNoise) {
    depth = sensorDepth({ ...film, height, width, intrinsics }, deriveSeed(seed, 'rooms-depth'));
    sensorColours(image, deriveSeed(seed, 'rooms-colours'));
  }
  const labels = { semseg, depth, normals, boundary, parts, saliency };
  return { id, height, width, image, labels, camera: { intrinsics, worldFromCamera } };
}
