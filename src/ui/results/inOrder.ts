/** Images of a row in the order of what they tell. */
import type { TableImage } from '../../store/experiment-table';
import type { ImageMeasure } from './words';

/** Where row and base differ most; where the row is worst. */
export type Order = 'difference' | 'worst';

/** Positive: the row does the image better than its base. */
export const gainOf = ({ value, base }: TableImage, { better }: ImageMeasure): number =>
  base === null ? 0 : better === 'higher' ? value - base : base - value;

export function inOrder(images: readonly TableImage[], order: Order, measure: ImageMeasure): TableImage[] {
  const size = (one: TableImage): number =>
    order === 'difference' ? Math.abs(gainOf(one, measure)) : measure.better === 'higher' ? -one.value : one.value;
  return [...images].sort((one, other) => size(other) - size(one) || one.index - other.index);
}
