/**
 * tfjs's WebGPU backend on our own device, with the three things it lacks: recording of whole WGSL files into
 * its command stream, a count (and on request a timing) of every launch, and outputs poisoned with NaN for tests.
 * The only file that touches tfjs internals; hence the exact pin of its version.
 */
import type { DataId, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Profiler } from './profiler';

interface TensorData {
  values: unknown;
  dtype: DataType;
  resource?: GPUBuffer;
}

interface StockProgram {
  readonly constructor: { readonly name: string };
}

/** What of WebGPUBackend 4.22.0 is in use here, private members included (test/gpu/backend.test.ts pins them). */
interface TfjsBackend extends KernelBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: { get(id: DataId): TensorData };
  readonly bufferManager: {
    readonly numBytesUsed: number;
    readonly numBytesAllocated: number;
    acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
    releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  };
  readonly pipelineCache: Record<string, unknown>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<DataId>;
  dispatchCountInPass: number;
  uniformPendingDisposal: GPUBuffer[];
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(id: DataId): void;
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
  recordAndSubmit(program: StockProgram, output: TensorInfo, inputs: TensorInfo[], uniforms?: unknown): void;
}

/** Of a matrix product, twice the numbers that go into each one written; of the rest, one for each. */
function stockFlops({ shape }: TensorInfo, [a]: readonly TensorInfo[], { constructor }: StockProgram): number {
  const size = (of: readonly number[]): number => of.reduce((product, length) => product * length, 1);
  const [batch = 1, rows = 1] = shape;
  if (!constructor.name.startsWith('MatMul') || !a || shape.length !== 3) return size(shape);
  return 2 * size(shape) * (size(a.shape) / (Math.min(a.shape[0]!, batch) * rows));
}

export interface Dispatch {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly entries: GPUBindGroupEntry[];
  readonly groups: readonly [number, number, number];
  readonly flops: number;
}

/** One triangle over a whole target. */
export interface Drawing {
  readonly pipeline: GPURenderPipeline;
  readonly layout: GPUBindGroupLayout;
  readonly entries: GPUBindGroupEntry[];
  readonly target: GPUTextureView;
}

export interface BufferCopy {
  readonly from: GPUBuffer;
  readonly fromOffset: number;
  readonly to: GPUBuffer;
  readonly toOffset: number;
  readonly bytes: number;
}

const SUBMIT_AFTER = 64; // launches; as WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE in device.ts
const POISON_BYTES = 1 << 20;
const POISON_WORD = 0x7fc00000; // a quiet NaN

const Base = WebGPUBackend as unknown as new (device: GPUDevice, info: GPUAdapterInfo) => TfjsBackend;

export class TaskfieldBackend extends Base {
  readonly profiler: Profiler;
  /** While this is on, nothing is launched: outputs have shapes and no values. For traces of a forward pass. */
  shapesOnly = false;
  private poisonSource: GPUBuffer | undefined;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    this.profiler = new Profiler(device);
  }

  /** Tests only: every new output starts as NaN, so a dropped dispatch cannot pass for a result. */
  poisonOutputs(): void {
    this.poisonSource = this.device.createBuffer({
      size: POISON_BYTES,
      usage: GPUBufferUsage.COPY_SRC,
      mappedAtCreation: true,
    });
    new Uint32Array(this.poisonSource.getMappedRange()).fill(POISON_WORD);
    this.poisonSource.unmap();
  }

  override uploadToGPU(id: DataId): void {
    const data = this.tensorMap.get(id);
    const fresh = !data.resource && !data.values;
    super.uploadToGPU(id);
    if (fresh && this.poisonSource && data.resource) this.poison(data.resource);
  }

  private poison(buffer: GPUBuffer): void {
    const source = this.poisonSource!;
    this.copyBuffers(
      Array.from({ length: Math.ceil(buffer.size / POISON_BYTES) }, (_, i) => ({
        from: source,
        fromOffset: 0,
        to: buffer,
        toOffset: i * POISON_BYTES,
        bytes: Math.min(POISON_BYTES, buffer.size - i * POISON_BYTES),
      })),
    );
  }

  /** The buffer behind a tensor, uploaded if it was still on the CPU. May end the open pass. */
  bufferOf(info: TensorInfo): GPUBuffer {
    this.uploadToGPU(info.dataId);
    return this.tensorMap.get(info.dataId).resource!;
  }

  /** Marks tensors as used by recorded commands: disposing them waits for the submission. */
  holdUntilSubmit(infos: readonly TensorInfo[]): void {
    for (const info of infos) this.commandQueueOwnedIds.add(info.dataId);
  }

  /** Forgets the CPU copy of a tensor that a kernel wrote in place (tfjs would serve the old values). */
  wroteInPlace(info: TensorInfo): void {
    this.tensorMap.get(info.dataId).values = null;
  }

  /** A uniform buffer that goes back to the pool after the next submission. */
  transientUniform(data: ArrayBuffer): GPUBuffer {
    const buffer = this.bufferManager.acquireBuffer(data.byteLength, GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM);
    this.queue.writeBuffer(buffer, 0, data);
    this.uniformPendingDisposal.push(buffer);
    return buffer;
  }

  /** Records one launch into the open compute pass. All its tensors must be uploaded already. */
  dispatch(call: Dispatch): void {
    const group = this.device.createBindGroup({ layout: call.layout, entries: call.entries });
    const timed = this.beginPass(call.label, call);
    const pass = this.computePassEncoder!;
    pass.setPipeline(call.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...call.groups);
    this.dispatchCountInPass += 1;
    if (timed) this.endComputePassEncoder();
    if (this.dispatchCountInPass >= SUBMIT_AFTER) this.flush();
  }

  private beginPass(label: string, { entries, flops }: Pick<Dispatch, 'entries' | 'flops'>): boolean {
    let bytes = 0;
    for (const { resource } of entries) {
      const binding = resource as GPUBufferBinding;
      bytes += binding.size ?? binding.buffer?.size ?? 0;
    }
    const timestampWrites = this.profiler.launched(label, { bytes, flops });
    this.ensureCommandEncoderReady();
    if (timestampWrites) {
      this.endComputePassEncoder();
      this.computePassEncoder = this.commandEncoder!.beginComputePass({ timestampWrites });
      return true;
    }
    this.computePassEncoder ??= this.commandEncoder!.beginComputePass();
    return false;
  }

  /** tfjs's own launches pass here: counted and timed like ours. */
  override recordAndSubmit(program: StockProgram, output: TensorInfo, inputs: TensorInfo[], uniforms?: unknown): void {
    if (this.shapesOnly) return;
    const entries = [output, ...inputs].map((info) => ({ binding: 0, resource: { buffer: this.bufferOf(info) } }));
    const timed = this.beginPass(`tfjs ${program.constructor.name}`, {
      entries,
      flops: stockFlops(output, inputs, program),
    });
    super.recordAndSubmit(program, output, inputs, uniforms);
    if (timed) this.endComputePassEncoder();
  }

  /** Records copies between buffers; ends the open compute pass once. */
  copyBuffers(copies: readonly BufferCopy[]): void {
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const encoder = this.commandEncoder!;
    for (const copy of copies) {
      encoder.copyBufferToBuffer(copy.from, copy.fromOffset, copy.to, copy.toOffset, copy.bytes);
    }
  }

  /** Records a drawing behind the launches so far; ends the open compute pass. All its tensors must be uploaded. */
  draw({ pipeline, layout, entries, target }: Drawing): void {
    const group = this.device.createBindGroup({ layout, entries });
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const pass = this.commandEncoder!.beginRenderPass({
      colorAttachments: [{ view: target, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.draw(3);
    pass.end();
  }

  /** Submits what is recorded. */
  flush(): void {
    this.endComputePassEncoder();
    this.ensureCommandEncoderReady();
    this.submitQueue();
  }

  /** Pipelines that tfjs's own programs have compiled so far. */
  stockPipelines(): number {
    return Object.keys(this.pipelineCache).length;
  }
}
