/** Numbers that change with the step: the learning rate and alpha, the weight of the regularizer's losses. */

/** alpha(step): a linear ramp from 0 to the peak, then flat. Supplement §1. */
export function alphaAt(step: number, { peak, rampSteps }: { peak: number; rampSteps: number }): number {
  return rampSteps > 0 ? peak * Math.min(step / rampSteps, 1) : peak;
}

export interface PolySchedule {
  /** Learning rate at step 0. */
  readonly base: number;
  /** Steps of the whole run; the rate is 0 after the last one. */
  readonly steps: number;
  /** .9 in InvPT and in MTI-Net. */
  readonly power?: number;
}

/** base (1 - step / steps)^power, for each 0-based step (InvPT counts iterations, the published MTI-Net epochs). */
export function polyRate(step: number, { base, steps, power = 0.9 }: PolySchedule): number {
  return base * Math.max(1 - step / steps, 0) ** power;
}

export interface RateOptions extends PolySchedule {
  readonly schedule: 'poly' | 'poly-epoch' | 'constant';
  /** Steps in which every training image is seen once; only 'poly-epoch' wants it. */
  readonly stepsPerEpoch?: number;
}

/** The learning rate of a 0-based step. A last epoch that the run does not finish counts as one. */
export function rateAt(step: number, options: RateOptions): number {
  const { schedule, base, steps, stepsPerEpoch } = options;
  if (schedule === 'constant') return base;
  if (schedule === 'poly') return polyRate(step, options);
  if (stepsPerEpoch === undefined)
    throw new Error('the schedule "poly-epoch" was not told how many steps an epoch has');
  return polyRate(Math.floor(step / stepsPerEpoch), { ...options, steps: Math.ceil(steps / stepsPerEpoch) });
}
