/** What is said of a run: its state before there is one, and the sentence when it fails. */
import { CancelledError } from '../base/errors';
import type { RunState } from '../protocol/messages';

export type Problem = NonNullable<RunState['problem']>;

const LOSSES = ['DeviceLostError', 'AbortError'];

/**
 * One sentence for a run that an error ended.
 * @param lost whether the GPU is: that shows in many ways and is told in one
 */
export function problemOf(thrown: unknown, at: Pick<RunState, 'step' | 'savedStep'>, lost: boolean): Problem {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (lost || LOSSES.includes(error.name)) return { name: 'DeviceLostError', message: lossSentence(at) };
  return { name: error.name, message: error.message };
}

function lossSentence({ step, savedStep }: Pick<RunState, 'step' | 'savedStep'>): string {
  const when = step > 0 ? ` after step ${step}` : '';
  return savedStep > 0
    ? `The GPU was lost${when}; nothing that was saved is lost: continue from step ${savedStep}.`
    : `The GPU was lost${when}, before anything was saved; continue to begin again.`;
}

export const cancelled = (): CancelledError => new CancelledError('The preparation was called off.');

/** The newest step times of a run, in milliseconds. */
export class Pace {
  private readonly times: number[] = [];
  private compiled = false;

  /** Whether the kernels are compiled. */
  get warm(): boolean {
    return this.compiled;
  }

  /** The first step compiles kernels: it says nothing of the next. */
  add(milliseconds: number): void {
    if (this.compiled) this.times.push(milliseconds);
    this.compiled = true;
    if (this.times.length > REMEMBERED) this.times.shift();
  }

  /** 0 before the second step. */
  get median(): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}

const REMEMBERED = 20; // steps
