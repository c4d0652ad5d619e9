/** `taskfield train`: a run in a folder, begun or continued. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { presetOf, setValue } from '../config/parse';
import { Session } from '../session/session';
import { printEstimate } from './estimate';
import { folderData } from './folder-data';
import { createRun, openRun } from './folder-run';
import { installWebGpu } from './node-gpu';
import { applySettings, collect, number } from './options';
import { Progress } from './progress';

interface TrainOptions {
  readonly preset?: string;
  readonly data?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly batch?: number;
  readonly lr?: number;
  readonly alpha?: number;
  readonly regularizer: boolean;
  readonly checkpointEvery?: number;
  readonly set?: string[];
  readonly out?: string;
  readonly resume?: string;
  readonly estimate?: boolean;
}

const INTERRUPTED = 130; // 128 + SIGINT, as shells count

export function trainCommand(): Command {
  return new Command('train')
    .description('Train a model; writes metrics.csv, checkpoint.safetensors and pictures to a folder.')
    .option('--preset <name>', 'ready-made experiment (default: nano)')
    .option('--data <source>', '"rooms", or the folder of a data set')
    .option('--steps <n>', 'training steps', number('Steps'))
    .option('--seed <n>', 'seed of weights, order, jitter and dropout', number('Seed'))
    .option('--batch <n>', 'images a step', number('Batch'))
    .option('--lr <rate>', 'learning rate at the start', number('The learning rate'))
    .option('--alpha <weight>', 'final weight of the rendered losses', number('Alpha'))
    .option('--no-regularizer', 'train the base model alone')
    .option('--checkpoint-every <n>', 'steps between checkpoints', number('--checkpoint-every'))
    .option('--set <path=value>', 'any other setting, as regularizer.fineSamples=8; may be repeated', collect)
    .option('--out <folder>', 'where the run is written')
    .option('--resume <folder>', 'continue the run in this folder; it keeps its own settings')
    .option('--estimate', 'print what a step takes of memory, and whether it fits this GPU; nothing is trained')
    .action(train);
}

/** Options that shape a run; none of them can be changed when it is continued. */
function configOf(options: TrainOptions): ExperimentConfig {
  const given: [string, unknown][] = [
    ['data.source', options.data],
    ['steps', options.steps],
    ['seed', options.seed],
    ['batch', options.batch],
    ['optimizer.learningRate', options.lr],
    ['alpha.peak', options.alpha],
    ['regularizer.enabled', options.regularizer ? undefined : false],
    ['checkpointEvery', options.checkpointEvery],
  ];
  let config = presetOf(options.preset ?? 'nano');
  for (const [path, value] of given) if (value !== undefined) config = setValue(config, path, value);
  return applySettings(config, options.set ?? []);
}

function openOrCreate(options: TrainOptions) {
  const { resume, out, regularizer, ...rest } = options;
  if (resume === undefined) {
    const config = configOf(options);
    if (out === undefined)
      throw new InputError('The option --out is missing; name the folder that the run is to be written to.');
    return { config, run: createRun(out, config) };
  }
  const changed = [
    ...Object.keys(rest),
    ...(out === undefined ? [] : ['out']),
    ...(regularizer ? [] : ['no-regularizer']),
  ];
  if (changed.length > 0) {
    const names = changed
      .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
      .join(', ');
    throw new InputError(`--resume continues a run with its own settings; leave out ${names}.`);
  }
  return openRun(resume);
}

async function train(options: TrainOptions): Promise<void> {
  if (options.estimate && options.resume === undefined) {
    installWebGpu();
    return printEstimate(configOf(options));
  }
  const { config, run } = openOrCreate(options);
  installWebGpu();
  const session = new Session(config, { data: folderData(), run, emit: new Progress().show });
  let interrupted = false;
  process.on('SIGINT', () => {
    if (interrupted) process.exit(INTERRUPTED); // asked twice: at once, the last checkpoint stands
    interrupted = true;
    session.requestStop();
  });
  await session.run();
  if (interrupted) process.exitCode = INTERRUPTED;
}
