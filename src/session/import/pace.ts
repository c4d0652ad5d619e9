/** How an import tells of itself: at most ten times a second, the last word always. */
import type { ImportProgress } from '../../protocol/data-messages';

const INTERVAL = 100; // ms
const WINDOW = 5000; // ms over which the rate is taken

type Counted = Pick<ImportProgress, 'done' | 'total' | 'skipped'>;

export class Pace {
  private toldAt = -Infinity;
  private phase: ImportProgress['phase'] | undefined;
  /** When how many images had been stored, the oldest first. */
  private seen: { readonly at: number; readonly done: number }[] = [];

  constructor(
    private readonly name: string,
    private readonly tell: (progress: ImportProgress) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Bytes of an archive. */
  reading(done: number, total: number): void {
    this.say('reading', { done, total, skipped: 0 }, 0);
  }

  /** Images. */
  storing(counted: Counted): void {
    const at = this.now();
    this.seen.push({ at, done: counted.done });
    while (this.seen.length > 2 && this.seen[0]!.at < at - WINDOW) this.seen.shift();
    const first = this.seen[0]!;
    const seconds = (at - first.at) / 1000;
    this.say('storing', counted, seconds > 0 ? (counted.done - first.done) / seconds : 0);
  }

  private say(phase: ImportProgress['phase'], counted: Counted, rate: number): void {
    const at = this.now();
    const isLast = counted.done >= counted.total;
    if (phase === this.phase && !isLast && at - this.toldAt < INTERVAL) return;
    this.phase = phase;
    this.toldAt = at;
    this.tell({ name: this.name, phase, rate, ...counted });
  }
}
