/** Depth errors over all valid pixels of a set, as InvPT evaluates them. */
import { IGNORE, type Meter } from './meter';

const LEAST_DEPTH = 1e-9; // metres; what the published evaluation puts for a prediction that is not positive

const RATIOS = [1.25, 1.25 ** 2, 1.25 ** 3]; // of prediction to truth or the other way round; customary (Eigen et al. 2014)

export class DepthErrors implements Meter {
  private pixels = 0;
  private squares = 0;
  private logSquares = 0;
  private relative = 0;
  private relativeSquares = 0;
  private readonly within = RATIOS.map(() => 0);

  /** @param prediction, label [pixels] metres */
  add(prediction: Float32Array, label: Float32Array): void {
    label.forEach((want, i) => {
      if (want === IGNORE) return;
      const got = prediction[i]! > 0 ? prediction[i]! : prediction[i]! <= 0 ? LEAST_DEPTH : NaN;
      const error = got - want;
      this.pixels += 1;
      this.squares += error * error;
      this.logSquares += (Math.log(got) - Math.log(want)) ** 2;
      this.relative += Math.abs(error) / want;
      this.relativeSquares += (error * error) / want;
      const ratio = Math.max(got / want, want / got);
      RATIOS.forEach((limit, k) => {
        if (ratio < limit) this.within[k]! += 1;
      });
    });
  }

  values(): Record<'rmse' | 'absRel' | 'logRmse' | 'sqRel' | 'delta1' | 'delta2' | 'delta3', number> {
    const [delta1, delta2, delta3] = this.within.map((count) => count / this.pixels) as [number, number, number];
    return {
      delta1,
      delta2,
      delta3,
      rmse: Math.sqrt(this.squares / this.pixels),
      absRel: this.relative / this.pixels,
      logRmse: Math.sqrt(this.logSquares / this.pixels),
      sqRel: this.relativeSquares / this.pixels,
    };
  }
}
