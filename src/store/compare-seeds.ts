/** Two runs of an experiment compared over all of its seeds, and the way from its table to them. */
import { create } from 'zustand';
import type { RowModels, SeedsCompared } from '../protocol/experiment-messages';
import { useCompare, type Chosen } from './compare';
import { ask } from './connection';
import { useExperiments } from './experiments';
import { useLibrary } from './library';

interface SeedsStore {
  readonly chosen: Chosen | null;
  /** Null: not known yet, or the two runs are of no experiment. */
  readonly compared: SeedsCompared | null;
  pull(chosen: Chosen): Promise<void>;
}

export const useSeeds = create<SeedsStore>()((set, get) => ({
  chosen: null,
  compared: null,
  pull: async (chosen) => {
    // Another seed of the same two rows: what is in sight stays until the answer comes.
    const isRepeat = get().compared?.models.some(({ a, b }) => a === chosen.a && b === chosen.b) ?? false;
    set({ chosen, ...(isRepeat ? {} : { compared: null }) });
    const compared = await ask('compareSeeds', { runA: chosen.a, runB: chosen.b }).catch(() => null); // the maps say why
    if (get().chosen === chosen) set({ compared });
  },
}));

/** Runs to compare, or the clause that says why there are none. */
export type RowPair = { readonly runs: Chosen } | { readonly why: string };

/** The first seed of which both models are kept. */
export function pairIn(models: readonly RowModels[], row: string, base: string): RowPair {
  const [ours, bases] = [row, base].map((id) => models.find((one) => one.row === id)?.seeds ?? []) as [
    RowModels['seeds'],
    RowModels['seeds'],
  ];
  if (ours.length === 0 || bases.length === 0) return { why: 'not before a seed of both is done.' };
  if ([...ours, ...bases].some(({ runs }) => runs.length > 1))
    return { why: 'one of them is a network a task: choose two runs under “Compare two runs”.' };
  for (const { seed, runs } of ours) {
    const a = bases.find((one) => one.seed === seed)?.runs[0];
    const [b] = runs;
    if (a && b) return a === b ? { why: 'both are read off the same run.' } : { runs: { a, b } };
  }
  return { why: 'the trained models were not kept.' };
}

/** Both side by side. */
export async function openComparison(chosen: Chosen): Promise<void> {
  await useLibrary.getState().refresh(); // the newest runs are among those that can be chosen
  useCompare.getState().choose(chosen);
  useExperiments.getState().choose({ kind: 'compare' });
}
