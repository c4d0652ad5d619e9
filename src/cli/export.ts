/** `taskfield export`: the trained model for other programs, and beside it what it is, in JSON. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { checkFormat, EXPORT_FORMATS, exportModel, isDescription, type ExportFormat } from '../session/export';
import { readInput, writeError, writeWhole } from './files';
import { installWebGpu } from './node-gpu';

interface ExportOptions {
  readonly weights: string;
  readonly out: string;
  readonly format?: string;
}

interface Target {
  readonly format: ExportFormat;
  readonly model: string;
  readonly description: string;
}

/** A name that ends as one of the formats is a file, any other a folder. @throws InputError if the two disagree */
function targetOf({ out, format: wanted }: ExportOptions): Target {
  if (wanted !== undefined) checkFormat(wanted);
  const ending = EXPORT_FORMATS.find((one) => extname(out) === `.${one}`);
  if (wanted && ending && wanted !== ending)
    throw new InputError(`--out is ${out} and --format is "${wanted}"; let the file end with .${wanted}.`);
  const format = wanted ?? ending ?? 'safetensors';
  const model = ending ? out : join(out, `model.${format}`);
  return { format, model, description: join(dirname(model), `${basename(model, extname(model))}.json`) };
}

/** @throws InputError if something would be lost that is no older export */
function checkFree({ model, description }: Target, weights: string): void {
  if (resolve(model) === resolve(weights))
    throw new InputError(`--out is ${model}, the file that --weights names; give the export a name of its own.`);
  if (!existsSync(description) || isDescription(readFileSync(description, 'utf8'))) return;
  throw new InputError(
    `${description} is there already and describes no exported model; give the export a name of its own.`,
  );
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw writeError(error, path);
  }
}

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'The trained model for other programs: what inference needs and no more, described in a .json beside it.',
    )
    .requiredOption('--weights <file>', 'a checkpoint.safetensors')
    .requiredOption('--out <path>', 'a file ending with .safetensors or .onnx, or a folder')
    .option('--format <name>', `${EXPORT_FORMATS.join(' or ')} (default: as --out ends, else safetensors)`)
    .action(async (options: ExportOptions) => {
      const target = targetOf(options);
      const weights = readInput(options.weights);
      checkFree(target, options.weights);
      installWebGpu();
      const { model, description } = await exportModel(weights, target.format);
      makeFolder(dirname(target.model));
      writeWhole(target.model, model);
      writeWhole(target.description, description);
    });
}
