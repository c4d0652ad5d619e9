/** What is known of this browser's GPU, and the verb that asks for it. */
import { create } from 'zustand';
import type { AdapterFacts } from '../protocol/messages';
import { ask, sentenceOf } from './connection';

interface AdapterStore {
  readonly status: 'asking' | 'found' | 'missing';
  readonly facts: AdapterFacts | null;
  /** Why there is no adapter, in its sentence. */
  readonly problem: string | null;
  look(): Promise<void>;
}

export const useAdapter = create<AdapterStore>()((set) => ({
  status: 'asking',
  facts: null,
  problem: null,
  look: async () => {
    set({ status: 'asking' });
    try {
      set({ status: 'found', facts: await ask('adapter', undefined), problem: null });
    } catch (thrown) {
      set({ status: 'missing', facts: null, problem: sentenceOf(thrown) });
    }
  },
}));
