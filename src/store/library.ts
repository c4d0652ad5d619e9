/** What the worker knows before any run: tasks, presets with their verdicts, and what is stored in this browser. */
import { create } from 'zustand';
import type { Catalog, StorageFacts } from '../protocol/messages';
import { ask, sentenceOf } from './connection';

interface LibraryStore {
  readonly catalog: Catalog | null;
  readonly storage: StorageFacts | null;
  readonly problem: string | null;
  load(): Promise<void>;
  refresh(): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  deleteData(name: string): Promise<void>;
}

export const useLibrary = create<LibraryStore>()((set) => {
  const into = async (send: () => Promise<Partial<LibraryStore>>): Promise<void> => {
    try {
      set({ ...(await send()), problem: null });
    } catch (thrown) {
      set({ problem: sentenceOf(thrown) });
    }
  };
  return {
    catalog: null,
    storage: null,
    problem: null,
    load: () =>
      into(async () => ({ catalog: await ask('catalog', undefined), storage: await ask('storage', undefined) })),
    refresh: () => into(async () => ({ storage: await ask('storage', undefined) })),
    deleteRun: (runId) => into(async () => ({ storage: await ask('deleteRun', { runId }) })),
    deleteData: (name) => into(async () => ({ storage: await ask('deleteData', { name }) })),
  };
});
