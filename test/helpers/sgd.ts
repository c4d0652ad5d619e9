/** Gradient descent with momentum in float64, one number at a time, written from PyTorch's documentation. */

export interface SgdReference {
  steps: number;
  readonly p: Float64Array;
  readonly m: Float64Array;
}

export function sgdReference(values: ArrayLike<number>): SgdReference {
  const p = Float64Array.from(values);
  return { steps: 0, p, m: new Float64Array(p.length) };
}

export interface SgdStep {
  readonly rate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly decay: number;
}

export function sgdStep(state: SgdReference, gradient: ArrayLike<number>, options: SgdStep): void {
  const { rate, momentum, nesterov, decay } = options;
  state.steps += 1;
  for (let i = 0; i < state.p.length; i++) {
    const g = gradient[i]! + decay * state.p[i]!;
    // The first step's buffer is the gradient itself; PyTorch has no dampening then either.
    state.m[i] = state.steps === 1 ? g : momentum * state.m[i]! + g;
    state.p[i]! -= rate * (nesterov ? g + momentum * state.m[i]! : state.m[i]!);
  }
}
