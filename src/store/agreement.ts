/** How far the tasks pull the shared encoder the same way: measured when asked for, of the run that is shown. */
import { create } from 'zustand';
import type { Agreement } from '../protocol/views';
import { ask, sentenceOf } from './connection';
import { useRun } from './run';

interface AgreementStore {
  readonly runId: string | null;
  readonly measured: Agreement | null;
  readonly busy: boolean;
  readonly problem: string | null;
  measure(): Promise<void>;
}

const NONE = { measured: null, problem: null } as const;

export const useAgreement = create<AgreementStore>()((set, get) => ({
  ...NONE,
  runId: null,
  busy: false,
  measure: async () => {
    if (get().busy) return;
    const { runId } = useRun.getState().state;
    set({ busy: true, ...(runId !== get().runId && { ...NONE, runId }) });
    try {
      const measured = await ask('agreement', undefined);
      set({ measured, problem: null });
    } catch (thrown) {
      set({ problem: sentenceOf(thrown) });
    }
    set({ busy: false });
  },
}));
