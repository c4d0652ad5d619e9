/** Where checkpoints were written, at most fifty of them: a line has no room for more. */
import type { RunState } from '../protocol/messages';

const MOST = 50;

export function savedSteps({ config, savedStep }: Pick<RunState, 'config' | 'savedStep'>): number[] {
  if (!config || savedStep <= 0) return [];
  const { checkpointEvery } = config;
  const every = checkpointEvery * Math.max(1, Math.ceil(savedStep / checkpointEvery / MOST));
  const regular = Array.from({ length: Math.floor(savedStep / every) }, (_, index) => (index + 1) * every);
  return regular.at(-1) === savedStep ? regular : [...regular, savedStep];
}
