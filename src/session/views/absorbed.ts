/** How much of each ray the field absorbed: the sum of its weights, which a rendered map is made of (paper §3.2). */
import type { Legend } from '../../base/legend';
import { fixed } from '../../base/words';
import { LEAST_ABSORBED, type AbsorbedView } from '../../protocol/views';
import { CIVIDIS, paintPixels, ramp } from '../../tasks/colors';

const DIGITS = 3;

const color = ramp(CIVIDIS);
const legend: Legend = { kind: 'ramp', low: 0, high: 1, unit: '', stops: CIVIDIS };

/** @param accumulated [rays] @param rays rows and columns */
export function absorbedView(accumulated: Float32Array, [rows, columns]: readonly [number, number]): AbsorbedView {
  const few = accumulated.filter((weight) => weight < LEAST_ABSORBED).length;
  return {
    map: {
      height: rows,
      width: columns,
      rgba: paintPixels(accumulated.length, (ray) => color(accumulated[ray]!)),
    },
    legend,
    mean: accumulated.reduce((sum, weight) => sum + weight, 0) / accumulated.length,
    thin: few / accumulated.length,
  };
}

export const absorbedWords = (weight: number): string => fixed(weight, DIGITS);
