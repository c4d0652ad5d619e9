/** The numbers of every step so far, in order, for the curves. */
import { create } from 'zustand';
import type { StepFacts } from '../protocol/events';

interface HistoryStore {
  /** The run that these belong to. */
  readonly runId: string | null;
  readonly facts: readonly StepFacts[];
  /** Replaces everything: another run, or one that was opened again. */
  replaced(runId: string | null, facts: readonly StepFacts[]): void;
  /** Adds steps; those that stand already are replaced (a run continued from its last save makes them again). */
  added(facts: readonly StepFacts[]): void;
}

export const useHistory = create<HistoryStore>()((set) => ({
  runId: null,
  facts: [],
  replaced: (runId, facts) => set({ runId, facts }),
  added: (facts) =>
    set((history) => {
      const first = facts[0]?.step ?? Infinity;
      const last = history.facts.at(-1)?.step ?? 0;
      const kept = first > last ? history.facts : history.facts.filter(({ step }) => step < first);
      return { facts: [...kept, ...facts] };
    }),
}));
