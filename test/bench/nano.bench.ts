/** A training step of `nano`, with and without the regularizer: launches, pipelines, bytes, time. */
import { presetOf, setValue } from '../../src/config/parse';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import { ownPipelines } from '../../src/gpu/kernel';
import type { Profile } from '../../src/gpu/profiler';
import { installWebGpu } from '../../src/cli/node-gpu';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { Trainer } from '../../src/training/trainer';
import { syntheticSample } from '../helpers/synthetic';

const WARM_UP = 3;
const TIMED = 15;
const MEAN_DEPTH = 2.5;

interface Row {
  readonly name: string;
  readonly profile: Profile;
  readonly pipelines: number;
  readonly firstMs: number;
  readonly stepMs: number;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(regularized: boolean): Promise<Row> {
  await openGpu(); // a device of its own: pipelines are counted from none
  const { backend } = gpu();
  const config = setValue(presetOf('nano'), 'regularizer.enabled', regularized);
  const tasks = tasksOf(config);
  const trainer = new Trainer(
    config,
    new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: MEAN_DEPTH })),
    tasks,
  );
  const samples = Array.from({ length: config.batch }, (_, i) => syntheticSample(i, ...config.input));
  const times: number[] = [];
  for (let step = 0; step < WARM_UP + TIMED; step++) {
    const start = performance.now();
    await trainer.step(step, samples);
    times.push(performance.now() - start);
  }
  const pipelines = ownPipelines() + backend.stockPipelines();
  backend.profiler.begin({ timed: true });
  await trainer.step(WARM_UP + TIMED, samples);
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
