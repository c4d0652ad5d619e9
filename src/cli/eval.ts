/** `taskfield eval`: metrics of a trained model on held-out images. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { evaluateCheckpoint, scoreTable } from '../session/evaluation';
import { readInput } from './files';
import { folderData } from './folder-data';
import { CHECKPOINT } from './folder-run';
import { installWebGpu } from './node-gpu';
import { Progress } from './progress';

interface EvalOptions {
  readonly run?: string;
  readonly weights?: string;
  readonly data?: string;
  readonly split: string;
}

export function evalCommand(): Command {
  return new Command('eval')
    .description('Metrics of the decoder and, where the model has one, of the regularizer and of the average of both.')
    .option('--run <folder>', 'the folder of a run')
    .option('--weights <file>', 'a checkpoint.safetensors, instead of --run')
    .option('--data <source>', '"rooms", or the name or folder of a data set (default: what it was trained on)')
    .option('--split <split>', 'train or val', 'val')
    .action(evaluateRun);
}

async function evaluateRun({ run, weights, data, split }: EvalOptions): Promise<void> {
  if ((run === undefined) === (weights === undefined))
    throw new InputError('Name the model by either --run FOLDER or --weights FILE.');
  if (split !== 'train' && split !== 'val') throw new InputError(`--split is "${split}"; allowed are train and val.`);
  const bytes = readInput(weights ?? `${run}/${CHECKPOINT}`);
  installWebGpu();
  const progress = new Progress();
  const scores = await evaluateCheckpoint(
    { data: folderData(), emit: progress.show },
    { weights: bytes, split, onProgress: progress.images, ...(data !== undefined && { source: data }) },
  );
  console.log(scoreTable(scores));
}
