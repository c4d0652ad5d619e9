/** An evaluation as Markdown, CSV, LaTeX, JSON or plain lines: its numbers, and what a reader must know beside them. */
import type { EvaluationReport, ReportedTask } from '../protocol/evaluation';
import type { TableFormat } from '../protocol/experiments';
import {
  classLines,
  labelledTasks,
  remarksOn,
  scoreOf,
  sourcesOf,
  told,
  type Metric,
  type Score,
} from './evaluation-lines';
import { csvText, LATEX_NEEDS, latexTable, markdownTable, type Grid } from './table-text';

const ARROWS = { higher: ' ↑', lower: ' ↓' } as const;
const CLASS_DIGITS = 4;

const headOf = ({ name, unit, better }: Metric): string =>
  `${name}${unit ? `, ${unit}` : ''}${better ? ARROWS[better] : ''}`;

function cellOf(report: EvaluationReport, score: Score | undefined, { key, digits }: Metric): string {
  if (!score) return 'not predicted';
  const { value, reason } = told(score, key, report);
  return value?.toFixed(digits) ?? reason;
}

/** Sources down, the tasks' first metrics across. */
function headlines(report: EvaluationReport): Grid {
  const tasks = labelledTasks(report);
  const rows = sourcesOf(report).map((source) => [
    source,
    ...tasks.map(({ id, metrics }) => cellOf(report, scoreOf(report, source, id), metrics[0]!)),
  ]);
  const heads = ['', ...tasks.map(({ title, metrics }) => `${title}: ${headOf(metrics[0]!)}`)];
  return { title: 'Each task’s own metric', heads, rows, words: 1 };
}

/** Metrics of all tasks down, sources across. */
function allMetrics(report: EvaluationReport): Grid {
  const sources = sourcesOf(report);
  const rows = labelledTasks(report).flatMap(({ id, title, metrics }) =>
    metrics.map((metric) => {
      const scores = sources.map((source) => scoreOf(report, source, id));
      const images = Math.max(...scores.map((score) => score?.images ?? 0));
      return [title, headOf(metric), ...scores.map((score) => cellOf(report, score, metric)), String(images)];
    }),
  );
  return { title: 'All metrics', heads: ['task', 'metric', ...sources, 'images with labels'], rows, words: 2 };
}

/** Classes down, sources across. */
function classTable(report: EvaluationReport, task: ReportedTask): Grid[] {
  const sources = sourcesOf(report).filter((source) => classLines(task, scoreOf(report, source, task.id)).length > 0);
  if (sources.length === 0) return [];
  const lines = sources.map((source) => classLines(task, scoreOf(report, source, task.id)));
  const rows = lines[0]!.map(({ name, labelled }, c) => [
    name,
    ...lines.map((ofSource) => ofSource[c]!.iou?.toFixed(CLASS_DIGITS) ?? '–'),
    String(labelled),
  ]);
  return [{ title: `${task.title}: IoU by class`, heads: ['class', ...sources, 'labelled pixels'], rows, words: 1 }];
}

function gridsOf(report: EvaluationReport): Grid[] {
  const known = labelledTasks(report);
  if (known.length === 0) return [];
  return [headlines(report), allMetrics(report), ...known.flatMap((task) => classTable(report, task))];
}

function markdown(report: EvaluationReport): string {
  const tables = gridsOf(report).flatMap((grid) => [`#### ${grid.title}`, '', ...markdownTable(grid), '']);
  return [`### Scores of ${report.name}`, '', ...remarksOn(report).map((text) => `${text}  `), '', ...tables].join(
    '\n',
  );
}

function latex(report: EvaluationReport): string {
  const remarks = remarksOn(report).join(' ');
  const tables = gridsOf(report).flatMap((grid, i) => [
    ...latexTable({ ...grid, title: i === 0 ? `${grid.title}. ${remarks}` : `${grid.title}.` }),
    '',
  ]);
  return [LATEX_NEEDS, ...(tables.length > 0 ? tables : [`% ${remarks}`, ''])].join('\n');
}

const CSV_HEADS = [
  'name',
  'step',
  'data',
  'split',
  'resolution',
  'source',
  'task',
  'metric',
  'class',
  'unit',
  'better',
  'images',
  'value',
  'note',
];

/** One line a number. */
function csv(report: EvaluationReport): string {
  const { name, step, data, split, resolution, tasks } = report;
  const lines = report.scores.flatMap((score) => {
    const task = tasks.find(({ id }) => id === score.task)!;
    const of = [name, step, data, split, resolution, score.source, score.task];
    const metrics = task.metrics.map((metric) => {
      const { value, reason } = told(score, metric.key, report);
      return [...of, metric.name, '', metric.unit, metric.better ?? '', score.images, value ?? '', reason];
    });
    const classes = classLines(task, score).map(({ name: own, iou }) => {
      const note = iou === null ? 'neither labelled nor predicted' : '';
      return [...of, 'IoU', own, '', 'higher', score.images, iou ?? '', note];
    });
    return [...metrics, ...classes];
  });
  return csvText([CSV_HEADS, ...lines]);
}

/** Whole, confusion matrices and single images too; a value that is none is left out and stands under `missing`. */
function json(report: EvaluationReport): string {
  const scores = report.scores.map((score) => {
    const keys = Object.keys(score.values).map((key) => [key, told(score, key, report)] as const);
    const values = keys.flatMap(([key, { value }]) => (value === null ? [] : [[key, value]]));
    const missing = keys.flatMap(([key, { value, reason }]) => (value === null ? [[key, reason]] : []));
    const { values: _, ...rest } = score;
    return { ...rest, values: Object.fromEntries(values), missing: Object.fromEntries(missing) };
  });
  return JSON.stringify({ ...report, remarks: remarksOn(report), scores }) + '\n';
}

const WRITERS: Readonly<Record<TableFormat, (report: EvaluationReport) => string>> = { markdown, csv, latex, json };

export const reportText = (report: EvaluationReport, format: TableFormat): string => WRITERS[format](report);

/** One line an image, source and task; a value that is none is empty. */
export function imagesCsv({ images }: Pick<EvaluationReport, 'images'>): string {
  const lines = images.map(({ index, id, source, task, value }) => [
    index,
    id,
    source,
    task,
    Number.isFinite(value) ? value : '',
  ]);
  return csvText([['index', 'id', 'source', 'task', 'value'], ...lines]);
}

/** By file name, one each source and task of classes: pixels by label (down) and prediction (across). */
export function confusionFiles({ scores, tasks }: EvaluationReport): Map<string, string> {
  const files = new Map<string, string>();
  for (const { source, task, images, confusion } of scores) {
    if (!confusion || images === 0) continue;
    const classes = tasks.find(({ id }) => id === task)?.classes ?? confusion.map((_, c) => String(c));
    const rows = confusion.map((row, c) => [classes[c]!, ...row]);
    files.set(`confusion-${source}-${task}.csv`, csvText([['label', ...classes], ...rows]));
  }
  return files;
}

/** Aligned lines for a terminal: source, task, metric, value or why there is none, unit. */
export function plainText(report: EvaluationReport): string {
  const rows = report.scores.flatMap((score) =>
    (report.tasks.find(({ id }) => id === score.task)?.metrics ?? []).map((metric) => [
      score.source,
      score.task,
      metric.name,
      cellOf(report, score, metric),
      metric.unit,
    ]),
  );
  const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell)); // reasons may be longer
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => (column === 3 && !isNumber(row[3]!) ? 0 : row[column]!.length))),
  );
  const cells = (row: readonly string[]): string[] =>
    row.map((cell, i) => (i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i] ?? 0)));
  return rows.map((row) => cells(row).join('  ').trimEnd()).join('\n');
}
