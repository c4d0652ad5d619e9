/** What a page wishes an experiment to be, checked, and the key that the same wish has every time. */
import type { ExperimentWish } from '../../protocol/experiment-messages';
import { digestOf } from './cells';
import { PlannedExperiment, scaleOf } from './experiment';

/** @throws InputError for an unknown experiment, or settings that do not go together */
export async function plannedFor(stored: unknown): Promise<PlannedExperiment> {
  const { steps, scale, ...wish } = stored as ExperimentWish;
  return PlannedExperiment.of({ ...wish, scale: scaleOf(scale), ...(steps !== null && { steps }) });
}

export function keyOfWish({ id, scale, data, seeds, steps, set = [] }: ExperimentWish): Promise<string> {
  return digestOf(JSON.stringify([id, scale, data, seeds, steps, set]));
}
