/** Angles between predicted and true normals over all valid pixels of a set, as InvPT evaluates them. */
import { IGNORE, type Meter } from './meter';

const BINS_PER_DEGREE = 100; // the median is the centre of a bin: right to .005 degrees
const NEAR = [11.25, 22.5, 30] as const; // degrees, the customary thresholds

/** 2 atan2(|p - g|, |p + g|) of the unit vectors, in degrees: exact for small angles, where acos(p . g) is not. */
export function angleBetween(p: readonly [number, number, number], g: readonly [number, number, number]): number {
  const scaleP = 1 / Math.max(Math.hypot(...p), 1e-12);
  const scaleG = 1 / Math.max(Math.hypot(...g), 1e-12);
  const difference = Math.hypot(...p.map((value, i) => value * scaleP - g[i]! * scaleG));
  const sum = Math.hypot(...p.map((value, i) => value * scaleP + g[i]! * scaleG));
  return (2 * Math.atan2(difference, sum) * 180) / Math.PI;
}

export class NormalAngles implements Meter {
  private pixels = 0;
  private sum = 0;
  private readonly histogram = new Float64Array(180 * BINS_PER_DEGREE + 1);
  private readonly within = NEAR.map(() => 0);

  /** @param prediction, label [pixels, 3]; a pixel with any label channel 255 is ignored */
  add(prediction: Float32Array, label: Float32Array): void {
    for (let i = 0; i < label.length; i += 3) {
      const g = [label[i]!, label[i + 1]!, label[i + 2]!] as const;
      if (g.includes(IGNORE)) continue;
      const angle = angleBetween([prediction[i]!, prediction[i + 1]!, prediction[i + 2]!], g);
      this.pixels += 1;
      this.sum += angle;
      this.histogram[Math.floor(angle * BINS_PER_DEGREE)]! += 1;
      NEAR.forEach((limit, k) => {
        if (angle < limit) this.within[k]! += 1;
      });
    }
  }

  private median(): number {
    let seen = 0;
    const bin = this.histogram.findIndex((count) => (seen += count) * 2 >= this.pixels);
    return this.pixels > 0 ? (bin + 0.5) / BINS_PER_DEGREE : NaN;
  }

  values(): { mean: number; median: number; within11: number; within22: number; within30: number } {
    const [within11, within22, within30] = this.within.map((count) => count / this.pixels) as [number, number, number];
    return { mean: this.sum / this.pixels, median: this.median(), within11, within22, within30 };
  }
}
