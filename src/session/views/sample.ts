/** All maps of one held-out image: truth, decoder, rendered, their errors and scores. */
import type { Range } from '../../base/legend';
import { fixed } from '../../base/words';
import { imageScoreOf } from '../../evaluation/tally';
import type { Painted, SampleView, TaskMaps } from '../../protocol/views';
import { paintError } from '../../tasks/error';
import type { Extent } from '../../tasks/metrics/meter';
import type { Task } from '../../tasks/task';
import { imageOf } from '../looks';
import { absorbedView } from './absorbed';
import { painted, type ViewContext } from './context';
import { look, type Look } from './look';

const MOST_DIGITS = 3; // beside a picture; tables show more

/** A task's score on one image ("0.62 right", "0.284 m"); '' if no pixel has a label. */
export function scoreOf(task: Task, prediction: Float32Array, truth: Float32Array, extent: Extent): string {
  const { key, after } = task.imageScore;
  const { digits = MOST_DIGITS } = task.metrics.find((metric) => metric.key === key) ?? {};
  const value = imageScoreOf(task, prediction, { label: truth, extent });
  if (Number.isNaN(value) && !prediction.some(Number.isNaN)) return '';
  return `${fixed(value, Math.min(digits, MOST_DIGITS))}${after === '°' ? '' : ' '}${after}`;
}

/** All maps of a task on one scale, wide enough for each: a map outside of it would be one flat colour. */
export function sharedRange(task: Task, maps: readonly (Float32Array | undefined)[]): Range | undefined {
  const ranges = maps.flatMap((values) => (values && task.range ? [task.range(values)] : []));
  if (ranges.length === 0) return undefined;
  return { low: Math.min(...ranges.map(({ low }) => low)), high: Math.max(...ranges.map(({ high }) => high)) };
}

function mapsOf(task: Task, { sample, truth, decoded }: Look): TaskMaps {
  const label = truth[task.id];
  const decoder = decoded.decoder[task.id]!;
  const rendered = decoded.rendered?.[task.id];
  const range = sharedRange(task, [label, decoder, rendered]);
  const paint = (values: Float32Array): Painted => painted(sample, task.paint(values, range));
  const errorOf = (values: Float32Array | undefined): Painted | null =>
    label && values ? painted(sample, paintError(task, values, label)) : null;
  return {
    task: task.id,
    legend: task.legend(range),
    truth: label ? paint(label) : null,
    decoder: paint(decoder),
    rendered: rendered ? paint(rendered) : null,
    decoderError: errorOf(decoder),
    renderedError: errorOf(rendered),
    errorLegend: task.error.legend(),
    decoderScore: label ? scoreOf(task, decoder, label, sample) : '',
    renderedScore: label && rendered ? scoreOf(task, rendered, label, sample) : '',
  };
}

/** @throws InputError if there is no such held-out image */
export async function sampleView(context: ViewContext, index: number): Promise<SampleView> {
  const seen = await look(context, index);
  const { field } = seen;
  const rays = context.model.regularizer?.options.rays;
  return {
    index,
    count: context.dataset.info.counts.val,
    id: seen.sample.id,
    step: context.step,
    image: imageOf(seen.sample),
    rays: rays ? [...rays] : null,
    maps: context.tasks.map((task) => mapsOf(task, seen)),
    absorbed: field && rays ? absorbedView(field.accumulated, rays) : null,
  };
}
