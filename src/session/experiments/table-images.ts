/** Held-out images of a row beside those of the row that it is compared with, the most telling first. */
import { InputError } from '../../base/errors';
import { spreadOf } from '../../evaluation/delta';
import type { PredictionSource } from '../../evaluation/evaluate';
import type { Answer } from '../../protocol/messages';
import { taskOf } from '../../tasks';
import type { CellResult } from './cells';
import type { PlannedExperiment } from './experiment';

type Images = Answer<'tableImages'>;

interface Wanted {
  readonly row: string;
  readonly task: string;
}

/** Each image's score, mean over seeds. */
function meansOf(results: readonly CellResult[], source: PredictionSource, task: string) {
  const values = new Map<number, { readonly id: string; readonly seeds: number[] }>();
  for (const image of results.flatMap(({ images }) => images)) {
    if (image.source !== source || image.task !== task) continue;
    const known = values.get(image.index) ?? { id: image.id, seeds: [] };
    values.set(image.index, known);
    known.seeds.push(image.value);
  }
  return [...values]
    .map(([index, { id, seeds }]) => ({ index, id, value: spreadOf(seeds).mean }))
    .filter(({ value }) => !Number.isNaN(value));
}

/** Those first where the two rows differ most; for a row that is compared with none, its worst. @throws InputError */
export function imagesOf(
  planned: PlannedExperiment,
  results: ReadonlyMap<string, CellResult>,
  { row: id, task }: Wanted,
): Images {
  const { rows } = planned.spec;
  const row = rows.find((one) => one.id === id);
  if (!row) throw new InputError(`The table has no row "${id}"; its rows are ${rows.map((one) => one.id).join(', ')}.`);
  const base = rows.find((one) => one.id === row.base);
  const bases = base ? meansOf(planned.resultsOf(base.id, results), base.source, task) : [];
  const baseAt = new Map(bases.map(({ index, value }) => [index, value]));
  const { metrics, imageScore } = taskOf(task, row.config.data.labelSet);
  const isLowerBetter = metrics.find(({ key }) => key === imageScore.key)?.better === 'lower';
  const telling = ({ value, base: other }: Images[number]): number =>
    other === null ? (isLowerBetter ? value : -value) : Math.abs(value - other);
  return meansOf(planned.resultsOf(id, results), row.source, task)
    .map((image): Images[number] => ({ ...image, base: baseAt.get(image.index) ?? null }))
    .sort((a, b) => telling(b) - telling(a));
}
