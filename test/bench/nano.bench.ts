/** A training step of `nano`, with and without the regularizer: launches, pipelines, bytes, time. */
import { installWebGpu } from '../../src/cli/node-gpu';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import { ownPipelines } from '../../src/gpu/kernel';
import type { Profile } from '../../src/gpu/profiler';
import { median } from './measure';
import { stepConfig, stepper } from './training-steps';

const WARM_UP = 3;
const TIMED = 15;

interface Row {
  readonly name: string;
  readonly profile: Profile;
  readonly pipelines: number;
  readonly firstMs: number;
  readonly stepMs: number;
}

async function measure(regularized: boolean): Promise<Row> {
  await openGpu(); // a device of its own: pipelines are counted from none
  const { backend } = gpu();
  const { step } = stepper(stepConfig('nano', regularized));
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + TIMED; i++) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  const pipelines = ownPipelines() + backend.stockPipelines();
  backend.profiler.begin({ timed: true });
  await step();
  const profile = await backend.profiler.end();
  closeGpu();
  const name = regularized ? 'with regularizer' : 'base alone';
  return { name, profile, pipelines, firstMs: times[0]!, stepMs: median(times.slice(WARM_UP)) };
}

function printKernels({ kernels }: Profile): void {
  const rows = [...kernels].toSorted(([, a], [, b]) => b.milliseconds - a.milliseconds || b.launches - a.launches);
  for (const [name, cost] of rows) {
    console.log(
      `  ${name.padEnd(36)} ${String(cost.launches).padStart(4)} launches  ${cost.milliseconds.toFixed(2).padStart(8)} ms`,
    );
  }
}

export async function bench(): Promise<void> {
  installWebGpu();
  const base = await measure(false);
  const full = await measure(true);
  for (const { name, profile, pipelines, firstMs, stepMs } of [base, full]) {
    const megabytes = (profile.bytes / 2 ** 20).toFixed(1);
    console.log(
      `${name.padEnd(17)} ${profile.launches} launches, ${pipelines} pipelines, ${megabytes} MiB bound, first step ${firstMs.toFixed(0)} ms, then ${stepMs.toFixed(0)} ms (median of ${TIMED})`,
    );
  }
  console.log(
    `time of a step: ${(full.stepMs / base.stepMs).toFixed(2)} x the base's\n\nkernels of one step with the regularizer:`,
  );
  printKernels(full.profile);
}
