/** `taskfield predict`: raw predictions for a tensor in a file, for use in other programs. */
import { Command } from 'commander';
import { predict } from '../session/predict';
import { readInput, writeWhole } from './files';
import { installWebGpu } from './node-gpu';

interface PredictOptions {
  readonly weights: string;
  readonly input: string;
  readonly out: string;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('Raw maps of the decoder for a tensor "input" [B, 3, H, W] (RGB / 255, ImageNet mean and deviation).')
    .requiredOption('--weights <file>', 'a checkpoint.safetensors')
    .requiredOption('--input <file.safetensors>', 'holds the tensor "input"')
    .requiredOption('--out <file.safetensors>', 'gets semseg, depth, normals, edge, [B, channels, H, W] each')
    .action(async ({ weights, input, out }: PredictOptions) => {
      const [weightBytes, inputBytes] = [readInput(weights), readInput(input)];
      installWebGpu();
      writeWhole(out, await predict(weightBytes, inputBytes));
    });
}
