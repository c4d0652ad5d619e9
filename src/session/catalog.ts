/** What the page offers before any run: tasks with their legends, presets with what they would cost on this GPU. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig } from '../config/parse';
import { PRESETS } from '../config/presets';
import type { Estimate, Judged } from '../protocol/estimate';
import type { AdapterFacts, Catalog, PresetFacts } from '../protocol/messages';
import { TASKS } from '../tasks';
import { adapterTitle } from './adapter';
import { judge, ladderOf, type Limits } from './advice';
import { estimateOf } from './estimate';
import { PRESET_COSTS, type CostRow } from './preset-costs';

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** In the order of a row of the table. */
export const rowOf = (estimate: Estimate): CostRow => [
  estimate.parameters,
  estimate.parameterBytes,
  estimate.optimizerBytes,
  estimate.activationBytes,
  estimate.poolBytes,
  estimate.largestBuffer,
  estimate.launches,
  estimate.flops,
];

function estimateIn(row: CostRow): Estimate {
  const [parameters, parameterBytes, optimizerBytes, activationBytes, poolBytes, largestBuffer, launches, flops] = row;
  return { parameters, parameterBytes, optimizerBytes, activationBytes, poolBytes, largestBuffer, launches, flops };
}

/** The preset and the smaller runs that are tried in its place: those that the table has rows for, in order. */
export const variantsOf = (name: PresetName): ExperimentConfig[] => {
  const preset: ExperimentConfig = PRESETS[name];
  return [preset, ...ladderOf(preset).map(({ config }) => config)];
};

/** All that a step's cost depends on, in words to compare: seed, steps, rates and data it does not. */
function sizeOf(config: ExperimentConfig): string {
  const { optimizer, alpha } = PRESETS.nano;
  const { kind, clipNorm } = config.optimizer;
  return JSON.stringify(
    // Parsed, all have their keys in the schema's order.
    parseConfig({
      ...config,
      preset: '',
      seed: 1,
      steps: 1,
      checkpointEvery: 1,
      evaluation: PRESETS.nano.evaluation,
      data: { ...PRESETS.nano.data, labelSet: config.data.labelSet },
      augmentation: PRESETS.nano.augmentation,
      lossWeights: Object.fromEntries(config.tasks.map((task) => [task, 1])),
      alpha,
      optimizer: { ...optimizer, kind, clipNorm: Math.sign(clipNorm) },
    }),
  );
}

/** By what each costs: the table, then whatever has been estimated since. */
const known = new Map<string, Promise<Estimate>>();

function knownOrCounted(config: ExperimentConfig): Promise<Estimate> {
  if (known.size === 0) {
    for (const name of PRESET_NAMES)
      variantsOf(name).forEach((variant, i) => {
        const row = PRESET_COSTS[name][i];
        if (row) known.set(sizeOf(variant), Promise.resolve(estimateIn(row)));
      });
  }
  const size = sizeOf(config);
  const found = known.get(size) ?? estimateOf(config);
  known.set(size, found);
  return found;
}

/**
 * @param adapter null where there is none
 * @param wanted whether the answer still is: it may take many estimates
 * @throws InputError as a run of it would
 */
export function judged(
  config: ExperimentConfig,
  adapter: { readonly limits: Limits } | null,
  wanted: () => boolean = () => true,
): Promise<Judged> {
  return judge(config, adapter?.limits ?? {}, async (one) => {
    if (!wanted()) throw new InputError('Another estimate was asked for.');
    return knownOrCounted(one);
  });
}

/** The preset that a run is in everything that costs time, or null. */
export function presetCosting(config: ExperimentConfig): PresetName | null {
  const name = PRESET_NAMES.find((one) => one === config.preset);
  return name && sizeOf(config) === sizeOf(PRESETS[name]) ? name : null;
}

/**
 * @param adapter null where there is none
 * @param paceOf seconds a step of a preset, as last measured on an adapter
 */
export async function catalogOf(
  adapter: AdapterFacts | null,
  paceOf: (adapter: string, preset: string) => Promise<number | null>,
): Promise<Catalog> {
  const tasks = Object.values(TASKS).map((task) => {
    const { id, title, channels, metrics } = task;
    const { name, unit, digits } = metrics[0]!;
    return { id, title, channels, legend: task.legend(), metric: { name, unit, digits } };
  });
  const presets = PRESET_NAMES.map(async (name): Promise<PresetFacts> => {
    const config: ExperimentConfig = PRESETS[name];
    const secondsPerStep = adapter && (await paceOf(adapterTitle(adapter), name));
    return { name, config, secondsPerStep, ...(await judged(config, adapter)) };
  });
  return { tasks, presets: await Promise.all(presets) };
}
