/** A new experiment as it is wished for: what was typed, what of it cannot stand, which runs it takes. */
import { create } from 'zustand';
import { experimentOf } from '../experiments';
import { SCALES, type Scale } from '../experiments/types';
import type { ExperimentConfig } from '../config/experiment';
import type { DatasetCard } from '../protocol/data-messages';
import type { ExperimentWish } from '../protocol/experiment-messages';
import type { PresetFacts } from '../protocol/messages';
import { sentenceOf } from './connection';

export { SCALES, type Scale };

/** Numbers as they are typed; '' of steps and rooms: the preset's. */
export interface WishTexts {
  readonly seeds: string;
  readonly steps: string;
  readonly train: string;
  readonly val: string;
}

export interface WishChoices {
  readonly id: string;
  readonly scale: Scale;
  /** 'rooms', or a stored data set. */
  readonly data: string;
  /** The trained models stay. Default false. */
  readonly keep?: boolean;
}

interface WishStore extends WishChoices {
  readonly texts: WishTexts;
  wish(change: Partial<WishChoices>): void;
  type(change: Partial<WishTexts>): void;
}

export const useWish = create<WishStore>()((set) => ({
  id: 'table-1',
  scale: 'nano',
  data: 'rooms',
  keep: false,
  texts: { seeds: '1', steps: '', train: '', val: '' },
  wish: (change) => set(change),
  type: (change) => set(({ texts }) => ({ texts: { ...texts, ...change } })),
}));

export type WishWrongs = Readonly<Partial<Record<keyof WishTexts | 'data' | 'settings', string>>>;

const BOUNDS: Readonly<Record<keyof WishTexts, readonly [what: string, most: number]>> = {
  seeds: ['Seeds', 20],
  steps: ['Steps', 1_000_000],
  train: ['Rooms to train on', 100_000],
  val: ['Rooms held out', 100_000],
};

const plain = (text: string): string => text.replace(/\s/g, '').replace('−', '-');

/** @returns the number; NaN for what is none; null where nothing is typed */
function numberIn(text: string): number | null {
  return plain(text) === '' ? null : Number(plain(text));
}

function wrongIn(field: keyof WishTexts, text: string): string | undefined {
  const [what, most] = BOUNDS[field];
  const number = numberIn(text);
  if (number === null) return field === 'seeds' ? `${what} is empty; allowed is 1 to ${most}.` : undefined;
  if (Number.isInteger(number) && number >= 1 && number <= most) return undefined;
  return `${what} is ${text.trim().replace('-', '−')}; allowed is a whole number from 1 to ${most}.`;
}

/** One kind of run: its preset, its steps, how many. */
export interface PlannedRuns {
  readonly preset: string;
  readonly steps: number;
  readonly runs: number;
}

/** What the wish comes to. */
export interface WishPlan {
  /** Null while something cannot stand. */
  readonly wish: ExperimentWish | null;
  readonly wrongs: WishWrongs;
  /** Of one seed, in the table's order. */
  readonly rows: readonly string[];
  /** The preset's, where nothing is typed; null where rows differ. */
  readonly standing: Readonly<Record<'steps' | 'train' | 'val', number | null>>;
  readonly planned: readonly PlannedRuns[];
  /** Tasks of the table that the data has no labels for. */
  readonly unlabelled: readonly string[];
}

const same = (values: readonly number[]): number | null => (new Set(values).size === 1 ? values[0]! : null);

const runOf = (config: ExperimentConfig): string => JSON.stringify({ ...config, preset: '', checkpointEvery: 0 });

function countRuns(configs: readonly ExperimentConfig[], seeds: number): PlannedRuns[] {
  const single = [...new Map(configs.map((config) => [runOf(config), config])).values()];
  const kinds = new Map<string, PlannedRuns>();
  for (const { preset, steps } of single) {
    const kind = `${preset} ${steps}`;
    kinds.set(kind, { preset, steps, runs: (kinds.get(kind)?.runs ?? 0) + seeds });
  }
  return [...kinds.values()];
}

type Settings = [path: string, value: unknown][];

/** Settings that the data asks for: rooms as many as typed; of stored data its classes, and the tasks it has labels for. */
function settingsOf(texts: WishTexts, card: DatasetCard | null, tasks: readonly string[]): Settings {
  if (card) {
    const labelled = tasks.filter((task) => (card.labels as readonly string[]).includes(task));
    return [
      ['data.labelSet', card.labelSet],
      ['tasks', labelled],
    ];
  }
  const typed = [
    ['data.rooms.train', numberIn(texts.train)],
    ['data.rooms.val', numberIn(texts.val)],
  ] as const;
  return typed.flatMap(([path, value]): Settings => (value === null ? [] : [[path, value]]));
}

function dataWrong(configs: readonly ExperimentConfig[], { data }: WishChoices, card: DatasetCard | null) {
  if (data === 'rooms') return undefined;
  if (!card) return `“${data}” is not stored in this browser; choose another.`;
  if (configs.some(({ crossView }) => crossView.enabled) && !card.posed)
    return `${data} has no cameras, and the loss across views needs them; take rooms or a posed data set.`;
  return undefined;
}

/** @param card of the stored data that is chosen; null for rooms, or where it is gone */
export function planOf(choices: WishChoices, texts: WishTexts, card: DatasetCard | null): WishPlan {
  const { id, scale, data, keep = false } = choices;
  const fields = Object.keys(BOUNDS) as (keyof WishTexts)[];
  const used = fields.filter((field) => data === 'rooms' || (field !== 'train' && field !== 'val'));
  const typedWrongs = used.flatMap((field) => {
    const wrong = wrongIn(field, texts[field]);
    return wrong === undefined ? [] : [[field, wrong] as const];
  });
  const bare = experimentOf(id).table({ scale, data: 'rooms' });
  const tasks = bare.rows[0]?.config.tasks ?? [];
  const { rows } = bare;
  const standing = {
    steps: same(rows.map(({ config }) => config.steps)),
    train: same(rows.map(({ config }) => config.data.rooms.train)),
    val: same(rows.map(({ config }) => config.data.rooms.val)),
  };
  const unlabelled = card ? tasks.filter((task) => !(card.labels as readonly string[]).includes(task)) : [];
  const rest = { rows: rows.map(({ title }) => title), standing, unlabelled };
  const refused = (wrongs: WishWrongs): WishPlan => ({ ...rest, wrongs, wish: null, planned: [] });
  if (typedWrongs.length > 0) return refused(Object.fromEntries(typedWrongs));
  if (card && unlabelled.length === tasks.length)
    return refused({ data: `${data} has labels for no task of this table.` });
  const [seeds, steps] = [numberIn(texts.seeds) ?? 1, numberIn(texts.steps)];
  const set = settingsOf(texts, card, tasks);
  try {
    const table = experimentOf(id).table({ scale, data, set, ...(steps === null ? {} : { steps }) });
    const configs = table.rows.flatMap(({ config, alone = [config] }) => alone);
    const wrong = dataWrong(configs, choices, card);
    if (wrong !== undefined) return refused({ data: wrong });
    const wish = { id, scale, data, seeds, steps, ...(set.length > 0 ? { set } : {}), ...(keep ? { keep } : {}) };
    return { ...rest, wish, wrongs: {}, planned: countRuns(configs, seeds) };
  } catch (thrown) {
    return refused({ settings: sentenceOf(thrown) });
  }
}

/** About how long training takes, seconds; null while a pace is not known here. */
export function secondsOf(planned: readonly PlannedRuns[], presets: readonly PresetFacts[]): number | null {
  const times = planned.map(({ preset, steps, runs }) => {
    const pace = presets.find(({ name }) => name === preset)?.secondsPerStep ?? null;
    return pace === null ? NaN : pace * steps * runs;
  });
  const seconds = times.reduce((sum, time) => sum + time, 0);
  return Number.isNaN(seconds) || planned.length === 0 ? null : seconds;
}

const FLOAT = 4; // bytes

/** Weights, their running mean, and what the optimizer remembers of each. */
function modelBytes({ config: { optimizer, weightAverage }, estimate }: PresetFacts): number {
  const moments = optimizer.kind === 'adam' ? 2 : 1;
  return estimate.parameterBytes * (weightAverage.enabled ? 2 : 1) + FLOAT * estimate.parameters * moments;
}

/** About what the trained models take, bytes; null while it is not known. */
export function bytesOf(planned: readonly PlannedRuns[], presets: readonly PresetFacts[]): number | null {
  const sizes = planned.map(({ preset, runs }) => {
    const facts = presets.find(({ name }) => name === preset);
    return facts ? runs * modelBytes(facts) : NaN;
  });
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return Number.isNaN(bytes) || planned.length === 0 ? null : bytes;
}
