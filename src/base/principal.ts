/** Principal components of a cloud of points: the covariance's largest eigenvectors by cyclic Jacobi rotations. */

const MAX_SWEEPS = 50; // a covariance of 64 channels takes fewer than 10
const RELATIVE_ZERO = 1e-14; // off-diagonal entries against the trace: float64 has no more to give

export interface Principal {
  /** [channels] */
  readonly mean: Float64Array;
  /** Unit vectors [channels], largest variance first; the largest entry of each is positive. */
  readonly components: readonly Float64Array[];
  /** Of the points along each component. */
  readonly deviations: readonly number[];
}

/** @returns row-major [n, n], divided by the number of points */
function covariance(points: Float32Array, mean: Float64Array): Float64Array {
  const n = mean.length;
  const sum = new Float64Array(n * n);
  const centred = new Float64Array(n);
  for (let start = 0; start < points.length; start += n) {
    for (let c = 0; c < n; c++) centred[c] = points[start + c]! - mean[c]!;
    for (let i = 0; i < n; i++) {
      const factor = centred[i]!;
      for (let j = i; j < n; j++) sum[i * n + j]! += factor * centred[j]!;
    }
  }
  const count = points.length / n;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const value = sum[i * n + j]! / count;
      sum[i * n + j] = value;
      sum[j * n + i] = value;
    }
  }
  return sum;
}

/** Turns `n` pairs of entries, `step` apart, that begin at p and at q. */
function rotate(a: Float64Array, { p, q, step, n }: Pairs, c: number, s: number): void {
  for (let k = 0; k < n; k++, p += step, q += step) {
    const x = a[p]!;
    const y = a[q]!;
    a[p] = c * x - s * y;
    a[q] = s * x + c * y;
  }
}

interface Pairs {
  p: number;
  q: number;
  readonly step: number;
  readonly n: number;
}

/** Diagonalises the symmetric `a` in place. @returns its eigenvectors as rows, [n, n] */
function jacobi(a: Float64Array, n: number): Float64Array {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += a[i * n + i]!;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let largest = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q]!;
        largest = Math.max(largest, Math.abs(off));
        if (Math.abs(off) <= RELATIVE_ZERO * trace) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * off);
        const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(tangent, 1);
        const s = tangent * c;
        rotate(a, { p: p * n, q: q * n, step: 1, n }, c, s);
        rotate(a, { p, q, step: n, n }, c, s);
        rotate(vectors, { p: p * n, q: q * n, step: 1, n }, c, s);
      }
    }
    if (largest <= RELATIVE_ZERO * trace) break;
  }
  return vectors;
}

function withPositivePeak(vector: Float64Array): Float64Array {
  let peak = 0;
  vector.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(vector[peak]!)) peak = i;
  });
  return vector[peak]! < 0 ? vector.map((value) => -value) : vector;
}

/**
 * @param points [points, channels] @param count components wanted; fewer are returned if there are fewer channels
 */
export function principalComponents(points: Float32Array, channels: number, count: number): Principal {
  const mean = new Float64Array(channels);
  points.forEach((value, i) => (mean[i % channels]! += value));
  for (let c = 0; c < channels; c++) mean[c]! /= points.length / channels;
  const diagonal = covariance(points, mean);
  const vectors = jacobi(diagonal, channels);
  const variance = (k: number): number => Math.max(diagonal[k * channels + k]!, 0);
  const order = Array.from({ length: channels }, (_, k) => k)
    .sort((i, j) => variance(j) - variance(i))
    .slice(0, count);
  return {
    mean,
    components: order.map((k) => withPositivePeak(vectors.slice(k * channels, (k + 1) * channels))),
    deviations: order.map((k) => Math.sqrt(variance(k))),
  };
}
