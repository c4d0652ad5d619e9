/** Human parts: background and six parts. An image without a person says nothing about them. */
import { PARTS } from './classes';
import { classification, markClasses } from './classification';
import { IGNORE } from './metrics/meter';
import type { Task } from './task';

const markParts = markClasses('parts', PARTS.length);

export const parts: Task = classification({
  id: 'parts',
  publishedName: 'human_parts',
  title: 'Human parts',
  weight: 2,
  classes: PARTS,
  labels: {
    stored: (labels) => labels.parts,
    /** All background is all ignored (spec/mtl-models.md §6: ignore marks). */
    mark(stored) {
      const marked = markParts(stored);
      return marked.some((label) => label !== 0 && label !== IGNORE) ? marked : marked.fill(IGNORE);
    },
  },
});
