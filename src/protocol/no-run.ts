/** The state of a worker without a run. */
import type { RunState } from './messages';

export const NO_RUN: RunState = {
  status: 'idle',
  runId: null,
  name: '',
  config: null,
  step: 0,
  steps: 0,
  activity: '',
  progress: null,
  adapter: '',
  fallback: false,
  parameters: 0,
  regularizerParameters: 0,
  millisecondsPerStep: 0,
  gpuBytes: 0,
  savedStep: 0,
  savedAt: 0,
  path: null,
  problem: null,
};
