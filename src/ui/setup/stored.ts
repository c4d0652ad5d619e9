/** Stored runs: which one is offered, and how it is opened. */
import type { StoredRun } from '../../protocol/messages';
import { usePage } from '../../store/page';
import { useRun } from '../../store/run';

/** The newest run that can go on and has steps to go. */
export function unfinished(runs: readonly StoredRun[]): StoredRun | undefined {
  return runs
    .filter(({ problem, step, config }) => problem === null && step < config.steps)
    .sort((a, b) => b.savedAt - a.savedAt)[0];
}

export async function openRun(runId: string): Promise<void> {
  await useRun.getState().open(runId);
  if (!useRun.getState().refusal) usePage.getState().show({ tab: 'curves' });
}
