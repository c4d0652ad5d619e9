/**
 * The published meter of boundaries during training: the balanced loss, with a probability where the loss has a
 * logit. Only indicative; boundaries are ranked by odsF.
 */
import { IGNORE, type Meter } from './meter';

const POSITIVE_WEIGHT = 0.95; // as in the loss

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export class BoundaryLoss implements Meter {
  private pixels = 0;
  private sum = 0;

  /** @param prediction [pixels] probabilities @param label [pixels] 0..1 */
  add(prediction: Float32Array, label: Float32Array): void {
    label.forEach((y, i) => {
      if (y === IGNORE) return;
      const x = prediction[i]!;
      this.pixels += 1;
      this.sum += POSITIVE_WEIGHT * y * softplus(-x) + (1 - POSITIVE_WEIGHT) * (1 - y) * softplus(x);
    });
  }

  values(): { balancedLoss: number } {
    return { balancedLoss: this.sum / this.pixels };
  }
}
