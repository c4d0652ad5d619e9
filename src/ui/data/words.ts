/** Data sets and what is found in them, in words: counts, shares, sizes. */
import { LABEL_SETS } from '../../base/label-sets';
import type { Legend } from '../../base/legend';
import type { Catalog } from '../../protocol/messages';
import type { DataTask, DatasetCard, Split, TaskId, TaskStatistics } from '../../protocol/data-messages';
import { count } from '../format';

const THIN = '\u202f';

/** "1 image", "50 images" */
export const many = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? '' : 's'}`;

/** 0.153 -> "15 %"; what is there and rounds to nothing is "<1 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return `<1${THIN}%`;
  return `${whole === 100 && share < 1 ? '>99' : whole}${THIN}%`;
}

export const SPLITS: Readonly<Record<Split, string>> = { train: 'Train', val: 'Held out' };

/** Rooms that a run has drawn are stored under a name that says how. */
export const isRooms = ({ name }: DatasetCard): boolean => name.startsWith('rooms-v');

export const shownName = (card: DatasetCard): string => (isRooms(card) ? 'Rooms, drawn' : card.name);

export const imagesOf = ({ counts }: DatasetCard): number => counts.train + counts.val;

/** A task as the page shows it; `classes` where its labels are classes. */
export interface ShownTask {
  readonly id: TaskId;
  readonly title: string;
  readonly legend: Legend | null;
  readonly origin: string;
}

/** Tasks of a stored set: as it says, or else as the run's worker knows them. */
export function tasksOf(card: DatasetCard, catalog: Catalog | null): ShownTask[] {
  return card.labels.map((id) => {
    const own: DataTask | undefined = card.tasks?.find((task) => task.id === id);
    if (own) return own;
    const known = catalog?.tasks.find((task) => task.id === id);
    return { id, title: known?.title ?? id, legend: known?.legend ?? null, origin: 'stored' };
  });
}

/** Names and colours of labels 0, 1, …; without a legend that fits, names alone. */
export function classesOf(task: ShownTask, statistics: TaskStatistics): { name: string; color: string }[] {
  const number = statistics.shares?.length ?? 0;
  if (task.legend?.kind === 'classes' && task.legend.classes.length === number) return [...task.legend.classes];
  const set = Object.values(LABEL_SETS).find(({ length }) => length === number);
  return Array.from({ length: number }, (_, label) => ({
    name: set?.[label] ?? (label === 0 ? 'no' : label === 1 ? 'yes' : `label ${label}`),
    color: 'var(--ink-3)',
  }));
}
