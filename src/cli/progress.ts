/** One line that tells where a run is: rewritten in a terminal, now and then a new one elsewhere. */
import { EMPTY_VOLUME } from '../base/step-facts';
import { bytes } from '../base/words';
import type { ImportProgress } from '../protocol/data-messages';
import type { RunEvent } from '../protocol/events';

const QUIET_EVERY = 10_000; // ms between lines where nothing can be rewritten
const TERMINAL_EVERY = 100;

const weightText = (accumulated: number): string =>
  `weight ${accumulated.toFixed(2)}${accumulated < EMPTY_VOLUME ? ' (the volume is nearly empty)' : ''}`;

export class Progress {
  private last = 0;
  private firstStep: { step: number; at: number } | undefined;
  private firstImage: { done: number; at: number } | undefined;
  private open = false;

  constructor(
    private readonly out: NodeJS.WriteStream = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {}

  readonly show = (event: RunEvent): void => {
    switch (event.kind) {
      case 'data':
        this.making(event);
        break;
      case 'ready':
        this.line(
          `${event.adapter}; ${event.parameters} parameters and ${event.regularizerParameters} of the regularizer; ` +
            (event.step > 0 ? `continuing after step ${event.step} of ${event.steps}` : `${event.steps} steps`),
          true,
        );
        break;
      case 'step': {
        const { step, decoder, rendered, accumulated } = event.facts;
        this.firstStep ??= { step, at: this.now() };
        const parts = [`step ${step} of ${event.steps}`, `decoder ${decoder.toFixed(3)}`];
        if (rendered > 0) parts.push(`rendered ${rendered.toFixed(3)}`, weightText(accumulated));
        this.line([...parts, this.remaining(step, event.steps)].filter(Boolean).join(' · '), step === event.steps);
        break;
      }
      case 'warning':
        this.line(event.message, true);
        break;
      case 'stopped':
        this.line(`stopped after step ${event.step}; saved`, true);
        break;
      case 'finished':
        this.line(`finished ${event.step} steps`, true);
        break;
      case 'saved':
        break;
    }
  };

  readonly images = (done: number, total: number): void => {
    this.line(`evaluated ${done} of ${total} images`, done === total);
  };

  /** Bytes of an archive. */
  readonly passing = (done: number, total: number): void => {
    const [now, all] = [done, total].map((size) => bytes(size).replace('\u202f', ' '));
    this.line(`reading the archive: ${now} of ${all}`, done === total);
  };

  readonly importing = ({ phase, done, total, rate, skipped }: ImportProgress): void => {
    if (phase === 'reading') return this.passing(done, total);
    const parts = [`stored ${done} of ${total} images`];
    if (rate > 0) parts.push(`${rate.toFixed(1)} images a second`);
    if (skipped > 0) parts.push(`${skipped} left out`);
    this.line(parts.join(' · '), done === total);
  };

  private making({ name, done, total }: Extract<RunEvent, { kind: 'data' }>): void {
    this.firstImage ??= { done, at: this.now() };
    const since = (this.now() - this.firstImage.at) / 1000;
    const left = done > this.firstImage.done ? Math.round((since / (done - this.firstImage.done)) * (total - done)) : 0;
    const time = left > 0 ? ` · about ${Math.floor(left / 60)} min ${left % 60} s left` : '';
    this.line(`making ${name}: ${done} of ${total} images${time}`, done === total);
  }

  private remaining(step: number, steps: number): string {
    const first = this.firstStep!;
    if (step <= first.step) return '';
    const perStep = (this.now() - first.at) / (step - first.step);
    const seconds = Math.round((perStep * (steps - step)) / 1000);
    return `${(perStep / 1000).toFixed(2)} s a step, about ${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
  }

  private line(text: string, whole: boolean): void {
    const terminal = this.out.isTTY;
    if (!whole && this.now() - this.last < (terminal ? TERMINAL_EVERY : QUIET_EVERY)) return;
    this.last = this.now();
    if (!terminal) {
      this.out.write(text + '\n');
      return;
    }
    this.out.write(`${this.open ? '\r\u001b[2K' : ''}${text}${whole ? '\n' : ''}`);
    this.open = !whole;
  }
}
