/**
 * maxF of saliency as InvPT evaluates it (spec/mtl-models.md §7): precision and recall from counts summed over the set
 * at 19 thresholds, F with beta^2 = .3, the largest of them.
 */
import { IGNORE, type Meter } from './meter';

const THRESHOLDS = Float32Array.from({ length: 19 }, (_, k) => 0.05 * (k + 1)); // as torch.arange gives them
const BETA_SQUARED = 0.3;
const MEAN_THRESHOLDS = Array.from({ length: 15 }, (_, k) => 0.2 + 0.05 * k);
const TINY = 1e-8; // keeps 0 / 0 a 0, as published

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

/**
 * MTI-Net's: 15 thresholds, precision, recall and Jaccard index averaged over images, F with beta 1 of the averages
 * (spec/mtl-models.md §11 no. 8).
 */
class ImageMeans {
  private images = 0;
  private readonly sums = MEAN_THRESHOLDS.map(() => ({ precision: 0, recall: 0, jaccard: 0 }));

  /** @param prediction [pixels] probabilities @param label [pixels] */
  add(prediction: Float32Array, label: Float32Array): void {
    let salient = 0;
    const counts = MEAN_THRESHOLDS.map(() => ({ both: 0, predicted: 0 }));
    let valid = 0;
    label.forEach((want, i) => {
      if (want === IGNORE) return;
      valid += 1;
      salient += want;
      const byte = Math.trunc(255 * prediction[i]!) / 255;
      counts.forEach((count, k) => {
        if (!(byte > MEAN_THRESHOLDS[k]!)) return;
        count.predicted += 1;
        count.both += want;
      });
    });
    if (valid === 0) return;
    this.images += 1;
    counts.forEach(({ both, predicted }, k) => {
      const sum = this.sums[k]!;
      sum.precision += both / Math.max(predicted, TINY);
      sum.recall += both / Math.max(salient, TINY);
      sum.jaccard += both / Math.max(predicted + salient - both, TINY);
    });
  }

  /** The largest of each over the thresholds; NaN without images. */
  values(): { maxF: number; jaccard: number } {
    if (this.images === 0) return { maxF: NaN, jaccard: NaN };
    const scores = this.sums.map(
      ({ precision, recall }) => (2 * precision * recall) / Math.max(precision + recall, TINY),
    );
    return {
      maxF: Math.max(...scores) / this.images,
      jaccard: Math.max(...this.sums.map(({ jaccard }) => jaccard)) / this.images,
    };
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * `maxF` as InvPT publishes it, where a second sigmoid squeezes probabilities into .5 to .73; `maxFOnce` without it;
 * `maxFMti` and `jaccardMti` as MTI-Net evaluates.
 */
export class MaxF implements Meter {
  private readonly published = new Counts();
  private readonly once = new Counts();
  private readonly means = new ImageMeans();
  private isBroken = false;

  /** @param prediction [pixels] probabilities @param label [pixels] 0 or 1 */
  add(prediction: Float32Array, label: Float32Array): void {
    this.means.add(prediction, label);
    label.forEach((want, i) => {
      if (want === IGNORE) return;
      const probability = prediction[i]!;
      if (Number.isNaN(probability)) this.isBroken = true;
      this.published.add(Math.fround(sigmoid(probability)), want);
      this.once.add(probability, want);
    });
  }

  values(): Record<'maxF' | 'maxFOnce' | 'maxFMti' | 'jaccardMti', number> {
    if (this.isBroken) return { maxF: NaN, maxFOnce: NaN, maxFMti: NaN, jaccardMti: NaN };
    const { maxF, jaccard } = this.means.values();
    return { maxF: this.published.maxF(), maxFOnce: this.once.maxF(), maxFMti: maxF, jaccardMti: jaccard };
  }
}
