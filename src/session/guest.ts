/**
 * Models that are looked at beside the page's run: each question takes one turn on the GPU, between two steps, and they
 * go when training begins, or after a minute without a question.
 */
import type { RunState } from '../protocol/messages';
import type { RunController } from './controller';

const IDLE = 60_000; // ms

interface GuestParts {
  readonly run: RunController;
  /** ms without a question after which the models go; default: a minute. */
  readonly idle?: number | undefined;
  /** Gives the models back; it has a turn on the GPU. */
  leave(): void;
}

export class Guest {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private before: RunState['status'] = 'idle';

  constructor(private readonly parts: GuestParts) {}

  /** Every state of the controller's run: what trains needs the memory. */
  heard({ status }: RunState): void {
    const begins = status === 'preparing' && this.before !== 'preparing';
    this.before = status;
    if (begins) void this.free();
  }

  /** The GPU is opened, if need be, and is this job's until it ends. @throws NoAdapterError */
  ask<T>(job: () => Promise<T>): Promise<T> {
    const { run, idle = IDLE } = this.parts;
    clearTimeout(this.timer);
    const answer = run.beside(job);
    const wait = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.free(), idle);
    };
    answer.then(wait, wait);
    return answer;
  }

  async free(): Promise<void> {
    clearTimeout(this.timer);
    await this.parts.run.turn(async () => this.parts.leave());
  }
}
