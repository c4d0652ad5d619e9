/** Scores of a report as its tables show them. */
import type { EvaluationReport, ReportedTask } from '../../../protocol/evaluation';
import type { EvaluatedSource } from '../../../store/evaluation';
import { fixed } from '../../format';

type Metric = ReportedTask['metrics'][number];
type Score = EvaluationReport['scores'][number];

/** Words for where a prediction comes from, as in the paper's Table 5. */
export const SOURCE_WORDS: Readonly<Record<EvaluatedSource, string>> = {
  decoder: 'Decoder',
  rendered: 'Rendered',
  average: 'Average',
};

export const sourcesOf = ({ scores }: Pick<EvaluationReport, 'scores'>): EvaluatedSource[] => [
  ...new Set(scores.map(({ source }) => source)),
];

export const scoreOf = (
  { scores }: Pick<EvaluationReport, 'scores'>,
  { task, source }: Pick<Score, 'task' | 'source'>,
): Score | undefined => scores.find((score) => score.task === task && score.source === source);

/** A number, or why there is none; `best` among the sources of one metric. */
export interface Cell {
  readonly text: string;
  readonly isNumber: boolean;
  readonly best: boolean;
}

const valueOf = (score: Score | undefined, { key }: Metric): number =>
  score && score.images > 0 ? (score.values[key] ?? NaN) : NaN;

function textOf(score: Score | undefined, value: number, { digits }: Metric): string {
  if (!score) return '–';
  if (score.images === 0) return 'no labels';
  if (Number.isFinite(value)) return fixed(value, digits);
  return score.broken ? `NaN in ${score.broken} of ${score.images} images` : 'no valid pixel';
}

/** A metric of each source, in the order of `sources`; the best is marked where there is another to beat. */
export function cellsOf(
  report: Pick<EvaluationReport, 'scores'>,
  task: string,
  { metric, sources }: { readonly metric: Metric; readonly sources: readonly EvaluatedSource[] },
): Cell[] {
  const scores = sources.map((source) => scoreOf(report, { task, source }));
  const values = scores.map((score) => valueOf(score, metric));
  const known = values.filter(Number.isFinite);
  const best =
    known.length < 2 || metric.better === null
      ? null
      : metric.better === 'higher'
        ? Math.max(...known)
        : Math.min(...known);
  return scores.map((score, place) => ({
    text: textOf(score, values[place]!, metric),
    isNumber: Number.isFinite(values[place]),
    best: best !== null && values[place] === best,
  }));
}

/** "mIoU ↑", "RMSE ↓, m" */
export function measureOf({ name, unit, better }: Metric): string {
  const arrow = better === null ? '' : better === 'higher' ? ' ↑' : ' ↓';
  return [`${name}${arrow}`, unit].filter(Boolean).join(', ');
}

const MOST_DIGITS = 3; // beside a picture; tables show more

/** What stands beside a single image: "0.284 m", "0.62 right", "12.30°". */
export function imageValue(value: number, { imageScore: { key, after }, metrics }: ReportedTask): string {
  if (Number.isNaN(value)) return 'NaN';
  const digits = Math.min(metrics.find((metric) => metric.key === key)?.digits ?? MOST_DIGITS, MOST_DIGITS);
  return `${fixed(value, digits)}${after === '°' ? '' : ' '}${after}`;
}
