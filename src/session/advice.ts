/** Whether a run fits an adapter, and the smaller one that does: found by trying, from the least change on. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { setValue } from '../config/parse';
import type { Advice, Estimate, Judged, Verdict } from '../protocol/estimate';

export type Limits = Readonly<Record<string, number>>;

/** Memory that a GPU has at most, in largest allowed buffers: browsers allow a quarter and more, up to a few GiB. */
const BUFFERS = 8;

/** Bytes of the largest buffer that a kernel may read or write. */
const allowedBy = ({ maxBufferSize = 0, maxStorageBufferBindingSize = 0 }: Limits): number =>
  Math.min(maxBufferSize, maxStorageBufferBindingSize);

/**
 * WebGPU tells no memory size. A single buffer above the limits cannot be made at all; a total above the largest
 * allowed buffer, which browsers set to a share of the memory, may not fit, and one of many times that will not.
 */
export function verdictOf({ largestBuffer, poolBytes }: Estimate, limits: Limits): Verdict {
  const { maxBufferSize = 0 } = limits;
  if (largestBuffer > allowedBy(limits)) return 'needs more';
  if (poolBytes > BUFFERS * maxBufferSize) return 'needs more';
  return poolBytes > maxBufferSize ? 'tight' : 'fits';
}

/** A smaller run. */
export interface Rung extends Pick<Advice, 'settings' | 'words'> {
  readonly config: ExperimentConfig;
}

type Settings = Advice['settings'];

const half = (value: number): number => Math.max(1, Math.floor(value / 2));

/** Sides of the input that decoders can take. */
function multipleOf({ encoder, decoder }: ExperimentConfig): number {
  if (encoder.kind === 'vit') return encoder.patch * (decoder.kind === 'inv-pt' ? 4 : 1);
  return encoder.kind === 'hrnet' ? 32 : 8; // the coarsest stride
}

function smallerInput(config: ExperimentConfig, share: number): Settings {
  const multiple = multipleOf(config);
  const side = (pixels: number): number => {
    const fewer = Math.max(2, Math.floor((share * pixels) / multiple)) * multiple; // 2: no map of 1 x 1
    return Math.min(fewer, pixels);
  };
  return [['input', config.input.map(side)]];
}

function fewerSamples({ regularizer: { enabled, coarseSamples, fineSamples } }: ExperimentConfig): Settings {
  if (!enabled) return [];
  return [
    ['regularizer.coarseSamples', half(coarseSamples)],
    ['regularizer.fineSamples', half(fineSamples)],
  ];
}

function fewerRays({ regularizer: { enabled, rays } }: ExperimentConfig): Settings {
  return enabled ? [['regularizer.rays', rays.map(half)]] : [];
}

/** The same images a step, in smaller batches. */
function batches({ batch, accumulate }: ExperimentConfig): Settings[] {
  const smaller = Array.from({ length: batch - 1 }, (_, i) => batch - 1 - i);
  const even = smaller.filter((size) => batch % size === 0);
  return even.map((size): Settings => [
    ['batch', size],
    ['accumulate', (accumulate * batch) / size],
  ]);
}

function wordsOf(config: ExperimentConfig, settings: Settings): string {
  const changed = (path: string): boolean => settings.some(([one]) => one === path);
  const { batch, accumulate, input, regularizer } = config;
  const parts = [
    changed('batch') && `batch ${batch}, accumulated ${accumulate} times`,
    changed('input') && `input ${input.join(' × ')}`,
    changed('regularizer.coarseSamples') && `${regularizer.coarseSamples} + ${regularizer.fineSamples} samples`,
    changed('regularizer.rays') && `${regularizer.rays.join(' × ')} rays`,
  ].filter((part) => part !== false);
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}` : parts.join();
}

/** Smaller runs in the order in which they are to be tried: batches first, which change the training least. */
export function ladderOf(config: ExperimentConfig): Rung[] {
  const smaller = batches(config);
  const least = smaller.at(-1) ?? [];
  const samples = fewerSamples(config);
  const tried: Settings[] = [
    ...smaller,
    [...least, ...samples],
    [...least, ...smallerInput(config, 0.75)],
    [...least, ...smallerInput(config, 0.5), ...samples, ...fewerRays(config)],
  ];
  const words = new Set<string>();
  return tried.flatMap((settings) => {
    const changed = withSettings(config, settings);
    const rung = changed && { config: changed, settings, words: wordsOf(changed, settings) };
    if (!rung || words.has(rung.words) || rung.words === '') return [];
    words.add(rung.words);
    return [rung];
  });
}

/** undefined where they cannot stand. */
function withSettings(config: ExperimentConfig, settings: Settings): ExperimentConfig | undefined {
  try {
    return settings.reduce((one, [path, value]) => setValue(one, path, value), config);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** @param estimate of the configuration and of the smaller ones, asked for in turn until one fits */
export async function judge(
  config: ExperimentConfig,
  limits: Limits,
  estimate: (config: ExperimentConfig) => Promise<Estimate>,
): Promise<Judged> {
  const own = await estimate(config);
  const verdict = verdictOf(own, limits);
  const found = { estimate: own, verdict, allowed: allowedBy(limits) };
  if (verdict === 'fits') return { ...found, advice: null };
  let hope: Advice | null = null;
  for (const { config: smaller, settings, words } of ladderOf(config)) {
    const tried = await estimate(smaller);
    const its = verdictOf(tried, limits);
    const advice = { settings, words, memoryBytes: tried.poolBytes };
    if (its === 'fits') return { ...found, advice: { ...advice, verdict: its } };
    if (its === 'tight' && verdict === 'needs more') hope ??= { ...advice, verdict: its };
  }
  return { ...found, advice: hope };
}
