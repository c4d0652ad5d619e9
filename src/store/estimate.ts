/** What the run that is being set up would cost, as the worker counts it. */
import { create } from 'zustand';
import type { ExperimentConfig } from '../config/experiment';
import type { Judged } from '../protocol/estimate';
import { ask, sentenceOf } from './connection';

interface EstimateStore {
  /** What was asked for last. */
  readonly config: ExperimentConfig | null;
  /** Its answer; null until it comes, or where it cannot be counted. */
  readonly judged: Judged | null;
  readonly problem: string | null;
  /** The newest wish wins. */
  count(config: ExperimentConfig): Promise<void>;
}

export const useEstimate = create<EstimateStore>()((set, get) => ({
  config: null,
  judged: null,
  problem: null,
  count: async (config) => {
    set({ config, judged: null, problem: null });
    const answer = await ask('estimate', { config }).then(
      (judged) => ({ judged }),
      (thrown: unknown) => ({ problem: sentenceOf(thrown) }),
    );
    if (get().config === config) set(answer);
  },
}));
