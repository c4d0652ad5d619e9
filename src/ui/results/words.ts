/** Experiments and their numbers in words: names, states, what stands beside a difference. */
import type { ExperimentProgress, ExperimentWish, StoredExperiment } from '../../protocol/experiment-messages';
import type { TableCell, TableColumn, TableView } from '../../protocol/experiments';
import { bytes, count, fixed } from '../format';

const THIN = '\u202f';

/** "1 run", "6 runs" */
export const many = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? '' : 's'}`;

/** 'table-1' -> "Table 1" */
export function tableName(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface ExperimentState {
  /** As the run bar draws it. */
  readonly tone: 'training' | 'paused' | 'done' | 'bad';
  readonly word: string;
  readonly done: number;
}

/** How far it is: progress is told more often than what is stored. */
export function stateOf(one: StoredExperiment, progress: ExperimentProgress | null): ExperimentState {
  const { key, status } = one;
  const mine = progress?.key === key;
  const done = mine ? Math.max(progress.done, one.done) : one.done;
  if (status === 'paused') return { tone: 'paused', word: 'Paused', done };
  if (status === 'finished') return { tone: 'done', word: 'Finished', done };
  if (status === 'failed') return { tone: 'bad', word: 'Failed', done };
  return { tone: 'training', word: 'Running', done };
}

/** "nano · rooms · 3 seeds" */
export function wishLine({ scale, data, seeds, steps }: ExperimentWish): string {
  const length = steps === null ? [] : [many(steps, 'step')];
  return [scale, data, many(seeds, 'seed'), ...length].join(' · ');
}

/** Before one is deleted: what goes with it. */
export function deleteQuestion({ wish, done, models }: StoredExperiment): string {
  const name = `Delete ${tableName(wish.id)}`;
  if (done === 0) return `${name}?`;
  const kept = models.count > 0 ? ` with ${many(models.count, 'trained model')} (${bytes(models.bytes)})` : '';
  return `${name} and the results of ${many(done, 'run')}${kept}, as far as no other table needs them?`;
}

/** Metrics name their task; costs are of the whole network. */
export const taskIn = ({ id }: TableColumn): string | null => (id.includes(' ') ? (id.split(' ')[0] ?? null) : null);

/** "Seg. (mIoU)" -> "Seg.", "mIoU" */
export function columnWords({ title, unit, better }: TableColumn): { name: string; measure: string } {
  const found = /^(.*) \((.*)\)$/.exec(title);
  const arrow = better === 'higher' ? '↑' : '↓';
  const measure = [`${found?.[2] ?? ''} ${arrow}`.trim(), unit].filter(Boolean).join(', ');
  return { name: found?.[1] ?? title, measure };
}

export const valueText = (value: number | null, { digits }: TableColumn): string =>
  value === null ? '–' : fixed(value, digits);

export const spreadText = ({ deviation }: TableCell, { digits }: TableColumn): string =>
  deviation === null ? '' : `±${fixed(deviation, digits)}`;

/** What rounds to 0 has no sign. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

const RATIO_DIGITS = 3;

/** What costs is told relative to its base, as in the paper. */
const ratio = (gain: number): string => `×${(1 - gain / 100).toFixed(RATIO_DIGITS)}`;

/** Ours against the base; null while one of them is not known. */
export function differenceText(cell: TableCell, base: TableCell, column: TableColumn): string | null {
  if (cell.mean === null || base.mean === null) return null;
  if (taskIn(column) === null) return cell.gain === null ? null : ratio(cell.gain);
  return signed(cell.mean - base.mean, column.digits);
}

/** The paper's two values, or its ratio of costs; '' where it has none. */
export function paperText(cell: TableCell, base: TableCell | null, column: TableColumn): string {
  const { paper, paperDeviation } = cell;
  if (paper === null) return '';
  if (taskIn(column) === null) return `×${paper.toFixed(RATIO_DIGITS)}`;
  const spread = paperDeviation === null ? '' : ` ±${fixed(paperDeviation, column.digits)}`;
  const ours = `${fixed(paper, column.digits)}${spread}`;
  return !base || base.paper === null ? ours : `${fixed(base.paper, column.digits)} → ${ours}`;
}

export const percentText = (value: number): string => `${signed(value, 1)}${THIN}%`;

/** Words and signs of verdicts; never a colour alone. */
export const VERDICTS = {
  better: { sign: '▲', word: 'better' },
  worse: { sign: '▼', word: 'worse' },
  same: { sign: '≈', word: 'within the spread' },
} as const;

/** What one image's score is: tables have the published metric, which says little of a single image. */
export interface ImageMeasure {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** It is the table's own metric, of one image. */
  readonly asTable: boolean;
  readonly better: 'higher' | 'lower';
  readonly factor: number;
  readonly digits: number;
}

const RIGHT = {
  key: 'pixelAccuracy',
  title: 'Right pixels',
  unit: '%',
  asTable: false,
  better: 'higher',
  factor: 100,
  digits: 1,
} as const satisfies ImageMeasure;

const MEASURES: Readonly<Record<string, ImageMeasure>> = {
  semseg: RIGHT,
  parts: RIGHT,
  depth: { key: 'rmse', title: 'RMSE', unit: 'm', asTable: true, better: 'lower', factor: 1, digits: 3 },
  normals: { key: 'mean', title: 'Mean angle', unit: '°', asTable: true, better: 'lower', factor: 1, digits: 2 },
  boundary: {
    key: 'balancedLoss',
    title: 'Balanced loss',
    unit: '',
    asTable: false,
    better: 'lower',
    factor: 1,
    digits: 4,
  },
  saliency: { key: 'maxF', title: 'maxF', unit: '%', asTable: true, better: 'higher', factor: 100, digits: 1 },
};

export const measureOf = (task: string): ImageMeasure | undefined => MEASURES[task];

/** What was run, under the question. */
export function tableLine(table: TableView, { set = [] }: Pick<ExperimentWish, 'set'>): string {
  const { data, steps, seeds } = table;
  const setting = (path: string): unknown => set.find(([one]) => one === path)?.[1];
  const [train, val] = [setting('data.rooms.train'), setting('data.rooms.val')];
  const rooms = [
    ...(typeof train === 'number' ? [`${count(train)} to train on`] : []),
    ...(typeof val === 'number' ? [`${count(val)} held out`] : []),
  ];
  const length = steps === null ? 'steps as each preset has them' : many(steps, 'step');
  const spread = seeds > 1 ? ' Mean ± standard deviation of single runs.' : '';
  return `${[data, ...rooms, length, many(seeds, 'seed')].join(', ')}.${spread}`;
}
