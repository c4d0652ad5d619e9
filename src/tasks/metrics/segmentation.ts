/** Mean intersection over union, as InvPT evaluates it: counted over the whole set, an absent class counts as 0. */
import { IGNORE, type Meter } from './meter';

export class IntersectionOverUnion implements Meter {
  private readonly hits: Float64Array;
  private readonly predicted: Float64Array;
  private readonly labelled: Float64Array;

  constructor(private readonly classes: number) {
    this.hits = new Float64Array(classes);
    this.predicted = new Float64Array(classes);
    this.labelled = new Float64Array(classes);
  }

  /** @param prediction, label [pixels] class numbers */
  add(prediction: Float32Array, label: Float32Array): void {
    label.forEach((want, i) => {
      if (want === IGNORE) return;
      const got = prediction[i]!;
      this.labelled[want]! += 1;
      this.predicted[got]! += 1;
      if (got === want) this.hits[want]! += 1;
    });
  }

  /** One value a class: tp / (tp + fp + fn), 0 for a class that never occurs. */
  perClass(): number[] {
    return Array.from(this.hits, (hits, c) => hits / Math.max(this.labelled[c]! + this.predicted[c]! - hits, 1));
  }

  values(): { mIoU: number; pixelAccuracy: number } {
    const sum = (counts: ArrayLike<number>): number => Array.from(counts).reduce((a, b) => a + b, 0);
    const valid = sum(this.labelled);
    if (valid === 0) return { mIoU: NaN, pixelAccuracy: NaN };
    return { mIoU: sum(this.perClass()) / this.classes, pixelAccuracy: sum(this.hits) / valid };
  }
}
