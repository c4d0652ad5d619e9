/** The data sets of this browser: which there are, which one is in sight, how its labels are painted. */
import { create } from 'zustand';
import type { DataLibrary, TaskId } from '../protocol/data-messages';
import { askData, sentenceOf } from './connection';
import { useLook } from './data-look';
import { useLibrary } from './library';

/** What the Data view shows: rooms that are drawn when they are needed, files just given, a stored set, an import to go on with. */
export type ChosenData =
  | { readonly kind: 'rooms' }
  | { readonly kind: 'given' }
  | { readonly kind: 'stored'; readonly name: string }
  | { readonly kind: 'unfinished'; readonly key: string };

interface DataStore {
  readonly library: DataLibrary | null;
  /** Why the library could not be read, or something could not be deleted. */
  readonly problem: string | null;
  readonly chosen: ChosenData | null;
  /** The task whose labels are painted; one that the images lack gives way to their first. */
  readonly task: TaskId;
  /** Of the paint, 0 to 1. */
  readonly opacity: number;
  choose(chosen: ChosenData | null): void;
  paint(change: { readonly task?: TaskId; readonly opacity?: number }): void;
  load(): Promise<void>;
  /** Deletes a data set; what else is stored stays. */
  remove(name: string): Promise<void>;
  /** Deletes what an interrupted import has stored. */
  forget(key: string): Promise<void>;
}

export const useData = create<DataStore>()((set, get) => {
  const into = async (send: () => Promise<DataLibrary>): Promise<boolean> => {
    try {
      set({ library: await send(), problem: null });
      return true;
    } catch (thrown) {
      set({ problem: sentenceOf(thrown) });
      return false;
    }
  };
  const gone = (chosen: ChosenData): void => {
    if (JSON.stringify(get().chosen) === JSON.stringify(chosen)) set({ chosen: null });
    void useLibrary.getState().refresh();
  };
  return {
    library: null,
    problem: null,
    chosen: null,
    task: 'semseg',
    opacity: 0.6,
    choose: (chosen) => set({ chosen }),
    paint: (change) => set(change),
    load: async () => void (await into(() => askData('library', undefined))),
    remove: async (name) => {
      if (!(await into(() => askData('deleteData', { name })))) return;
      useLook.getState().close(name);
      gone({ kind: 'stored', name });
    },
    forget: async (key) => {
      if (await into(() => askData('forget', { key }))) gone({ kind: 'unfinished', key });
    },
  };
});
