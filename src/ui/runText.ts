/** The words for a run's state, and the shape that stands beside them. */
import type { RunState } from '../protocol/messages';

/** Longer without a heartbeat, and the worker is silent; it sends one every second. */
const SILENT_AFTER = 3000; // ms

export interface StateWord {
  /** Names the shape and colour in app.css. */
  readonly tone: 'idle' | 'back' | 'training' | 'paused' | 'done' | 'stopped' | 'bad';
  readonly word: string;
}

const WORDS: Record<RunState['status'], StateWord> = {
  idle: { tone: 'idle', word: 'Ready' },
  preparing: { tone: 'back', word: 'Preparing' },
  training: { tone: 'training', word: 'Training' },
  paused: { tone: 'paused', word: 'Paused' },
  finished: { tone: 'done', word: 'Finished' },
  stopped: { tone: 'stopped', word: 'Stopped' },
  failed: { tone: 'bad', word: 'Stopped by an error' },
};

interface Witness {
  readonly status: RunState['status'];
  readonly adapter: 'asking' | 'found' | 'missing';
  readonly heardAt: number;
  readonly now: number;
}

export const isSilent = ({ heardAt, now }: Pick<Witness, 'heardAt' | 'now'>): boolean =>
  heardAt > 0 && now - heardAt > SILENT_AFTER;

export function stateWord({ status, adapter, heardAt, now }: Witness): StateWord {
  if (adapter === 'missing') return { tone: 'bad', word: 'Cannot train here' };
  if (isSilent({ heardAt, now })) return { tone: 'bad', word: 'Worker silent' };
  if (status === 'idle' && adapter === 'asking') return { tone: 'back', word: 'Looking for a GPU' };
  return WORDS[status];
}

/** The line below the state's word: the run's name, or what there is to say instead. */
export function stateLine(state: RunState, adapter: Witness['adapter']): string {
  if (adapter === 'missing') return 'no adapter in this browser';
  if (state.status === 'preparing') return state.activity || state.name;
  if (!state.runId) return 'no run yet';
  return `${state.name} · ${state.config?.regularizer.enabled === false ? 'without' : 'with'} regularizer`;
}

/** Whether there are weights to look at. */
export const hasModel = ({ status, step }: Pick<RunState, 'status' | 'step'>): boolean =>
  status === 'training' || status === 'paused' || status === 'finished' || (status === 'stopped' && step > 0);
