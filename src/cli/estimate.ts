/** `taskfield train --estimate`: what a run would take, as a table, before any of it is made. */
import { bytes } from '../base/words';
import type { ExperimentConfig } from '../config/experiment';
import { adviceSentence, type Judged } from '../protocol/estimate';
import { adapterTitle, describeAdapter } from '../session/adapter';
import { judged } from '../session/catalog';

const grouped = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');
const plain = (size: number): string => bytes(size).replace('\u202f', ' ');

/** Whether it fits, then one line a number, then what to do where it does not. */
export function estimateText(
  { preset, batch, accumulate, input }: ExperimentConfig,
  found: Judged,
  on: string,
): string {
  const { estimate, verdict } = found;
  const images = accumulate > 1 ? `${batch} images ${accumulate} times` : `${batch} images`;
  const rows: readonly (readonly [what: string, value: string])[] = [
    ['a step', `${images} of ${input.join(' x ')}, ${grouped(estimate.launches)} launches`],
    ['operations', `${(estimate.flops / 1e9).toPrecision(3)} GFLOP`],
    ['parameters', `${grouped(estimate.parameters)} (${plain(estimate.parameterBytes)})`],
    ['optimizer', plain(estimate.optimizerBytes)],
    ['maps and gradients', plain(estimate.activationBytes)],
    ['all GPU memory', plain(estimate.poolBytes)],
    ['largest buffer', plain(estimate.largestBuffer)],
  ];
  const width = Math.max(...rows.map(([what]) => what.length)) + 2;
  const lines = rows.map(([what, value]) => `${what.padEnd(width)}${value}`);
  const sentence = adviceSentence(found).replaceAll('\u202f', ' ');
  const settings = (found.advice?.settings ?? []).map(([path, value]) => `--set ${path}=${JSON.stringify(value)}`);
  const ending = [sentence, settings.join(' ')].filter(Boolean);
  return [`${preset} on ${on}: ${verdict}`, ...lines, ...ending].join('\n');
}

/** @throws NoAdapterError, InputError */
export async function printEstimate(config: ExperimentConfig): Promise<void> {
  const adapter = await describeAdapter();
  console.log(estimateText(config, await judged(config, adapter), adapterTitle(adapter)));
}
