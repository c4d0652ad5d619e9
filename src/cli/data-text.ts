/** Data in words and columns: previews, statistics, cards and reports as the command line prints them. */
import { bytes } from '../base/words';
import type {
  DatasetCard,
  DataStatistics,
  DataTask,
  ImportPreview,
  ImportReport,
  Remark,
  Skipped,
  TaskStatistics,
} from '../protocol/data-messages';

const MOST_LISTED = 20; // files that were skipped; a report lists all

const MOST_OPTIONS = 6; // of a choice

const size = (value: number): string => bytes(value).replace('\u202f', ' ');
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) => (indent + row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')).trimEnd()).join('\n');
}

/** The largest shares, by the names of their classes. */
function largestShares(shares: readonly number[], task: DataTask | undefined): string {
  const names = task?.legend.kind === 'classes' ? task.legend.classes.map(({ name }) => name) : [];
  if (names.length === 0) return `${percent(shares[1] ?? 0)} marked`;
  return shares
    .map((share, label) => ({ share, name: names[label] ?? String(label) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, 5)
    .map(({ share, name }) => `${name} ${percent(share)}`)
    .join(', ');
}

function taskWords(statistics: TaskStatistics, task: DataTask | undefined): string {
  const { shares, depth, meanNormal, againstDepth, unlabelled } = statistics;
  return [
    shares && largestShares(shares, task),
    depth && `${depth.low.toFixed(2)} to ${depth.high.toFixed(2)} m, mean ${depth.mean.toFixed(2)} m`,
    meanNormal && `mean (${meanNormal.map((value) => value.toFixed(2)).join(', ')})`,
    againstDepth !== undefined && `${againstDepth.toFixed(1)}° from depth`,
    `${percent(unlabelled)} unlabelled`,
  ]
    .filter(Boolean)
    .join('; ');
}

export function statisticsText({ images, tasks, poses }: DataStatistics, known: readonly DataTask[]): string {
  const rows = tasks.map((one) => {
    const task = known.find(({ id }) => id === one.task);
    return [task?.title ?? one.task, taskWords(one, task)];
  });
  const lines = [`Over ${count(images, 'image')}:`, table(rows)];
  if (poses && poses.pairs > 0) {
    lines.push(
      `  Poses: brightness differs by ${poses.withPose.toFixed(1)} with them, by ${poses.without.toFixed(1)} without (median of ${count(poses.pairs, 'pair')})`,
    );
  }
  return lines.join('\n');
}

const remarkText = ({ kind, text, consequence }: Remark): string =>
  `  ${kind === 'warning' ? 'Warning: ' : ''}${text} ${consequence}`.trimEnd();

export function skippedText(skipped: readonly Skipped[], most = MOST_LISTED): string[] {
  const lines = skipped.slice(0, most).map(({ path, reason }) => `  ${path}: ${reason}`);
  return skipped.length > most ? [...lines, `  … and ${skipped.length - most} more`] : lines;
}

function countsText({ images, splits, scenes, height, width }: ImportPreview): string {
  const { train, val, unknown } = splits;
  const parts = [train && `${train} train`, val && `${val} val`, unknown && `${unknown} of no split`].filter(Boolean);
  const places = scenes.length > 0 ? `; ${count(scenes.length, 'scene')}` : '';
  return `${count(images, 'image')} of ${height}x${width}: ${parts.join(', ')}${places}`;
}

export function previewText(preview: ImportPreview): string {
  const { title, source, tasks, statistics, choices, remarks, skipped, labelSets, unfinished } = preview;
  const lines = [
    `${source} (${size(preview.bytes)}): ${title}`,
    countsText(preview),
    `About ${size(preview.bytesAnImage)} an image when stored, ${preview.millisecondsAnImage.toFixed(0)} ms to read`,
    'Tasks:',
    table(tasks.map((task) => [task.title, count(task.images, 'image'), task.origin])),
    statisticsText(statistics, tasks),
  ];
  if (labelSets.length > 0) lines.push(`Classes: ${labelSets.join(', ')}`);
  for (const { id, title: what, options, suggested, why } of choices) {
    const values = options.map(({ value }) => value);
    const more = values.length > MOST_OPTIONS ? ` and ${values.length - MOST_OPTIONS} more` : '';
    lines.push(
      `Choice ${id} (${what}): ${values.slice(0, MOST_OPTIONS).join(', ')}${more}; suggested: ${suggested} (${why})`,
    );
  }
  if (remarks.length > 0) lines.push('Remarks:', ...remarks.map(remarkText));
  if (unfinished) {
    lines.push(
      `An import of these files as "${unfinished.wishes.name}" was interrupted at ${count(unfinished.done, 'image')}; with the same options it goes on.`,
    );
  }
  if (skipped.length > 0) lines.push(`${count(skipped.length, 'file')} cannot be imported:`, ...skippedText(skipped));
  return lines.join('\n');
}

export function reportText({ name, images, bytes: stored, seconds, skipped }: ImportReport): string {
  const lines = [
    `Stored ${count(images, 'image')} as "${name}": ${size(stored)} in ${seconds.toFixed(1)} s; train on it with "taskfield train --data ${/\s/.test(name) ? `"${name}"` : name}".`,
  ];
  if (skipped.length > 0) lines.push(`Left out ${count(skipped.length, 'image')}:`, ...skippedText(skipped, Infinity));
  return lines.join('\n');
}

export function cardRow({
  name,
  counts,
  height,
  width,
  labels,
  labelSet,
  bytes: stored,
  problem,
}: DatasetCard): string[] {
  if (problem !== null) return [name, size(stored), problem];
  const semantic = labels.includes('semseg') ? ` (${labelSet})` : '';
  return [
    name,
    size(stored),
    `${counts.train} train, ${counts.val} val`,
    `${height}x${width}`,
    labels.join(', ') + semantic,
  ];
}
