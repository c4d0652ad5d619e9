/** Takes in what the worker tells: its state, the numbers of every step, its sign of life. */
import type { EventKind, Events, RunState } from '../protocol/messages';
import { ask } from './connection';
import { useDraft } from './draft';
import { useHistory } from './history';
import { useLibrary } from './library';
import { useRun } from './run';

/** What the client offers to whoever listens. */
interface Teller {
  on<K extends EventKind>(event: K, listener: (value: Events[K]) => void): void;
}

/** The run's steps so far, for one that was opened again; steps told while the answer was under way stay. */
async function recallSteps(runId: string | null): Promise<void> {
  useHistory.getState().replaced(runId, []);
  const told = await ask('history', { fromStep: 0 });
  const { runId: now, facts, replaced } = useHistory.getState();
  if (now !== runId) return;
  const first = facts[0]?.step ?? Infinity;
  replaced(runId, [...told.filter(({ step }) => step < first), ...facts]);
}

function took(state: RunState): void {
  const before = useRun.getState().state;
  useRun.getState().told(state);
  const another = state.runId !== before.runId;
  const wasReady = !another && before.status !== 'preparing' && before.status !== 'idle';
  const isReady = state.status !== 'preparing' && state.status !== 'idle';
  if (isReady && !wasReady) void recallSteps(state.runId);
  else if (another) useHistory.getState().replaced(state.runId, []);
  if (state.status !== before.status) void useLibrary.getState().refresh();
}

/** @param afterFrame calls back when the page has drawn: until then the worker collects steps instead of sending them */
export function followRun(teller: Teller, afterFrame: (done: () => void) => void): void {
  teller.on('state', took);
  teller.on('facts', (facts) => {
    useHistory.getState().added(facts);
    afterFrame(() => void ask('credit', { count: 1 }));
  });
  teller.on('heartbeat', () => useRun.getState().heard(Date.now()));
  useLibrary.subscribe(({ catalog }) => {
    const first = catalog?.presets[0]?.config;
    if (first && !useDraft.getState().config) useDraft.getState().choose(first);
  });
}
