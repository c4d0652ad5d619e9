/** Mean intersection over union, as InvPT evaluates it: counted over the whole set, an absent class counts as 0. */
import { classCounts, intersectionOverUnion, type Confusion } from '../../base/confusion';
import { IGNORE, type Meter } from './meter';

export class IntersectionOverUnion implements Meter {
  /** Pixels by label (rows) and prediction (columns). */
  private readonly counts: Float64Array;

  constructor(private readonly classes: number) {
    this.counts = new Float64Array(classes * classes);
  }

  /** @param prediction, label [pixels] class numbers */
  add(prediction: Float32Array, label: Float32Array): void {
    const { counts, classes } = this;
    for (let i = 0; i < label.length; i++) {
      const want = label[i]!;
      if (want !== IGNORE) counts[want * classes + prediction[i]!]! += 1;
    }
  }

  private rows(): Float64Array[] {
    const { counts, classes } = this;
    return Array.from({ length: classes }, (_, c) => counts.subarray(c * classes, (c + 1) * classes));
  }

  confusion(): Confusion {
    return this.rows().map((row) => row.slice());
  }

  /** One value a class: tp / (tp + fp + fn), 0 for a class that never occurs. */
  perClass(): number[] {
    return classCounts(this.rows()).map(intersectionOverUnion);
  }

  values(): { mIoU: number; pixelAccuracy: number } {
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    const byClass = classCounts(this.rows());
    const valid = sum(byClass.map(({ labelled }) => labelled));
    if (valid === 0) return { mIoU: NaN, pixelAccuracy: NaN };
    return {
      mIoU: sum(byClass.map(intersectionOverUnion)) / this.classes,
      pixelAccuracy: sum(byClass.map(({ hits }) => hits)) / valid,
    };
  }
}
