/** The numbers of an evaluation one by one, each with its reason where there is none. */
import { classCounts, intersectionOverUnion, isAbsent, type ClassCounts } from '../base/confusion';
import type { EvaluationReport, ReportedTask, Resolution } from '../protocol/evaluation';

export type Metric = ReportedTask['metrics'][number];
export type Score = EvaluationReport['scores'][number];

export const NO_LABELS = 'no labels';

/** A metric of a score. */
export interface Told {
  /** Null: `reason` says why. */
  readonly value: number | null;
  readonly reason: string;
}

type Whole = Pick<EvaluationReport, 'scores' | 'badWeights'>;

/** Classes are predicted of NaN, too: where one task of a bad model gives NaN, no other means anything. */
function isBroken({ source, broken }: Score, { scores, badWeights }: Whole): boolean {
  if (broken !== undefined) return true;
  return badWeights !== undefined && scores.some((one) => one.source === source && one.broken !== undefined);
}

export function told(score: Score, key: string, report: Whole): Told {
  if (score.images === 0) return { value: null, reason: NO_LABELS };
  if (isBroken(score, report)) {
    const cause = report.badWeights === undefined ? 'the model predicts NaN' : "the model's weights hold NaN";
    return { value: null, reason: `not a number: ${cause}` };
  }
  const value = score.values[key];
  if (value === undefined || !Number.isFinite(value)) return { value: null, reason: 'not defined on these images' };
  return { value, reason: '' };
}

/** Names of the sources, in the order in which they are reported. */
export const sourcesOf = ({ scores }: EvaluationReport): Score['source'][] => [
  ...new Set(scores.map(({ source }) => source)),
];

export const scoreOf = ({ scores }: EvaluationReport, source: string, task: string): Score | undefined =>
  scores.find((score) => score.source === source && score.task === task);

/** Tasks that at least one image has a label of. */
export const labelledTasks = ({ tasks, scores }: EvaluationReport): ReportedTask[] =>
  tasks.filter(({ id }) => scores.some(({ task, images }) => task === id && images > 0));

/** One class in one score. */
export interface ClassLine extends ClassCounts {
  readonly name: string;
  /** Null: the class is neither labelled nor predicted anywhere. */
  readonly iou: number | null;
}

/** By class; none of tasks without classes, and none without a labelled pixel. */
export function classLines({ classes }: ReportedTask, score: Score | undefined): ClassLine[] {
  if (!classes || !score?.confusion || score.images === 0) return [];
  return classCounts(score.confusion).map((counts, c) => ({
    ...counts,
    name: classes[c] ?? String(c),
    iou: isAbsent(counts) ? null : intersectionOverUnion(counts),
  }));
}

const AT: Readonly<Record<Resolution, string>> = {
  network: "at the network's resolution",
  original: "at the images' own resolution, padding cut off",
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** What a reader must know beside the numbers, one sentence each. */
export function remarksOn(report: EvaluationReport): string[] {
  const { name, step, data, split, total, resolution, tasks, badWeights } = report;
  const known = labelledTasks(report);
  const without = tasks.filter((task) => !known.includes(task)).map(({ title }) => title);
  const isMti = known.some(({ metrics }) => metrics.some((metric) => metric.name.includes('MTI-Net')));
  const hasAbsent = known.some((task) => report.scores.some((score) => lacksClass(task, score)));
  const steps = step > 0 ? `, step ${step}` : '';
  return [
    `${name}${steps}: ${total} ${split} images of ${data}, ${AT[resolution]}.`,
    `Metrics as InvPT evaluates them${isMti ? '; those named "as MTI-Net" as MTI-Net does' : ''}.`,
    ...(without.length > 0 ? [`No labels, and left out: ${listed(without)}.`] : []),
    ...(hasAbsent ? ['A class that is neither labelled nor predicted has no IoU (–); in mIoU it counts as 0.'] : []),
    ...known.flatMap(({ id, title }) =>
      contourRemark(
        title,
        report.scores.find(({ task }) => task === id),
      ),
    ),
    ...(badWeights === undefined
      ? []
      : [`The model's weights hold NaN (first in ${badWeights}): what it predicts means nothing.`]),
  ];
}

function contourRemark(title: string, score: Score | undefined): string[] {
  if (score?.contours === undefined) return [];
  const { images, contours } = score;
  if (contours === images) return [`${title}: odsF against the contours of the regions, as published.`];
  const which = contours === 0 ? 'all' : `${images - contours} of ${images}`;
  return [
    `${title}: odsF of ${which} images against the edges that networks learn, since no contours are stored with them; import the data again for the published truth.`,
  ];
}

const lacksClass = (task: ReportedTask, score: Score): boolean =>
  score.task === task.id && classLines(task, score).some(({ iou }) => iou === null);
