/** Two stored runs side by side: which, which image, in what order; the newest question alone is asked and answered. */
import { create } from 'zustand';
import type { ComparedImage, ComparedMetric, CompareView } from '../protocol/compare';
import type { StoredRun } from '../protocol/messages';
import { ask, sentenceOf } from './connection';

/** 'maps': both predictions; 'errors': both errors; 'wipe': one over the other. */
export type CompareMode = 'maps' | 'errors' | 'wipe';

/** 'stored': as the data has them; else those first where the two differ most, where A is better, where B is. */
export type CompareOrder = 'stored' | 'difference' | 'a' | 'b';

export interface Chosen {
  readonly a: string;
  readonly b: string;
}

/** What counting has given so far. */
export interface Counted {
  readonly stamp: string;
  readonly images: readonly ComparedImage[];
  readonly total: number;
  readonly metrics: readonly ComparedMetric[];
  readonly delta: number | null;
}

interface CompareStore {
  readonly chosen: Chosen | null;
  readonly index: number;
  readonly mode: CompareMode;
  readonly order: CompareOrder;
  /** The task that orders; '' = all of them. */
  readonly by: string;
  readonly view: CompareView | null;
  /** A picture is under way. */
  readonly busy: boolean;
  readonly problem: string | null;
  readonly counted: Counted | null;
  readonly counting: boolean;
  choose(chosen: Chosen): void;
  /** The next (+1) or the previous (-1) image in the order. */
  turn(by: number): void;
  sort(change: Partial<Pick<CompareStore, 'order' | 'by'>>): void;
  set(change: Pick<CompareStore, 'mode'>): void;
  /** Counts the held-out images, a few at a time, until all are in or `stop`. */
  count(): Promise<void>;
  stop(): void;
}

/** Images to a question: the page shows how far it is after each. */
const AT_ONCE = 2;

const sameData = (one: StoredRun, other: StoredRun): boolean => {
  const of = ({ config: { data, input } }: StoredRun): string =>
    data.source === 'rooms' ? JSON.stringify([data.rooms, input]) : data.source;
  return of(one) === of(other);
};

/** Those that have a model to compare, the newest first. */
export const comparable = (runs: readonly StoredRun[]): readonly StoredRun[] =>
  runs.filter(({ problem, step }) => problem === null && step > 0).sort((a, b) => b.savedAt - a.savedAt);

/** The two newest of the same data, else the two newest; the older one is A, which the other is held against. */
export function firstChoice(runs: readonly StoredRun[]): Chosen | null {
  const [newest, ...rest] = comparable(runs);
  for (const [place, one] of [newest, ...rest].entries()) {
    const older = one && [newest!, ...rest].slice(place + 1).find((other) => sameData(one, other));
    if (older) return { a: older.id, b: one.id };
  }
  return newest && rest[0] ? { a: rest[0].id, b: newest.id } : null;
}

/** Gains by task, each in units of its mean size over the images, so that metres and degrees can be added. */
function gainsOf(images: readonly ComparedImage[], by: string): Map<ComparedImage, number[]> {
  const tasks = [...new Set(images.flatMap(({ scores }) => Object.keys(scores)))].filter((id) => !by || id === by);
  const gain = (image: ComparedImage, task: string): number => image.scores[task]?.gain || 0; // none, or NaN
  const sizes = tasks.map((task) => images.reduce((sum, image) => sum + Math.abs(gain(image, task)), 0));
  const scaled = (image: ComparedImage) => tasks.map((task, k) => (sizes[k]! > 0 ? gain(image, task) / sizes[k]! : 0));
  return new Map(images.map((image) => [image, scaled(image)]));
}

/** @returns indices of the counted images in this order */
export function inOrder(images: readonly ComparedImage[], order: CompareOrder, by: string): number[] {
  const gains = gainsOf(images, by);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const key = (image: ComparedImage): number => {
    const values = gains.get(image)!;
    if (order === 'difference') return sum(values.map(Math.abs));
    return order === 'b' ? sum(values) : order === 'a' ? -sum(values) : 0;
  };
  return [...images].sort((one, other) => key(other) - key(one) || one.index - other.index).map(({ index }) => index);
}

/** The images as they are turned through. */
export function sequenceOf({ order, by, counted, view }: Pick<CompareStore, 'order' | 'by' | 'counted' | 'view'>) {
  if (order !== 'stored' && counted) return inOrder(counted.images, order, by);
  return Array.from({ length: view?.count ?? 0 }, (_, index) => index);
}

const FRESH = { index: 0, view: null, busy: false, problem: null, counted: null, counting: false } as const;

const set = (change: Partial<CompareStore>): void => useCompare.setState(change);
const get = (): CompareStore => useCompare.getState();

let again = false;

/** The picture of the newest wish; while one is under way, only that there is to be another. */
async function pull(): Promise<void> {
  const { chosen, index, busy } = get();
  if (!chosen) return;
  if (busy) return void (again = true);
  set({ busy: true });
  const answer = await ask('compare', { runA: chosen.a, runB: chosen.b, index }).then(
    (view) => ({ view, problem: null }),
    (thrown: unknown) => ({ problem: sentenceOf(thrown) }),
  );
  set({ busy: false, ...(get().chosen === chosen && answer) });
  if (!again) return;
  again = false;
  void pull();
}

function show(index: number | undefined): void {
  if (index === undefined || index === get().index) return;
  set({ index });
  void pull();
}

let countings = 0; // one that was stopped must not go on when another begins

async function count(): Promise<void> {
  const { chosen, counting } = get();
  if (!chosen || counting) return;
  const mine = ++countings;
  const isMine = (): boolean => mine === countings && get().chosen === chosen;
  set({ counting: true, counted: null, order: 'stored', problem: null });
  let images: readonly ComparedImage[] = [];
  try {
    for (let all = 1; images.length < all && get().counting; all = get().counted!.total) {
      const what = { runA: chosen.a, runB: chosen.b, first: images.length, count: AT_ONCE };
      const { images: more, total, stamp, metrics, delta } = await ask('compareScores', what);
      if (!isMine()) return;
      images = [...images, ...more];
      set({ counted: { images, total, stamp, metrics, delta } });
    }
  } catch (thrown) {
    if (isMine()) set({ problem: sentenceOf(thrown) });
  }
  if (isMine()) set({ counting: false });
}

export const useCompare = create<CompareStore>()(() => ({
  chosen: null,
  mode: 'maps',
  order: 'stored',
  by: '',
  ...FRESH,
  choose: (chosen) => {
    set({ ...FRESH, busy: get().busy, chosen, order: 'stored', by: '' });
    void pull();
  },
  turn: (by) => {
    const sequence = sequenceOf(get());
    const { length } = sequence;
    if (length > 0) show(sequence[(sequence.indexOf(get().index) + by + length) % length]);
  },
  sort: (change) => {
    set(change);
    if (get().order !== 'stored') show(sequenceOf(get())[0]);
  },
  set,
  count,
  stop: () => set({ counting: false }),
}));
