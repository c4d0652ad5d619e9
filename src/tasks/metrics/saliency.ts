/**
 * maxF of saliency as InvPT evaluates it (spec/mtl-models.md §7): precision and recall from counts summed over the set
 * at 19 thresholds, F with beta^2 = .3, the largest of them.
 */
import { IGNORE, type Meter } from './meter';

const THRESHOLDS = Float32Array.from({ length: 19 }, (_, k) => 0.05 * (k + 1)); // as torch.arange gives them
const BETA_SQUARED = 0.3;

class Counts {
  private readonly both = new Float64Array(THRESHOLDS.length);
  private readonly predicted = new Float64Array(THRESHOLDS.length);
  private labelled = 0;

  add(value: number, label: number): void {
    this.labelled += label;
    for (let k = 0; k < THRESHOLDS.length && value >= THRESHOLDS[k]!; k++) {
      this.predicted[k]! += 1;
      this.both[k]! += label;
    }
  }

  /** NaN without salient pixels: recall has no meaning. */
  maxF(): number {
    if (this.labelled === 0) return NaN;
    const scores = Array.from(this.both, (both, k) => {
      if (both === 0) return 0;
      const precision = both / this.predicted[k]!;
      const recall = both / this.labelled;
      return ((1 + BETA_SQUARED) * precision * recall) / (BETA_SQUARED * precision + recall);
    });
    return Math.max(...scores);
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** `maxF` as published, where a second sigmoid squeezes probabilities into .5 to .73; `maxFOnce` without it. */
export class MaxF implements Meter {
  private readonly published = new Counts();
  private readonly once = new Counts();
  private isBroken = false;

  /** @param prediction [pixels] probabilities @param label [pixels] 0 or 1 */
  add(prediction: Float32Array, label: Float32Array): void {
    label.forEach((want, i) => {
      if (want === IGNORE) return;
      const probability = prediction[i]!;
      if (Number.isNaN(probability)) this.isBroken = true;
      this.published.add(Math.fround(sigmoid(probability)), want);
      this.once.add(probability, want);
    });
  }

  values(): { maxF: number; maxFOnce: number } {
    if (this.isBroken) return { maxF: NaN, maxFOnce: NaN };
    return { maxF: this.published.maxF(), maxFOnce: this.once.maxF() };
  }
}
