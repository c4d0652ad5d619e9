/** What the labels of an enlarged image say: as published, depth is divided by the factor and normals stay. */
import type { Sample } from '../sample';
import { inSmallerScene } from './camera';
import { mapLabels, type AugmentRule, type Values } from './rules';

function divided<T extends Values>(values: T, factor: number): T {
  const changed = values.slice() as T;
  for (let i = 0; i < changed.length; i++) changed[i] = values[i]! / factor;
  return changed;
}

/** The image stays; where it has been enlarged by `factor`, this brings labels and camera after it. */
export function zoomedLabels<S extends Sample>(sample: S, factor: number, rules: readonly AugmentRule[]): S {
  if (factor === 1) return sample;
  const { labels, camera } = sample;
  return {
    ...sample,
    labels: mapLabels(labels, rules, (values, { zoom }) => (zoom === 'divide' ? divided(values, factor) : values)),
    ...(camera && { camera: inSmallerScene(camera, factor) }),
  };
}
