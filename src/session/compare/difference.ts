/** Which of two predictions is closer to the truth, pixel by pixel, painted. */
import type { Legend } from '../../base/legend';
import type { ErrorDifference, Pair } from '../../protocol/compare';
import { DIVERGING, paintPixels, ramp } from '../../tasks/colors';
import { isIgnored } from '../../tasks/error';
import type { Extent } from '../../tasks/metrics/meter';
import type { Task } from '../../tasks/task';

const color = ramp(DIVERGING);

/** Share of the pixels whose difference the scale reaches; beyond are single pixels at edges. */
const REACHED = 0.99;
/** Of the error map's scale: smaller differences are not blown up to full colours. */
const LEAST = 0.05;

/** Error of A minus error of B; NaN where the truth has no label. [pixels] */
export function errorDifferences(
  { error, labels: { channels } }: Pick<Task, 'error' | 'labels'>,
  maps: Pair<Float32Array>,
  truth: Float32Array,
): Float32Array {
  return Float32Array.from({ length: truth.length / channels }, (_, pixel) =>
    isIgnored(truth, channels, pixel) ? NaN : error.at(maps.a, truth, pixel) - error.at(maps.b, truth, pixel),
  );
}

/** At this difference and beyond, the colour is full. */
function spanOf(differences: Float32Array, worst: number): number {
  const sizes = differences
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort();
  const reached = sizes[Math.floor(REACHED * (sizes.length - 1))] ?? 0;
  return Math.min(Math.max(reached, LEAST * worst), worst);
}

/** Right and wrong have no degrees. */
function legendOf(errors: Legend, span: number): Legend {
  const [better, , same, , worse] = DIVERGING;
  if (errors.kind === 'ramp') return { kind: 'ramp', low: -span, high: span, unit: errors.unit, stops: DIVERGING };
  return {
    kind: 'classes',
    classes: [
      { name: 'only A right', color: better },
      { name: 'both right or both wrong', color: same },
      { name: 'only B right', color: worse },
    ],
  };
}

/** @param maps decoded @param truth as `labelOf` gives it */
export function differenceOf(
  task: Task,
  maps: Pair<Float32Array>,
  { truth, extent: { height, width } }: { readonly truth: Float32Array; readonly extent: Extent },
): ErrorDifference {
  const differences = errorDifferences(task, maps, truth);
  const span = spanOf(differences, task.error.worst);
  let [labelled, a, b] = [0, 0, 0];
  for (const value of differences) {
    if (Number.isNaN(value)) continue;
    labelled += 1;
    if (value < 0) a += 1;
    if (value > 0) b += 1;
  }
  const rgba = paintPixels(differences.length, (pixel) =>
    isIgnored(truth, task.labels.channels, pixel) ? undefined : color(0.5 + differences[pixel]! / (2 * span)),
  );
  const share = (count: number): number => (labelled > 0 ? count / labelled : 0);
  return {
    map: { width, height, rgba },
    legend: legendOf(task.error.legend(), span),
    closer: { a: share(a), b: share(b) },
  };
}
