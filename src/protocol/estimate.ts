/** What a configuration costs, whether an adapter can carry it, and what to change where it cannot. */
import { bytes } from '../base/words';

export interface Estimate {
  /** Trainable numbers, the regularizer's included. */
  readonly parameters: number;
  /** Bytes of all weights, running statistics included. */
  readonly parameterBytes: number;
  /** Bytes of moments, and of the optimizer's copies of weights and gradients. */
  readonly optimizerBytes: number;
  /** Most bytes that a step holds at once beyond those: maps, gradients. */
  readonly activationBytes: number;
  /** Bytes of all GPU buffers once steps are under way: those kept for reuse included. */
  readonly poolBytes: number;
  /** Bytes of the largest single buffer: the one that a limit stops first. */
  readonly largestBuffer: number;
  /** Of one step of the optimizer. */
  readonly launches: number;
  /** Operations of one step, a multiply-add as two: counted where they are many, else one for each number written. */
  readonly flops: number;
}

/** 'tight': may run out of memory, of which WebGPU does not tell the size. */
export type Verdict = 'fits' | 'tight' | 'needs more';

/** A smaller run that was tried and found to ask for less. */
export interface Advice {
  /** Changed settings, by path. */
  readonly settings: readonly (readonly [path: string, value: number | readonly number[]])[];
  /** The same in words: "batch 1, accumulated 4 times". */
  readonly words: string;
  readonly verdict: Exclude<Verdict, 'needs more'>;
  readonly memoryBytes: number;
}

export interface Judged {
  readonly estimate: Estimate;
  readonly verdict: Verdict;
  /** Bytes of the largest buffer that the adapter allows. */
  readonly allowed: number;
  /** null where it fits, or where nothing that was tried is small enough. */
  readonly advice: Advice | null;
}

function cause({ estimate: { largestBuffer, poolBytes }, verdict, allowed }: Judged): string {
  if (largestBuffer > allowed)
    return `One buffer of ${bytes(largestBuffer)} is needed, and this adapter allows ${bytes(allowed)}`;
  return verdict === 'tight' ? 'The GPU may have less memory' : `Few GPUs have ${bytes(poolBytes)}`;
}

/** One sentence where a run does not simply fit, '' where it does. */
export function adviceSentence(judged: Judged): string {
  const { verdict, advice } = judged;
  if (verdict === 'fits') return '';
  if (!advice) return `${cause(judged)}; nothing smaller that was tried fits: take a smaller preset.`;
  const hope = advice.verdict === 'fits' ? 'fits' : 'may fit';
  return `${cause(judged)}: ${advice.words} ${hope} (${bytes(advice.memoryBytes)}).`;
}
