/** `taskfield eval`: metrics of a trained model on held-out images. */
import { Command } from 'commander';
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../base/errors';
import type { EvaluationReport, Resolution } from '../protocol/evaluation';
import type { TableFormat } from '../protocol/experiments';
import { worstImages } from '../protocol/worst-images';
import { evaluateCheckpoint } from '../session/evaluation';
import { confusionFiles, imagesCsv, plainText, reportText } from '../session/evaluation-formats';
import { ENDINGS } from '../session/experiments/formats';
import { readInput, writeAll, writeError } from './files';
import { folderData } from './folder-data';
import { CHECKPOINT } from './folder-run';
import { INTERRUPTED, untilInterrupted } from './interrupt';
import { metricsThreads, type Bundle } from './metrics-threads';
import { installWebGpu } from './node-gpu';
import { number } from './options';
import { Progress } from './progress';

interface EvalOptions {
  readonly run?: string;
  readonly weights?: string;
  readonly data?: string;
  readonly split: string;
  readonly resolution: string;
  readonly format: string;
  readonly out?: string;
  readonly worst?: number;
}

type Format = 'text' | TableFormat;

const SPLITS = ['train', 'val'] as const;
const RESOLUTIONS: readonly Resolution[] = ['network', 'original'];
const FORMATS: readonly Format[] = ['text', 'markdown', 'csv', 'latex', 'json'];

export function evalCommand(bundle?: Bundle): Command {
  return new Command('eval')
    .description('Metrics of the decoder and, where the model has one, of the regularizer and of the average of both.')
    .option('--run <folder>', 'the folder of a run')
    .option('--weights <file>', 'a checkpoint.safetensors, instead of --run')
    .option('--data <source>', '"rooms", or the name or folder of a data set (default: what it was trained on)')
    .option('--split <split>', 'train or val', 'val')
    .option(
      '--resolution <which>',
      'network: where the network works, padding and all; original: each image’s own size',
      'network',
    )
    .option('--format <format>', `how it is printed: ${FORMATS.join(', ')}`, 'text')
    .option('--worst <n>', 'with --format text: also the n worst images of each task', number('Worst'))
    .option('--out <folder>', 'gets scores.md, .csv, .tex and .json, images.csv and the confusion matrices')
    .action((options: EvalOptions) => evaluateRun(options, bundle));
}

function chosen<T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === given);
  if (found !== undefined) return found;
  const words = `${allowed.slice(0, -1).join(', ')} and ${allowed.at(-1)}`;
  throw new InputError(`--${option} is "${given}"; allowed are ${words}.`);
}

/** All that was asked for, before anything takes time. */
function checked({ run, weights, out, worst, ...rest }: EvalOptions) {
  if ((run === undefined) === (weights === undefined))
    throw new InputError('Name the model by either --run FOLDER or --weights FILE.');
  const split = chosen('split', rest.split, SPLITS);
  const resolution = chosen('resolution', rest.resolution, RESOLUTIONS);
  const format = chosen('format', rest.format, FORMATS);
  if (worst !== undefined && (!Number.isInteger(worst) || worst < 1))
    throw new InputError(`--worst is ${worst}; allowed is a whole number from 1.`);
  if (worst !== undefined && format !== 'text')
    throw new InputError(`--worst goes with --format text, not ${format}; --out writes the value of every image.`);
  const bytes = readInput(weights ?? join(run!, CHECKPOINT));
  if (out !== undefined) makeFolder(out);
  return { weights: bytes, name: basename(resolve(weights ?? run!)), split, resolution, format };
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw writeError(error, out);
  }
}

async function evaluateRun(options: EvalOptions, bundle: Bundle | undefined): Promise<void> {
  const { data, out, worst } = options;
  const { format, ...wish } = checked(options);
  const signal = untilInterrupted();
  installWebGpu();
  const progress = new Progress();
  const pool = await metricsThreads(bundle);
  const tools = { countEdges: pool.countEdges };
  try {
    const report = await evaluateCheckpoint(
      { data: folderData(), emit: progress.show },
      { ...wish, onProgress: progress.images, signal, tools, ...(data !== undefined && { source: data }) },
    );
    if (out !== undefined) writeAll(out, filesOf(report));
    console.log(format === 'text' ? plainText(report) : reportText(report, format).trimEnd());
    if (worst !== undefined) console.log(worstText(report, worst));
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error('interrupted; nothing was written');
    process.exitCode = INTERRUPTED;
  } finally {
    pool.close();
  }
}

/** Everything that --out writes, by file name. */
function filesOf(report: EvaluationReport): Map<string, string> {
  const tables = Object.entries(ENDINGS).map(
    ([format, ending]) => [`scores.${ending}`, reportText(report, format as TableFormat)] as const,
  );
  return new Map([...tables, ['images.csv', imagesCsv(report)], ...confusionFiles(report)]);
}

/** Of each task's first source: the decoder's, of every model. */
function worstText(report: EvaluationReport, count: number): string {
  const lines = report.tasks.flatMap(({ id, title, metrics, imageScore: { key, after } }) => {
    const source = report.images.find(({ task }) => task === id)?.source;
    if (source === undefined) return [];
    const digits = metrics.find((metric) => metric.key === key)?.digits ?? 4;
    const images = worstImages(report, { task: id, source, count });
    const rows = images.map((image) => `  ${image.id}  ${image.value.toFixed(digits)} ${after}`);
    return ['', `${title}, ${source}, worst first:`, ...rows];
  });
  return lines.join('\n');
}
