/**
 * odsF of boundaries as SEISM evaluates them (spec/mtl-models.md §7 and §11 no. 6): suppression, 101 thresholds,
 * thinning, one-to-one matching with the truth; counts are summed over the images, and the best threshold is taken for
 * all of them.
 */
import { thin } from '../../../base/thin';
import { BoundaryMatcher } from './matching';
import type { Extent } from '../meter';
import { suppressed } from './suppression';

/** HED's: .001, .01, .02 … .99, .999. */
export const THRESHOLDS: readonly number[] = [0.001, ...Array.from({ length: 99 }, (_, k) => (k + 1) / 100), 0.999];

/** Largest distance of a pair, as a share of the image's diagonal. */
export const MAX_DISTANCE = { nyud: 0.011, pascal: 0.0075 } as const;

/** Of one image at one threshold, or summed over images. */
export interface EdgeCounts {
  /** Matched and all pixels of the truth. */
  readonly matchedTruth: number;
  readonly truth: number;
  /** Matched and all pixels of the prediction. */
  readonly matchedPrediction: number;
  readonly prediction: number;
}

export interface EdgeOptions extends Extent {
  /** Share of the diagonal. */
  readonly maxDistance: number;
  /** Non-maximum suppression, as SEISM; MTI-Net's own script goes without. */
  readonly suppress: boolean;
}

/**
 * Counts of one image at each of `THRESHOLDS`.
 * @param probabilities [H, W] @param truth thinned boundaries, 0 or 1 [H, W]
 */
export function countEdges(probabilities: ArrayLike<number>, truth: Uint8Array, options: EdgeOptions): EdgeCounts[] {
  const { height, width, maxDistance, suppress } = options;
  const extent = { height, width };
  const map = Float64Array.from(probabilities);
  const left = suppress ? suppressed(map, extent) : map;
  const matcher = new BoundaryMatcher(truth, extent, maxDistance * Math.hypot(height, width));
  let last: { set: number; counts: EdgeCounts } | undefined;
  return THRESHOLDS.map((threshold) => {
    const { mask, set } = above(left, threshold);
    // A higher threshold only takes pixels away: as many means the same ones.
    if (last?.set === set) return last.counts;
    const { pairs, count } = matcher.match(thin(mask, height, width));
    const counts = { matchedTruth: pairs, truth: matcher.count, matchedPrediction: pairs, prediction: count };
    last = { set, counts };
    return counts;
  });
}

/** Pixels above a threshold, and how many they are. */
function above(map: ArrayLike<number>, threshold: number): { mask: Uint8Array; set: number } {
  const mask = new Uint8Array(map.length);
  let set = 0;
  for (let i = 0; i < map.length; i++) {
    if (!(map[i]! > threshold)) continue;
    mask[i] = 1;
    set++;
  }
  return { mask, set };
}

export interface OdsScore {
  readonly odsF: number;
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Sums counts image by image in constant memory. */
export class OdsF {
  private readonly sums = THRESHOLDS.map(() => [0, 0, 0, 0] as [number, number, number, number]);

  add(counts: readonly EdgeCounts[]): void {
    counts.forEach(({ matchedTruth, truth, matchedPrediction, prediction }, k) => {
      const sum = this.sums[k]!;
      sum[0] += matchedTruth;
      sum[1] += truth;
      sum[2] += matchedPrediction;
      sum[3] += prediction;
    });
  }

  /** At the best threshold; NaN where no image has a boundary. */
  score(): OdsScore {
    let best: OdsScore = { odsF: NaN, threshold: NaN, precision: NaN, recall: NaN };
    this.sums.forEach(([matchedTruth, truth, matchedPrediction, prediction], k) => {
      if (truth === 0) return;
      const recall = matchedTruth / truth;
      const precision = prediction > 0 ? matchedPrediction / prediction : 0;
      const odsF = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
      if (!(odsF <= best.odsF)) best = { odsF, threshold: THRESHOLDS[k]!, precision, recall };
    });
    return best;
  }
}
