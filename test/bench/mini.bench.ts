/**
 * A training step of a narrow HRNet with MTI-Net, and of ViT-Ti with InvPT, on 128x192, batch 1, without and with the
 * regularizer: launches, time. Options: the names of those wanted.
 */
import { installWebGpu } from '../../src/cli/node-gpu';
import type { ExperimentConfig } from '../../src/config/experiment';
import { INV_PTS, MINI_HRNET, VITS } from '../../src/config/models';
import { presetOf } from '../../src/config/parse';
import { closeGpu, gpu, openGpu } from '../../src/gpu/device';
import { ownPipelines } from '../../src/gpu/kernel';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { Trainer } from '../../src/training/trainer';
import { syntheticSample } from '../helpers/synthetic';

const TIMED = 5;

const MODELS = {
  'mini-hrnet': { encoder: MINI_HRNET, decoder: { kind: 'mti-net' }, resizeAt: 'input' },
  'mini-vit': { encoder: VITS.tiny, decoder: INV_PTS.mini, resizeAt: 'middle' },
} as const;
type Name = keyof typeof MODELS;

function configOf(name: Name, regularized: boolean): ExperimentConfig {
  const { encoder, decoder, resizeAt } = MODELS[name];
  const nano = presetOf('nano');
  return {
    ...nano,
    batch: 1,
    input: [128, 192],
    encoder,
    decoder,
    regularizer: {
      ...nano.regularizer,
      enabled: regularized,
      resizeAt,
      planeChannels: 32,
      encoderWidth: 96,
      rays: [32, 48],
      coarseSamples: 32,
      fineSamples: 32,
    },
  };
}

async function measure(config: ExperimentConfig): Promise<void> {
  await openGpu(); // a device of its own: pipelines are counted from none
  const { backend } = gpu();
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 2.5 }));
  const trainer = new Trainer(config, model, tasks);
  const samples = [syntheticSample(1, ...config.input)];
  const times: number[] = [];
  for (let step = 0; step <= TIMED; step++) {
    const start = performance.now();
    const { total } = await trainer.step(step, samples);
    times.push(performance.now() - start);
    console.log(`  step ${step}: loss ${total.toFixed(3)}, ${times.at(-1)!.toFixed(0)} ms`);
  }
  backend.profiler.begin({ timed: true });
  await trainer.step(TIMED + 1, samples);
  const { launches, kernels } = await backend.profiler.end();
  const rows = [...kernels].toSorted(([, a], [, b]) => b.launches - a.launches);
  for (const [name, cost] of rows) {
    console.log(
      `  ${name.padEnd(36)} ${String(cost.launches).padStart(4)} launches  ${cost.milliseconds.toFixed(2).padStart(8)} ms`,
    );
  }
  const pipelines = ownPipelines() + backend.stockPipelines();
  const median = times.slice(1).toSorted((a, b) => a - b)[Math.floor(TIMED / 2)]!;
  const what = config.regularizer.enabled ? 'with the regularizer' : 'base alone';
  console.log(
    `${what}: ${model.store.count()} parameters, ${launches} launches, ${pipelines} pipelines, ${median.toFixed(0)} ms a step (median of ${TIMED})`,
  );
  closeGpu();
}

export async function bench({ args }: { readonly args: readonly string[] }): Promise<void> {
  installWebGpu();
  for (const name of (Object.keys(MODELS) as Name[]).filter((one) => args.length === 0 || args.includes(one))) {
    console.log(name);
    for (const regularized of [false, true]) await measure(configOf(name, regularized));
  }
}
