/**
 * What a stretch of work costs on the GPU: launches, bytes bound and pipelines always; time per kernel where the
 * device has timestamps. Timing puts each launch into a pass of its own, so it is off unless asked for.
 */

const MAX_TIMED = 2048; // launches: a query set holds 4096 timestamps

export interface KernelCost {
  launches: number;
  bytes: number;
  /** Operations, as launches tell them (`Launch.flops`). */
  flops: number;
  /** Only when timed. */
  milliseconds: number;
}

export interface Profile {
  readonly launches: number;
  readonly bytes: number;
  readonly kernels: ReadonlyMap<string, KernelCost>;
  readonly timed: boolean;
}

export class Profiler {
  private kernels = new Map<string, KernelCost>();
  private querySet: GPUQuerySet | undefined;
  private timedLabels: string[] | undefined;
  private launchCount = 0;
  private flopCount = 0;

  constructor(private readonly device: GPUDevice) {}

  /** Of all time. */
  get launches(): number {
    return this.launchCount;
  }

  /** Operations of all time. */
  get flops(): number {
    return this.flopCount;
  }

  /** True if the device can time launches. */
  get canTime(): boolean {
    return this.device.features.has('timestamp-query');
  }

  /** Starts counting afresh; with `timed`, every launch up to a limit is timed as well (if the device can). */
  begin({ timed = false } = {}): void {
    this.kernels = new Map();
    this.timedLabels = timed && this.canTime ? [] : undefined;
    if (this.timedLabels) this.querySet ??= this.device.createQuerySet({ type: 'timestamp', count: 2 * MAX_TIMED });
  }

  /** Called by the backend for each launch; the answer goes into the pass if that launch is to be timed. */
  launched(
    label: string,
    { bytes, flops }: { readonly bytes: number; readonly flops: number },
  ): GPUComputePassTimestampWrites | undefined {
    const cost = this.kernels.get(label) ?? { launches: 0, bytes: 0, flops: 0, milliseconds: 0 };
    cost.launches += 1;
    cost.flops += flops;
    this.launchCount += 1;
    this.flopCount += flops;
    cost.bytes += bytes;
    this.kernels.set(label, cost);
    if (!this.timedLabels || this.timedLabels.length >= MAX_TIMED) return undefined;
    const index = 2 * this.timedLabels.length;
    this.timedLabels.push(label);
    return { querySet: this.querySet!, beginningOfPassWriteIndex: index, endOfPassWriteIndex: index + 1 };
  }

  /** The counts since `begin`; waits for the timestamps if it was timed. Submit all work first. */
  async end(): Promise<Profile> {
    const timed = this.timedLabels !== undefined;
    if (this.timedLabels?.length) await this.readTimes(this.timedLabels);
    this.timedLabels = undefined;
    let launches = 0;
    let bytes = 0;
    for (const cost of this.kernels.values()) {
      launches += cost.launches;
      bytes += cost.bytes;
    }
    return { launches, bytes, kernels: this.kernels, timed };
  }

  private async readTimes(labels: readonly string[]): Promise<void> {
    const size = 16 * labels.length; // two u64 a launch
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const resolved = this.device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
    const staging = this.device.createBuffer({ size, usage: COPY_DST | MAP_READ });
    const encoder = this.device.createCommandEncoder();
    encoder.resolveQuerySet(this.querySet!, 0, 2 * labels.length, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(staging.getMappedRange());
    labels.forEach((label, i) => {
      this.kernels.get(label)!.milliseconds += Number(times[2 * i + 1]! - times[2 * i]!) / 1e6;
    });
    staging.unmap();
    staging.destroy();
    resolved.destroy();
  }
}
