import { expect } from 'vitest';

export type Numbers = ArrayLike<number>;

/** Largest |got - want| over the largest |want| (or over 1 if `want` is all zero). NaN anywhere gives NaN. */
export function maxError(got: Numbers, want: Numbers): number {
  if (got.length !== want.length) throw new Error(`${got.length} values, wanted ${want.length}`);
  let error = 0;
  let scale = 0;
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i]! - want[i]!);
    if (Number.isNaN(difference)) return NaN;
    error = Math.max(error, difference);
    scale = Math.max(scale, Math.abs(want[i]!));
  }
  return error / (scale || 1);
}

/** Relative error in the L2 norm. */
export function l2Error(got: Numbers, want: Numbers): number {
  if (got.length !== want.length) throw new Error(`${got.length} values, wanted ${want.length}`);
  let error = 0;
  let scale = 0;
  for (let i = 0; i < want.length; i++) {
    error += (got[i]! - want[i]!) ** 2;
    scale += want[i]! ** 2;
  }
  return Math.sqrt(error / (scale || 1));
}

/** Passes if the error relative to the largest wanted value is at most `tolerance` (NaN never passes). */
export function expectClose(got: Numbers, want: Numbers, tolerance: number, what = 'values'): void {
  const error = maxError(got, want);
  expect(error <= tolerance, `${what}: relative error ${error} > ${tolerance}`).toBe(true);
}
