/** Tensors of one file for other programs to compare: images and labels in, maps out; NCHW there, NHWC here. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import { readTensors } from '../gpu/read';
import { toFloat32 } from '../interchange/float16';
import { readSafetensors, type SafetensorsFile, type StoredTensor } from '../interchange/safetensors';
import type { PublishedTask } from '../tasks/published';
import { IGNORE } from '../tasks/metrics/meter';
import { pickedAt, type LabelSource, type Size } from '../training/labels';

const INPUT = 'input';
const FLOATS = ['F32', 'F64', 'F16', 'BF16'];
const MOST_AT_ONCE = 2 ** 28; // bytes read back in one piece

/** As the file has it. */
export interface ImageBatch {
  /** [B, 3, H, W] */
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

/** A file's tensors. @throws InputError naming the file */
export function tensorsOf(bytes: Uint8Array, name: string): SafetensorsFile['tensors'] {
  try {
    return readSafetensors(bytes).tensors;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${name}: ${error.message}`, { cause: error });
  }
}

function requireFinite(name: string, data: Float32Array): void {
  const first = data.findIndex((value) => !Number.isFinite(value));
  if (first < 0) return;
  throw new InputError(
    `The tensor "${name}" has the value ${data[first]} at ${first}; all values must be finite: write the file again.`,
  );
}

/** @throws InputError if the file has no images, or they are not as wanted */
export function imagesOf(tensors: SafetensorsFile['tensors']): ImageBatch {
  const input = tensors.get(INPUT);
  if (!input)
    throw new InputError(
      `The input file has no tensor "${INPUT}"; it has ${[...tensors.keys()].join(', ') || 'none'}.`,
    );
  const { shape, dtype } = input;
  if (!FLOATS.includes(dtype) || shape.length !== 4 || shape[1] !== 3 || shape.includes(0)) {
    throw new InputError(
      `The tensor "${INPUT}" is ${dtype} [${shape.join(', ')}]; wanted is F32 [B, 3, H, W], normalised as ImageNet.`,
    );
  }
  const data = toFloat32(input);
  requireFinite(INPUT, data);
  return { shape: [...shape] as [number, number, number, number], data };
}

/** @returns [B, H, W, 3] */
export function imageTensor({ shape, data }: ImageBatch): Tensor4D {
  return tf.tidy(() => tf.transpose(tf.tensor4d(data, [...shape]), [0, 2, 3, 1]));
}

/** `target/<task>` of a file, by task, held to what the loss can take. */
export class FileLabels implements LabelSource<PublishedTask> {
  readonly size: Size;
  private readonly batch: number;
  /** NHWC. */
  private readonly values: ReadonlyMap<string, Float32Array>;

  /** @param channels of the tasks' maps: classes, for most @throws InputError if a target is missing or wrong */
  constructor(
    tensors: SafetensorsFile['tensors'],
    images: ImageBatch,
    private readonly tasks: readonly PublishedTask[],
    channels: Readonly<Record<string, number>>,
  ) {
    const [batch, , height, width] = images.shape;
    this.size = [height, width];
    this.batch = batch;
    this.values = new Map(tasks.map((task) => [task.id, this.read(task, tensors, channels[task.id]!)]));
  }

  of({ id, labels }: PublishedTask, size: Size = this.size): Tensor {
    const values = this.values.get(id)!;
    const length = values.length / this.batch;
    const picked = Array.from({ length: this.batch }, (_, i) =>
      pickedAt(values.subarray(i * length, (i + 1) * length), {
        from: this.size,
        to: size,
        channels: labels.channels,
      }),
    );
    const shape = [this.batch, ...size, ...(labels.channels === 1 ? [] : [labels.channels])];
    return size.join() === this.size.join()
      ? tf.tensor(values, shape, 'float32')
      : tf.tidy(() => tf.stack(picked.map((one) => tf.tensor(one, shape.slice(1), 'float32'))));
  }

  private read(task: PublishedTask, tensors: SafetensorsFile['tensors'], classes: number): Float32Array {
    const name = `target/${task.publishedName}`;
    const tensor = tensors.get(name);
    if (!tensor) {
      const wanted = this.tasks.map(({ publishedName }) => `target/${publishedName}`).join(', ');
      throw new InputError(
        `The batch has no tensor "${name}"; wanted are input, ${wanted}: fill one with ${IGNORE} to leave its task out.`,
      );
    }
    const { channels } = task.labels;
    const wanted = [this.batch, channels, ...this.size];
    const isFlat = channels === 1 && tensor.shape.join() === [this.batch, ...this.size].join();
    if (!isFlat && tensor.shape.join() !== wanted.join())
      throw new InputError(
        `The tensor "${name}" is [${tensor.shape.join(', ')}]; wanted is [${wanted.join(', ')}], as the input.`,
      );
    const values = toFloat32(tensor);
    requireFinite(name, values);
    requireAllowed(name, values, task, classes);
    return channels === 1 ? values : pixelsFirst(values, this.batch, channels);
  }
}

/** Classes are whole numbers below their count, shares of an edge 0 to 1; a class beyond would be read from elsewhere. */
function requireAllowed(name: string, values: Float32Array, task: PublishedTask, classes: number): void {
  const isClass = task.widths === undefined || (task.most !== undefined && classes > 1);
  const most = isClass ? classes - 1 : task.most;
  if (most === undefined) return;
  const wrong = values.find(
    (value) => value !== IGNORE && !(value >= 0 && value <= most && (!isClass || value % 1 === 0)),
  );
  if (wrong === undefined) return;
  throw new InputError(
    `The tensor "${name}" has the value ${wrong}; allowed are ${isClass ? 'whole numbers from ' : ''}0 to ${most}, and ${IGNORE} for pixels to ignore.`,
  );
}

function pixelsFirst(values: Float32Array, batch: number, channels: number): Float32Array {
  const out = new Float32Array(values.length);
  const pixels = values.length / batch / channels;
  for (let b = 0; b < batch; b++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < pixels; p++) out[(b * pixels + p) * channels + c] = values[(b * channels + c) * pixels + p]!;
  return out;
}

/** Values of any number of tensors, in several waits if they are large. */
export async function readInPieces(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  let piece: Tensor[] = [];
  let bytes = 0;
  for (const tensor of tensors) {
    if (piece.length > 0 && bytes + 4 * tensor.size > MOST_AT_ONCE) {
      values.push(...(await readTensors(piece)));
      [piece, bytes] = [[], 0];
    }
    piece.push(tensor);
    bytes += 4 * tensor.size;
  }
  return [...values, ...(await readTensors(piece))];
}

/** Reads maps [B, h, w, C] back as files hold them, [B, C, h, w]; disposes them. */
export async function storedMaps(maps: ReadonlyMap<string, Tensor4D>): Promise<Map<string, StoredTensor>> {
  const turned = [...maps.values()].map((map) => tf.transpose(map, [0, 3, 1, 2]));
  tf.dispose([...maps.values()]);
  const values = await readInPieces(turned);
  tf.dispose(turned);
  return new Map(
    [...maps.keys()].map((name, i) => [name, { dtype: 'F32', shape: turned[i]!.shape, data: values[i]! }]),
  );
}
