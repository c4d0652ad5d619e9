/**
 * What the worker tells unasked, kept small: the newest state replaces older ones, the facts of several steps go
 * together, both at most ten times a second, and facts only while the page has drawn the earlier ones. So a slow or
 * hidden page finds one message of each kind waiting, never a backlog.
 */
import type { StepFacts } from './events';
import type { ExperimentProgress } from './experiment-messages';
import type { EventKind, Events, RunState } from './messages';
import type { Port } from './wire';

const CREDITS = 4; // batches of facts that may be on their way at once
const INTERVAL = 100; // ms between messages of a kind
const HEARTBEAT = 1000; // ms

export class Outbox {
  private credits = CREDITS;
  private unsent: StepFacts[] = [];
  private newest: RunState | undefined;
  private progress: ExperimentProgress | null | undefined;
  private last: Pick<RunState, 'runId' | 'status'> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pulse: ReturnType<typeof setInterval>;

  constructor(private readonly port: Port) {
    this.pulse = setInterval(() => this.post('heartbeat', { at: Date.now() }), HEARTBEAT);
  }

  /** The state as it is now. Another status goes out at once: the answer to the command behind it comes after it. */
  state(state: RunState): void {
    const { last } = this;
    this.newest = state;
    this.last = state;
    if (state.runId !== last?.runId) this.unsent = []; // of a run that the page looks at no more
    if (state.runId !== last?.runId || state.status !== last.status) this.send();
    else this.soon();
  }

  facts(facts: StepFacts): void {
    this.unsent.push(facts);
    this.soon();
  }

  /** Where the experiment stands; null: none is running any more. */
  experiment(progress: ExperimentProgress | null): void {
    this.progress = progress;
    this.soon();
  }

  /** The page has drawn so many batches. */
  credit(count: number): void {
    this.credits = Math.min(CREDITS, this.credits + count);
    this.soon();
  }

  close(): void {
    clearInterval(this.pulse);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Sends now if the last message is long enough ago, otherwise when it is. */
  private soon(): void {
    if (this.timer === undefined && this.due()) this.send();
  }

  private due(): boolean {
    const isNew = this.newest !== undefined || this.progress !== undefined;
    return isNew || (this.unsent.length > 0 && this.credits > 0);
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.soon();
    }, INTERVAL);
    // State first: the page must know the run before it hears of its steps.
    if (this.newest) this.post('state', this.newest);
    if (this.progress !== undefined) this.post('experiment', this.progress);
    this.newest = this.progress = undefined;
    if (this.unsent.length === 0 || this.credits === 0) return;
    this.credits -= 1;
    this.post('facts', this.unsent);
    this.unsent = [];
  }

  private post<K extends EventKind>(event: K, value: Events[K]): void {
    this.port.postMessage({ event, value });
  }
}
