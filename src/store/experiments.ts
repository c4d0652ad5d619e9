/** The paper's experiments that were begun in this browser: which there are, which is in sight, how far the running one is. */
import { create } from 'zustand';
import type {
  ExperimentFacts,
  ExperimentProgress,
  ExperimentWish,
  StoredExperiment,
} from '../protocol/experiment-messages';
import type { EventKind, Events } from '../protocol/messages';
import { ask, sentenceOf } from './connection';
import { useTable } from './experiment-table';
import { useLibrary } from './library';

/** What the Results view shows: the form of a new one, one that was begun, two runs compared, or one evaluated. */
export type ChosenExperiment =
  { readonly kind: 'new' | 'compare' | 'evaluate' } | { readonly kind: 'begun'; readonly key: string };

/** A sentence and where it is said: at the list, the form, or the table in sight. */
export interface ExperimentProblem {
  readonly at: 'list' | 'form' | 'table';
  readonly message: string;
}

interface ExperimentsStore {
  /** Null until the worker has told. */
  readonly known: readonly ExperimentFacts[] | null;
  /** Those that run first, then the newest. */
  readonly stored: readonly StoredExperiment[];
  /** Null: nothing was chosen; where there is room, the first is shown. */
  readonly chosen: ChosenExperiment | null;
  /** Of the one that is running. */
  readonly progress: ExperimentProgress | null;
  /** Key of one that came to its end since the page was opened, until that is taken note of. */
  readonly ended: string | null;
  /** It is being begun. */
  readonly beginning: boolean;
  readonly problem: ExperimentProblem | null;
  load(): Promise<void>;
  choose(chosen: ChosenExperiment | null): void;
  begin(wish: ExperimentWish): Promise<void>;
  pause(key: string): Promise<void>;
  resume(key: string): Promise<void>;
  remove(key: string): Promise<void>;
  told(progress: ExperimentProgress | null): void;
  /** Its end was taken note of. */
  noted(): void;
}

const byUse = (one: StoredExperiment, other: StoredExperiment): number =>
  Number(other.status === 'running') - Number(one.status === 'running') || other.touchedAt - one.touchedAt;

/** What is in sight: what was chosen, else the first that there is, else the form. */
export function inSight({ chosen, stored }: Pick<ExperimentsStore, 'chosen' | 'stored'>): ChosenExperiment {
  const first = stored[0];
  const gone = chosen?.kind === 'begun' && !stored.some(({ key }) => key === chosen.key);
  if (chosen && !gone) return chosen;
  return first ? { kind: 'begun', key: first.key } : { kind: 'new' };
}

/** What a table's numbers depend on: with every one of these there is something new to read. */
const newsOf = (progress: ExperimentProgress | null): string =>
  progress ? `${progress.key} ${progress.done} ${progress.rows.join()} ${progress.seed}` : '';

const set = (change: Partial<ExperimentsStore>): void => useExperiments.setState(change);
const get = (): ExperimentsStore => useExperiments.getState();

/** Counts what was asked for, so that a late answer to an older question is left alone. */
let asked = 0;

async function load(): Promise<void> {
  const mine = ++asked;
  try {
    const { known, stored } = await ask('experiments', undefined);
    const { problem } = get();
    if (mine === asked)
      set({ known, stored: [...stored].sort(byUse), problem: problem?.at === 'list' ? null : problem });
  } catch (thrown) {
    if (mine === asked) set({ problem: { at: 'list', message: sentenceOf(thrown) } });
  }
}

/** @returns whether it was done; if not, the reason is said where it was asked */
async function command(at: ExperimentProblem['at'], send: () => Promise<unknown>): Promise<boolean> {
  set({ problem: null });
  try {
    await send();
  } catch (thrown) {
    set({ problem: { at, message: sentenceOf(thrown) } });
    return false;
  }
  await load();
  return true;
}

async function begin(wish: ExperimentWish): Promise<void> {
  if (get().beginning) return;
  set({ beginning: true });
  let key = '';
  if (await command('form', async () => ({ key } = await ask('beginExperiment', { wish }))))
    set({ chosen: { kind: 'begun', key } });
  set({ beginning: false });
}

async function remove(key: string): Promise<void> {
  if (!(await command('table', () => ask('deleteExperiment', { key })))) return;
  useTable.getState().forget(key);
  const { chosen } = get();
  if (chosen?.kind === 'begun' && chosen.key === key) set({ chosen: null });
  void useLibrary.getState().refresh();
}

/** The list anew, after the last run of one. */
async function toldEnd(key: string): Promise<void> {
  await load();
  if (get().stored.some((one) => one.key === key && one.status === 'finished')) set({ ended: key });
  void useLibrary.getState().refresh();
}

function told(progress: ExperimentProgress | null): void {
  const before = get().progress;
  set({ progress });
  if (newsOf(progress) === newsOf(before)) return;
  if (before && !progress) void toldEnd(before.key);
  else void load();
  if (progress) set({ ended: null });
  const { key } = useTable.getState();
  if (key !== null && (key === progress?.key || key === before?.key)) void useTable.getState().pull(key);
}

export const useExperiments = create<ExperimentsStore>()(() => ({
  known: null,
  stored: [],
  chosen: null,
  progress: null,
  ended: null,
  beginning: false,
  problem: null,
  load,
  choose: (chosen) => set({ chosen, problem: get().problem?.at === 'list' ? get().problem : null }),
  begin,
  pause: async (key) => void (await command('table', () => ask('pauseExperiment', { key }))),
  resume: async (key) => void (await command('table', () => ask('resumeExperiment', { key }))),
  remove,
  told,
  noted: () => set({ ended: null }),
}));

/** What the client offers to whoever listens. */
interface Teller {
  on<K extends EventKind>(event: K, listener: (value: Events[K]) => void): void;
}

/** Takes in how far the running experiment is, and what was begun before the page was opened. */
export function followExperiments(teller: Teller): void {
  teller.on('experiment', (progress) => useExperiments.getState().told(progress));
  void useExperiments.getState().load();
}
