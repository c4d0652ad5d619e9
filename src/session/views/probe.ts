/** What truth, decoder and rendering say at one pixel, in words and numbers. */
import type { Pixel, ProbeView } from '../../protocol/views';
import { isIgnored } from '../../tasks/error';
import type { Task } from '../../tasks/task';
import { absorbedWords } from './absorbed';
import { placeOf, rayOf, type ViewContext } from './context';
import { look, type Look } from './look';

const NO_LABEL = 'no label';

const pixelOf = (values: Float32Array, channels: number, place: number): Float32Array =>
  values.subarray(channels * place, channels * (place + 1));

/** The truth at a pixel. @param place row * width + column */
export function truthAt(task: Task, truth: Float32Array | undefined, place: number): string {
  const { channels } = task.labels;
  if (!truth || isIgnored(truth, channels, place)) return NO_LABEL;
  return task.words(pixelOf(truth, channels, place));
}

/** Rows of the table. @param place row * width + column */
export function probeRows(
  tasks: readonly Task[],
  { truth, decoded }: Pick<Look, 'truth' | 'decoded'>,
  place: number,
): ProbeView['rows'] {
  return tasks.map((task) => {
    const wordsOf = (values: Float32Array | undefined): string =>
      values ? task.words(pixelOf(values, task.labels.channels, place)) : '';
    return {
      task: task.id,
      truth: truthAt(task, truth[task.id], place),
      decoder: wordsOf(decoded.decoder[task.id]),
      rendered: wordsOf(decoded.rendered?.[task.id]),
    };
  });
}

function absorbedAt({ model }: ViewContext, { field, sample }: Look, pixel: Pixel): string {
  if (!field || !model.regularizer) return '';
  const { rays } = model.regularizer.options;
  const [row, column] = rayOf(pixel, sample, rays);
  return absorbedWords(field.accumulated[row * rays[1] + column]!);
}

/** @throws InputError if there is no such image or pixel */
export async function probeView(context: ViewContext, index: number, pixel: Pixel): Promise<ProbeView> {
  const seen = await look(context, index);
  const place = placeOf(pixel, seen.sample);
  return { pixel, rows: probeRows(context.tasks, seen, place), absorbed: absorbedAt(context, seen, pixel) };
}
