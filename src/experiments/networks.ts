/** Which preset stands for which of the paper's networks at each scale, and what that changes. */
import type { ExperimentConfig } from '../config/experiment';
import { presetOf, setValue } from '../config/parse';
import type { ExperimentOptions, Scale } from './types';

/** The paper's two base networks. */
export type Network = 'mti-net' | 'inv-pt';

export type Benchmark = 'nyud' | 'pascal';

const PRESETS: Readonly<Record<Scale, Readonly<Record<Network, string>>>> = {
  nano: { 'mti-net': 'nano', 'inv-pt': 'nano' },
  mini: { 'mti-net': 'mini-hrnet', 'inv-pt': 'mini-vit' },
  lite: { 'mti-net': 'lite', 'inv-pt': 'lite' },
  paper: { 'mti-net': 'paper-mtinet', 'inv-pt': 'paper-invpt' },
};

const TITLES: Readonly<Record<Network, string>> = { 'mti-net': 'MTI-Net', 'inv-pt': 'InvPT' };

/** What the base network is called here. */
export function titleOf(network: Network, scale: Scale): string {
  if (scale === 'nano') return 'Plain heads';
  return scale === 'lite' ? TITLES['mti-net'] : TITLES[network];
}

/** Networks that differ at a scale. */
export const networksAt = (scale: Scale): readonly Network[] =>
  scale === 'mini' || scale === 'paper' ? ['mti-net', 'inv-pt'] : ['mti-net'];

/** Tasks of a benchmark in the order of PASCAL's five; NYUv2's stay in the preset's own. */
const PASCAL_TASKS = ['semseg', 'parts', 'saliency', 'normals', 'boundary'];

/** The base configuration of a network: nothing of the regularizer. @throws InputError */
export function baseOf(network: Network, benchmark: Benchmark, options: ExperimentOptions): ExperimentConfig {
  const { scale, data, steps, set = [] } = options;
  const preset = PRESETS[scale][network];
  const named = scale === 'paper' && benchmark === 'pascal' ? `${preset}-pascal` : preset;
  let config = presetOf(named);
  if (benchmark === 'pascal') config = setValue(config, 'tasks', PASCAL_TASKS);
  const given: [string, unknown][] = [
    ['regularizer.enabled', false],
    ['data.source', data],
    ['evaluation.every', 0], // at the end all held-out images are
    ...(steps === undefined ? [] : [['steps', steps] as [string, unknown]]),
  ];
  for (const [path, value] of [...given, ...set]) config = setValue(config, path, value);
  return config;
}

/** The same with other settings. @throws InputError */
export const withSettings = (
  config: ExperimentConfig,
  ...settings: readonly (readonly [path: string, value: unknown])[]
): ExperimentConfig => settings.reduce((changed, [path, value]) => setValue(changed, path, value), config);

export const withRegularizer = (config: ExperimentConfig): ExperimentConfig =>
  withSettings(config, ['regularizer.enabled', true]);

const SAME_AS_PAPER: readonly Scale[] = ['paper'];

/** What a reader must know before comparing with the paper's values. */
export function notesOf({ scale, data, steps }: ExperimentOptions, benchmark: Benchmark): string[] {
  const paperData = benchmark === 'nyud' ? 'NYUv2' : 'PASCAL-Context';
  return [
    ...(SAME_AS_PAPER.includes(scale)
      ? []
      : [`The networks are of scale ${scale}, far smaller than the paper's, and start from random weights.`]),
    ...(data === 'rooms' ? [`The data is rooms, drawn by program, not ${paperData}.`] : []),
    ...(steps === undefined || scale !== 'paper' ? [] : [`Runs take ${steps} steps; the paper's took 40 000.`]),
  ];
}
