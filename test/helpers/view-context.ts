/** A small untrained model on two made-up held-out images: what the views look at. */
import type { ExperimentConfig } from '../../src/config/experiment';
import { parseConfig, presetOf } from '../../src/config/parse';
import type { RegularizerConfig } from '../../src/config/regularizer';
import type { Dataset } from '../../src/data/dataset';
import type { Sample } from '../../src/data/sample';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { syntheticSample } from './synthetic';

export const [HEIGHT, WIDTH] = [32, 48] as const;

export function configOf(regularizer: Partial<RegularizerConfig> = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    input: [HEIGHT, WIDTH],
    regularizer: { ...preset.regularizer, rays: [8, 12], densityBias: 1, ...regularizer },
  });
}

/** Two held-out images; `reads` counts how often one was asked for. */
function datasetOf(samples: readonly Sample[]): Dataset & { reads: number } {
  const counts = { train: 0, val: samples.length };
  return {
    info: { name: 'made up', height: HEIGHT, width: WIDTH, counts, meanDepth: 1.5, labelSet: 'nyuv2-40', labels: [] },
    reads: 0,
    async read(_split, index) {
      this.reads += 1;
      return samples[index]!;
    },
  };
}

export const SAMPLES = [syntheticSample(1, HEIGHT, WIDTH), syntheticSample(2, HEIGHT, WIDTH)];

export function contextOf(config = configOf(), samples: readonly Sample[] = SAMPLES) {
  const dataset = datasetOf(samples);
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, dataset.info));
  return { model, dataset, tasks, config, step: 7, agreement: async () => [] };
}

export async function withContext(run: (context: ReturnType<typeof contextOf>) => Promise<void>, config = configOf()) {
  const context = contextOf(config);
  await run(context);
  context.model.dispose();
}
