/** What is known of this browser's GPU, and the verb that asks for it. */
import { create } from 'zustand';
import type { Client } from '../protocol/client';
import type { AdapterFacts } from '../protocol/messages';

interface AdapterState {
  readonly status: 'asking' | 'found' | 'missing';
  readonly facts: AdapterFacts | null;
  /** Why there is no adapter: the error's type and its sentence. */
  readonly problem: { readonly name: string; readonly message: string } | null;
  ask(client: Client): Promise<void>;
}

export const useAdapter = create<AdapterState>()((set) => ({
  status: 'asking',
  facts: null,
  problem: null,
  ask: async (client) => {
    set({ status: 'asking' });
    try {
      set({ status: 'found', facts: await client.ask('adapter', undefined), problem: null });
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      set({ status: 'missing', facts: null, problem: { name, message } });
    }
  },
}));
