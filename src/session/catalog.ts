/** What the page offers before any run: tasks with their legends, presets with what they would cost on this GPU. */
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig } from '../config/parse';
import { PRESETS } from '../config/presets';
import type { AdapterFacts, Catalog, PresetFacts } from '../protocol/messages';
import { TASKS } from '../tasks';
import { adapterTitle } from './adapter';

type PresetName = keyof typeof PRESETS;

/** Measured on one step of the preset as it stands (test/gpu/session/catalog.test.ts holds them to it). */
interface Cost {
  /** Trainable numbers, the regularizer's included. */
  readonly parameters: number;
  /** Bytes of GPU buffers at their peak, without weights, gradients and the optimizer's. */
  readonly activationBytes: number;
  /** Bytes of the largest single buffer: the one that a limit stops first. */
  readonly largestBuffer: number;
}

export const COSTS: Readonly<Record<PresetName, Cost>> = {
  nano: { parameters: 153_499, activationBytes: 44.8e6, largestBuffer: 2_949_120 },
};

/** float32 copies of every parameter: itself, its gradient, two moments, and two in Adam's scratch. */
const COPIES = 6;

export const memoryBytes = ({ parameters, activationBytes }: Cost): number => 4 * COPIES * parameters + activationBytes;

/**
 * WebGPU tells no memory size. A single buffer above the limits cannot be made at all; a total above the largest
 * allowed buffer, which browsers set to a share of the memory, may not fit.
 */
export function verdictOf(cost: Cost, limits: Readonly<Record<string, number>>): PresetFacts['verdict'] {
  const { maxBufferSize = 0, maxStorageBufferBindingSize = 0 } = limits;
  if (cost.largestBuffer > Math.min(maxBufferSize, maxStorageBufferBindingSize)) return 'needs more';
  return memoryBytes(cost) > maxBufferSize ? 'tight' : 'fits';
}

/** The preset that a run is in everything that costs time, or null. */
export function presetCosting({ preset: name, ...config }: ExperimentConfig): PresetName | null {
  if (!Object.hasOwn(PRESETS, name)) return null;
  const preset: ExperimentConfig = PRESETS[name as PresetName];
  const { batch, input, tasks, encoder, decoder, regularizer } = config;
  const same = { ...preset, batch, input, tasks, encoder, decoder, regularizer };
  // Parsed, both have their keys in the schema's order.
  return JSON.stringify(parseConfig(same)) === JSON.stringify(parseConfig(preset)) ? (name as PresetName) : null;
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
    const { id, title, channels } = task;
    return { id, title, channels, legend: task.legend() };
  });
  const presets = Object.entries(PRESETS).map(async ([name, config]): Promise<PresetFacts> => {
    const cost = COSTS[name as PresetName];
    return {
      name,
      config,
      parameters: cost.parameters,
      memoryBytes: memoryBytes(cost),
      verdict: verdictOf(cost, adapter?.limits ?? {}),
      secondsPerStep: adapter && (await paceOf(adapterTitle(adapter), name)),
    };
  });
  return { tasks, presets: await Promise.all(presets) };
}
