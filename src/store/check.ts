/** The adapter check: a few training steps in the worker, and what they gave. */
import { create } from 'zustand';
import type { Client } from '../protocol/client';
import type { CheckReport } from '../protocol/messages';

/** Enough for the loss to fall visibly, few enough for a software adapter. */
const STEPS = 6;

interface CheckState {
  readonly status: 'idle' | 'running' | 'done' | 'failed';
  readonly report: CheckReport | null;
  readonly problem: string | null;
  run(client: Client): Promise<void>;
}

export const useCheck = create<CheckState>()((set) => ({
  status: 'idle',
  report: null,
  problem: null,
  run: async (client) => {
    set({ status: 'running', problem: null });
    try {
      set({ status: 'done', report: await client.ask('check', { steps: STEPS }) });
    } catch (thrown) {
      set({ status: 'failed', problem: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  },
}));
