/** The run in the worker: its state as the worker tells it, and the verbs that change it. */
import { create } from 'zustand';
import type { ExperimentConfig } from '../config/experiment';
import type { RunState } from '../protocol/messages';
import { NO_RUN } from '../protocol/no-run';
import { ask, sentenceOf } from './connection';

interface RunStore {
  readonly state: RunState;
  /** Milliseconds since 1970 of the last heartbeat; 0 before the first. */
  readonly heardAt: number;
  /** A command that was refused, in its sentence; cleared by the next one. */
  readonly refusal: string | null;
  told(state: RunState): void;
  heard(at: number): void;
  start(config: ExperimentConfig, name: string): Promise<void>;
  open(runId: string): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  step(): Promise<void>;
  stop(): Promise<void>;
  cancelPreparing(): Promise<void>;
}

export const useRun = create<RunStore>()((set) => {
  const command = async (send: () => Promise<unknown>): Promise<void> => {
    set({ refusal: null });
    try {
      await send();
    } catch (thrown) {
      set({ refusal: sentenceOf(thrown) });
    }
  };
  return {
    state: NO_RUN,
    heardAt: 0,
    refusal: null,
    told: (state) => set({ state }),
    heard: (at) => set({ heardAt: at }),
    start: (config, name) => command(() => ask('start', { config, name })),
    open: (runId) => command(() => ask('open', { runId })),
    pause: () => command(() => ask('pause', undefined)),
    resume: () => command(() => ask('resume', undefined)),
    step: () => command(() => ask('step', undefined)),
    stop: () => command(() => ask('stop', undefined)),
    cancelPreparing: () => command(() => ask('cancelPreparing', undefined)),
  };
});
