/** Threads of Node that count for metrics, as many as there are cores; where none can be had, counting in place. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { MetricsPool, type MetricsWorker } from '../session/metrics-pool';

/** Makes one file for Node of an entry (bundle.mjs). */
export type Bundle = (entry: string) => Promise<string>;

const MOST = 8;

/** Node's worker behind the page's interface. */
function threadOf(file: string): MetricsWorker {
  const worker = new Worker(file);
  return {
    postMessage: (message) => worker.postMessage(message),
    addEventListener(type, listener) {
      if (type === 'message') worker.on('message', (data: unknown) => listener({ data } as MessageEvent));
      if (type === 'messageerror') worker.on('messageerror', () => listener({} as Event));
      if (type !== 'error') return;
      worker.on('error', ({ message }: Error) => listener({ message } as ErrorEvent));
      worker.on('exit', (code) => listener({ message: `it ended with code ${code}` } as ErrorEvent));
    },
    terminate: () => void worker.terminate(),
  };
}

/** @param bundle absent: everything is counted in place */
export async function metricsThreads(bundle: Bundle | undefined): Promise<MetricsPool> {
  const file = await bundle?.('src/cli/metrics-thread.ts').catch(() => undefined); // slower, and the same
  return new MetricsPool(file === undefined ? undefined : () => threadOf(file), Math.min(availableParallelism(), MOST));
}
