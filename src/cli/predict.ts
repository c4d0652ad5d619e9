/** `taskfield predict`: raw predictions for a tensor in a file, for use in other programs. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { checkFrom, predict } from '../session/predict';
import { predictDescribed } from '../session/predict-described';
import { readInput, writeWhole } from './files';
import { MODEL_FILE_HELP } from './model-file-help';
import { installWebGpu } from './node-gpu';
import { weightsInput } from './weights-input';

interface PredictOptions {
  readonly config?: string;
  readonly weights: string;
  readonly input: string;
  readonly out: string;
  readonly from?: string;
  readonly trainMode?: true;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('Raw maps for a tensor "input" [B, 3, H, W] (RGB / 255, ImageNet mean and deviation).')
    .option('--config <model.json>', 'the network, for weights that do not say it themselves; see below')
    .requiredOption(
      '--weights <file>',
      'a checkpoint.safetensors; with --config .safetensors, .pth or .npz of any program',
    )
    .requiredOption('--input <file.safetensors>', 'holds the tensor "input"')
    .requiredOption('--out <file.safetensors>', 'gets semseg, depth, normals, edge, [B, channels, H, W] each')
    .option('--from <where>', 'heads, regularizer or average of both (default: as the model was set up)')
    .option(
      '--train-mode',
      'with --config: the statistics of this batch in batch norms, drop-path, dropout and jitter on',
    )
    .addHelpText('after', () => `\n${OUTPUTS}\n\n${MODEL_FILE_HELP}`)
    .action(run);
}

const OUTPUTS = `With --config all predictions are written: TASK (at the input's size), inter_preds/TASK (InvPT; at the
input's size), deep_supervision/scale_S/TASK and …/features_TASK (MTI-Net; at stride 4 * 2^S) or
deep_supervision/initial/ (PAD-Net; at the encoder's finest stride), and, if model.json has a regularizer, rendered/TASK. Tasks have their published names: semseg, depth, normals, edge, human_parts, sal.`;

async function run(options: PredictOptions): Promise<void> {
  const { config, weights, input, out, from, trainMode } = options;
  if (from !== undefined) checkFrom(from);
  if (config === undefined) {
    if (trainMode)
      throw new InputError('--train-mode is for networks that --config describes; give a model.json or leave it out.');
    const files = { weights: readInput(weights), input: readInput(input) };
    installWebGpu();
    return writeWhole(out, await predict({ ...files, ...(from !== undefined && { from }) }));
  }
  if (from !== undefined)
    throw new InputError('--from chooses for a checkpoint; with --config all predictions are written: leave it out.');
  const given = {
    model: new TextDecoder().decode(readInput(config)),
    weights: weightsInput(weights),
    input: readInput(input),
    training: trainMode ?? false,
    tell: (sentence: string) => console.error(sentence),
  };
  installWebGpu();
  writeWhole(out, await predictDescribed(given));
}
