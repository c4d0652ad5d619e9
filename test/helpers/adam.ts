/** Adam in float64, one number at a time, written from the paper (Kingma & Ba 2015) and PyTorch's documentation. */

export interface AdamReference {
  steps: number;
  readonly p: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

export function adamReference(values: ArrayLike<number>): AdamReference {
  const p = Float64Array.from(values);
  return { steps: 0, p, m: new Float64Array(p.length), v: new Float64Array(p.length) };
}

export function stepReference(
  state: AdamReference,
  gradient: ArrayLike<number>,
  { rate, decay }: { rate: number; decay: number },
): void {
  state.steps += 1;
  for (let i = 0; i < state.p.length; i++) {
    const g = gradient[i]! + decay * state.p[i]!;
    state.m[i] = 0.9 * state.m[i]! + 0.1 * g;
    state.v[i] = 0.999 * state.v[i]! + 0.001 * g * g;
    const mean = state.m[i]! / (1 - 0.9 ** state.steps);
    const square = state.v[i]! / (1 - 0.999 ** state.steps);
    state.p[i] = state.p[i]! - (rate * mean) / (Math.sqrt(square) + 1e-8);
  }
}
