/** Boundaries counted in workers of their own, several images at once; in place where no worker can be had. */
import { Client } from '../protocol/client';
import { WorkerFailedError } from '../protocol/errors';
import type { MetricsCommands } from '../protocol/metrics-messages';
import type { Port } from '../protocol/wire';
import { countHere, type CountEdges } from '../tasks/metrics/edges/meter';

export interface MetricsWorker extends Port {
  terminate(): void;
}

interface Counter {
  readonly worker: MetricsWorker;
  readonly client: Client<MetricsCommands>;
  /** Images given to it and not yet counted. */
  jobs: number;
}

const MOST = 8;

/** One thread is left to training and page. */
const spare = (): number => Math.max(1, Math.min(MOST, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1));

export class MetricsPool {
  private readonly counters: Counter[] = [];

  /** @param start starts a worker; undefined where there are none */
  constructor(
    private start: (() => MetricsWorker) | undefined,
    private readonly most = spare(),
  ) {}

  readonly countEdges: CountEdges = async (job) => {
    const counter = this.idlest();
    if (!counter) return countHere(job);
    counter.jobs += 1;
    try {
      return await counter.client.ask('countEdges', job);
    } catch (error) {
      if (!(error instanceof WorkerFailedError)) throw error;
      return countHere(job); // slower, and the same
    } finally {
      counter.jobs -= 1;
    }
  };

  close(): void {
    for (const { worker } of this.counters.splice(0)) worker.terminate();
  }

  /** Undefined where none can be had: then no other is tried for. */
  private begin(): MetricsWorker | undefined {
    try {
      return this.start?.();
    } catch {
      this.start = undefined;
      return undefined;
    }
  }

  /** A new one while all are busy and more are allowed. */
  private idlest(): Counter | undefined {
    const [best] = [...this.counters].sort((a, b) => a.jobs - b.jobs);
    if (!this.start || (best && (best.jobs === 0 || this.counters.length >= this.most))) return best;
    const worker = this.begin();
    if (!worker) return best;
    const counter = { worker, client: new Client<MetricsCommands>(worker), jobs: 0 };
    this.counters.push(counter);
    return counter;
  }
}
