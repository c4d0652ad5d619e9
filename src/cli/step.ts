/** `taskfield step`: optimizer steps on a given batch, for comparison with other programs. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { takeSteps } from '../session/step';
import { readInput, writeWhole } from './files';
import { MODEL_FILE_HELP } from './model-file-help';
import { installWebGpu } from './node-gpu';
import { number } from './options';
import { weightsInput } from './weights-input';

interface StepOptions {
  readonly config: string;
  readonly weights: string;
  readonly batch: string;
  readonly out: string;
  readonly grads?: string;
  readonly steps: number;
}

const MOST_STEPS = 1_000_000;

export function stepCommand(): Command {
  return new Command('step')
    .description('Optimizer steps on one given batch; prints the losses, one line of JSON a step.')
    .requiredOption('--config <model.json>', 'the network and its optimizer; see below')
    .requiredOption('--weights <file>', '.safetensors (or the index.json of several), .pth or .npz')
    .requiredOption('--batch <file.safetensors>', 'holds "input" and "target/TASK"; see below')
    .requiredOption('--out <file.safetensors>', 'gets all weights after the last step')
    .option('--grads <file.safetensors>', 'gets the gradients of the first step, before clipping')
    .option('--steps <n>', 'how many', number('Steps'), 1)
    .addHelpText('after', () => `\n${BATCH}\n\n${MODEL_FILE_HELP}`)
    .action(run);
}

const BATCH = `The batch: input [B, 3, H, W], normalised (RGB / 255, ImageNet mean and deviation), and for each task
target/TASK [B, 1, H, W], normals [B, 3, H, W], of any dtype; 255 = ignored. Losses: TASK, inter_TASK (InvPT), scale_S_TASK
(MTI-Net), unweighted, as InvPT's code defines them (normals: a mean over pixels), and total, weighted. Gradients and
weights have the names of PyTorch's state_dict; a parameter without a gradient is not in the file.`;

async function run({ config, weights, batch, out, grads, steps }: StepOptions): Promise<void> {
  if (!Number.isInteger(steps) || steps < 1 || steps > MOST_STEPS)
    throw new InputError(`--steps is ${steps}; a whole number from 1 to ${MOST_STEPS} is allowed.`);
  const given = {
    model: new TextDecoder().decode(readInput(config)),
    weights: weightsInput(weights),
    batch: readInput(batch),
    steps,
    tell: (sentence: string) => console.error(sentence),
    onLosses: (losses: object) => console.log(JSON.stringify(losses)),
  };
  installWebGpu();
  const result = await takeSteps(given);
  writeWhole(out, result.weights);
  if (grads !== undefined) writeWhole(grads, result.gradients);
}
