/** Angles between predicted and true normals over all valid pixels of a set, as InvPT evaluates them. */
import { IGNORE, type Meter } from './meter';

const BINS_PER_DEGREE = 100; // the median is the centre of a bin: right to .005 degrees
type Vector = readonly [number, number, number];

const NEAR = [11.25, 22.5, 30] as const; // degrees, the customary thresholds

/** 2 atan2(|p - g|, |p + g|) of the unit vectors, in degrees: exact for small angles, where acos(p . g) is not. */
export function angleBetween(p: Vector, g: Vector): number {
  const scaleP = 1 / Math.max(Math.hypot(...p), 1e-12);
  const scaleG = 1 / Math.max(Math.hypot(...g), 1e-12);
  const difference = Math.hypot(...p.map((value, i) => value * scaleP - g[i]! * scaleG));
  const sum = Math.hypot(...p.map((value, i) => value * scaleP + g[i]! * scaleG));
  return (2 * Math.atan2(difference, sum) * 180) / Math.PI;
}

/** A component as MTI-Net's predictions are stored and read again: cut to a byte. */
const throughByte = (component: number): number => (2 * Math.trunc(((component + 1) * 255) / 2)) / 255 - 1;

/** As MTI-Net measures: predictions through bytes, then acos (spec/mtl-models.md §11 no. 8). Degrees. */
function angleThroughBytes(p: Vector, g: Vector): number {
  const length = Math.max(Math.hypot(...p), 1e-12);
  const stored = p.map((component) => throughByte(component / length));
  const scale = 1 / Math.max(Math.hypot(...stored) * Math.hypot(...g), 1e-12);
  const cosine = stored.reduce((sum, component, i) => sum + component * g[i]!, 0) * scale;
  return (Math.acos(Math.min(Math.max(cosine, -1), 1)) * 180) / Math.PI;
}

export class NormalAngles implements Meter {
  private pixels = 0;
  private sum = 0;
  private squares = 0;
  private sumThroughBytes = 0;
  private readonly histogram = new Float64Array(180 * BINS_PER_DEGREE + 1);
  private readonly within = NEAR.map(() => 0);

  /** @param prediction, label [pixels, 3]; a pixel with any label channel 255 is ignored */
  add(prediction: Float32Array, label: Float32Array): void {
    for (let i = 0; i < label.length; i += 3) {
      const g = [label[i]!, label[i + 1]!, label[i + 2]!] as const;
      if (g.includes(IGNORE)) continue;
      const p = [prediction[i]!, prediction[i + 1]!, prediction[i + 2]!] as const;
      const angle = angleBetween(p, g);
      this.pixels += 1;
      this.sum += angle;
      this.squares += angle * angle;
      this.sumThroughBytes += angleThroughBytes(p, g);
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

  values(): Record<'mean' | 'median' | 'rmse' | 'within11' | 'within22' | 'within30' | 'meanMti', number> {
    const { pixels } = this;
    const [within11, within22, within30] = this.within.map((count) => count / pixels) as [number, number, number];
    const rmse = Math.sqrt(this.squares / pixels);
    const meanMti = this.sumThroughBytes / pixels;
    return { mean: this.sum / pixels, median: this.median(), rmse, within11, within22, within30, meanMti };
  }
}
