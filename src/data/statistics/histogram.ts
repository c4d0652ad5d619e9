/** Counts in equal bins: medians and shapes of any number of values, in constant memory. */

export class Histogram {
  private readonly counts: Float64Array;
  total = 0;

  /** Values from 0 to `high`; those beyond count as `high`. */
  constructor(
    bins: number,
    private readonly high: number,
  ) {
    this.counts = new Float64Array(bins);
  }

  add(value: number): void {
    const bin = Math.floor((value / this.high) * this.counts.length);
    this.counts[Math.min(Math.max(bin, 0), this.counts.length - 1)]! += 1;
    this.total += 1;
  }

  /** The value below which this share lies, to within a bin; NaN of nothing. */
  quantile(share: number): number {
    if (this.total === 0) return NaN;
    const width = this.high / this.counts.length;
    let below = 0;
    for (const [bin, count] of this.counts.entries()) {
      if (count > 0 && below + count >= share * this.total) return (bin + (share * this.total - below) / count) * width;
      below += count;
    }
    return this.high;
  }

  /** In fewer bins, from 0 to `high`, which is a whole number of the bins there are; what lies beyond joins the last. */
  coarse(bins: number, high: number): number[] {
    const each = Math.round(((high / this.high) * this.counts.length) / bins);
    const counts = new Array<number>(bins).fill(0);
    for (const [bin, count] of this.counts.entries()) counts[Math.min(Math.floor(bin / each), bins - 1)]! += count;
    return counts;
  }
}
