/** Which samples of a split are views of one scene: they stand in a row. */
import type { DatasetInfo, Split } from './dataset';

export interface SceneRange {
  readonly first: number;
  /** One past its last. */
  readonly end: number;
}

/** Beginnings of scenes of equally many views. */
export function evenScenes(count: number, views: number): number[] {
  return Array.from({ length: Math.ceil(count / views) }, (_, scene) => scene * views);
}

/** The scene that a sample belongs to; without scenes, it alone. */
export function sceneOf({ scenes, counts }: DatasetInfo, split: Split, index: number): SceneRange {
  const starts = scenes?.[split];
  if (!starts) return { first: index, end: index + 1 };
  const next = starts.findIndex((start) => start > index);
  return { first: starts.at(next === -1 ? -1 : next - 1)!, end: next === -1 ? counts[split] : starts[next]! };
}
