/** The tasks' label rules as augmentation takes them: plain data (data may not know tasks). */
import type { AugmentRule } from '../data/augment/rules';
import { TASKS } from '../tasks';

/** Of every task there is, so that no label of a sample is lost: a second view's depth says where it may look. */
export function labelRules(): AugmentRule[] {
  return Object.values(TASKS).map(({ id, labels: { channels, empty, flip, zoom } }) => ({
    label: id,
    channels,
    empty,
    flip,
    zoom,
  }));
}

/** Contours judge predictions, and nothing learns them. Beside an image there are none. */
const CONTOUR: AugmentRule = { label: 'contour', channels: 1, empty: 0, flip: 'keep', zoom: 'keep' };

/** Of all that evaluation reads. */
export const evaluationRules = (): AugmentRule[] => [...labelRules(), CONTOUR];
