/**
 * A trained model for other programs: what inference needs and no more, as safetensors under the published names or as
 * ONNX, and beside it a description in JSON.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import { VERSION } from '../base/version';
import { DEVIATION, MEAN } from '../data/normalize';
import { rawPredictions } from '../evaluation/evaluate';
import { closeGpu, openGpu } from '../gpu/device';
import { toPublished } from '../interchange/names';
import { encodeOnnx } from '../interchange/onnx/onnx';
import { trace } from '../nn/trace';
import { CHECKPOINT_VERSION, decodeWeights, encodeInferenceWeights } from '../training/checkpoint';
import { restoreModel, type Restored } from './restore';

export interface ExportedModel {
  readonly model: Uint8Array;
  /** JSON: what the model is, and what it wants and gives. */
  readonly description: string;
}

type Writer = (restored: Restored, description: string) => Promise<Uint8Array>;

/** Needs the open GPU. Heads alone, their raw maps resized to the input; weights under their published names where they are used as they are. */
export async function onnxFile({ config, model, tasks }: Restored, description = ''): Promise<Uint8Array> {
  const names = new Map(model.store.all().map(({ name, value }) => [value.id, toPublished(name, tasks)]));
  const size = config.input;
  const forward = (image: Tensor4D): Record<string, Tensor4D> => {
    const { decoder } = rawPredictions(model, tasks, image, { size, sources: ['decoder'] });
    return Object.fromEntries(tasks.map(({ id, publishedName }) => [publishedName, decoder![id]!]));
  };
  const traced = await trace({ size, names, forward });
  const producer = { name: 'Taskfield', version: VERSION };
  return encodeOnnx(traced, { name: config.preset, producer, metadata: { taskfield: description } });
}

const WRITERS = {
  safetensors: encodeInferenceWeights,
  onnx: onnxFile,
} satisfies Record<string, Writer>;

export type ExportFormat = keyof typeof WRITERS;
export const EXPORT_FORMATS = Object.keys(WRITERS) as ExportFormat[];

/** @throws InputError if there is no such format */
export function checkFormat(word: string): asserts word is ExportFormat {
  if (Object.hasOwn(WRITERS, word)) return;
  throw new InputError(`The format is "${word}"; allowed are ${EXPORT_FORMATS.join(' and ')}.`);
}

const DESCRIPTION = 'taskfield-model';

/** Whether a file's text is the description of an exported model. */
export function isDescription(text: string): boolean {
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === DESCRIPTION;
  } catch {
    return false;
  }
}

/** `model` is what `taskfield predict --config` reads. */
function describe({ config, model, tasks }: Restored): string {
  const { preset, input, encoder, decoder, batchNormMomentum } = config;
  const heads = tasks.map(({ id, publishedName }) => {
    const channels = model.heads.find((head) => head.id === id)!.channels;
    return { name: publishedName, channels };
  });
  const classes = tasks.flatMap((task) => {
    const legend = task.legend();
    return legend.kind === 'classes' ? [[task.publishedName, legend.classes.map(({ name }) => name)]] : [];
  });
  const description = {
    format: DESCRIPTION,
    version: CHECKPOINT_VERSION,
    writer: { taskfield: VERSION },
    preset,
    input,
    image: { channels: 'RGB', scale: '0 to 1', mean: MEAN, std: DEVIATION },
    model: { encoder, decoder, tasks: heads, batchNormMomentum },
    classes: Object.fromEntries(classes) as Record<string, string[]>,
  };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}

/**
 * @param weights a checkpoint, or weights for inference
 * @throws InputError if they are neither, or their model cannot be written in this format
 */
export async function exportModel(weights: Uint8Array, format: ExportFormat): Promise<ExportedModel> {
  const decoded = decodeWeights(weights);
  await openGpu();
  try {
    const restored = restoreModel(decoded, { inference: true });
    const description = describe(restored);
    return { model: await WRITERS[format](restored, description), description };
  } finally {
    closeGpu();
  }
}
