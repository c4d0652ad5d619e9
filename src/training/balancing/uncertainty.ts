/**
 * Weighting by learnt uncertainty (Kendall, Gal & Cipolla 2018): sum_t k_t exp(-s_t) L_t + s_t / 2 with s_t = log
 * variance, k = 1/2 for regression (their Eq. 7) and 1 for classification (their Eq. 10). L_t carries its fixed weight,
 * which so decides where training starts (s = 0) and not where it ends: at exp(s_t) = 2 k_t L_t.
 * The few s_t live on the CPU, since their gradient 1/2 - k exp(-s) L needs the losses alone, which are read anyway.
 */
import { InputError } from '../../base/errors';
import type { OptimizerConfig } from '../../config/experiment';
import type { Balancer, BalancerState } from './types';

const KEYS = ['logVariance', 'm', 'v', 'steps'] as const;

/** Those that the log variances share with the network; they never decay. */
export type StepRule = Pick<OptimizerConfig, 'kind' | 'beta1' | 'beta2' | 'epsilon' | 'momentum'>;

export class UncertaintyWeights implements Balancer {
  private readonly forms: readonly number[];
  private logVariance: number[];
  private m: number[];
  private v: number[];
  private steps = 0;

  /** @param regression for each task: whether its loss is a distance (else a likelihood of classes) */
  constructor(
    regression: readonly boolean[],
    private readonly rule: StepRule,
  ) {
    this.forms = regression.map((distance) => (distance ? 0.5 : 1));
    [this.logVariance, this.m, this.v] = [0, 1, 2].map(() => regression.map(() => 0)) as [number[], number[], number[]];
  }

  factors(): number[] {
    return this.forms.map((form, i) => form * Math.exp(-this.logVariance[i]!));
  }

  penalty(): number {
    return this.logVariance.reduce((sum, s) => sum + s / 2, 0);
  }

  observe(losses: readonly number[], learningRate: number): void {
    const factors = this.factors();
    this.steps += 1;
    losses.forEach((loss, i) => {
      this.move(i, 0.5 - factors[i]! * loss, learningRate);
    });
  }

  private move(i: number, gradient: number, rate: number): void {
    const { kind, beta1, beta2, epsilon, momentum } = this.rule;
    const { m, v, steps } = this;
    if (kind === 'sgd') {
      m[i] = momentum * m[i]! + gradient;
      this.logVariance[i]! -= rate * m[i]!;
      return;
    }
    m[i] = beta1 * m[i]! + (1 - beta1) * gradient;
    v[i] = beta2 * v[i]! + (1 - beta2) * gradient * gradient;
    const root = Math.sqrt(v[i]! / (1 - beta2 ** steps)) + epsilon;
    this.logVariance[i]! -= (rate * m[i]!) / (1 - beta1 ** steps) / root;
  }

  state(): BalancerState {
    const { logVariance, m, v, steps } = this;
    return { logVariance: [...logVariance], m: [...m], v: [...v], steps: [steps] };
  }

  load(state: BalancerState | undefined): void {
    const sizes = KEYS.map((key) => state?.[key]?.length);
    const tasks = this.forms.length;
    if (!state || sizes.join() !== [tasks, tasks, tasks, 1].join()) {
      throw new InputError(
        `The checkpoint has no log variances of ${tasks} tasks, which balancing.kind "uncertainty" continues from: start a new run.`,
      );
    }
    [this.logVariance, this.m, this.v] = [[...state.logVariance!], [...state.m!], [...state.v!]];
    this.steps = state.steps![0]!;
  }
}
