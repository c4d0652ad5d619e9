/** Boundaries counted elsewhere: the same counts, several workers at once, and in place where there is none. */
import { expect, test } from 'vitest';
import type { MetricsCommands } from '../../../src/protocol/metrics-messages';
import { serve } from '../../../src/protocol/server';
import type { Port } from '../../../src/protocol/wire';
import { MetricsPool, type MetricsWorker } from '../../../src/session/metrics-pool';
import { countHere, type EdgeJob } from '../../../src/tasks/metrics/edges/meter';

/** Both ends of a worker; it answers when it is told to. */
function fakeWorker() {
  const listeners: Record<string, ((event: Event) => void)[]> = {};
  const inside: ((event: Event) => void)[] = [];
  const [waiting, state] = [[] as (() => void)[], { jobs: 0, ended: false }];
  const worker: MetricsWorker = {
    postMessage(message) {
      state.jobs++;
      waiting.push(() => inside.forEach((listen) => listen({ data: structuredClone(message) } as MessageEvent)));
    },
    addEventListener: (type, listener) => void (listeners[type] ??= []).push(listener),
    terminate: () => void (state.ended = true),
  };
  const port: Port = {
    postMessage: (data) => listeners['message']?.forEach((listen) => listen({ data } as MessageEvent)),
    addEventListener: (_type, listener) => void inside.push(listener),
  };
  serve<MetricsCommands>(port, { countEdges: async (job) => countHere(job) });
  const fail = (): void => listeners['error']?.forEach((listen) => listen({ message: 'gone' } as ErrorEvent));
  return { worker, state, work: () => waiting.splice(0).forEach((go) => go()), fail };
}

const [height, width] = [12, 16];
const job: EdgeJob = {
  height,
  width,
  maxDistance: 0.05,
  suppress: false,
  probabilities: Float32Array.from({ length: height * width }, (_, i) => (i % width === 5 ? 0.8 : 0.1)),
  truth: Uint8Array.from({ length: height * width }, (_, i) => (i % width === 6 ? 1 : 0)),
};

function bench(most: number) {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const pool = new MetricsPool(() => {
    workers.push(fakeWorker());
    return workers.at(-1)!.worker;
  }, most);
  return { pool, workers };
}

test('counted in a worker, the counts are the same; the job’s arrays stay', async () => {
  const { pool, workers } = bench(2);
  const counted = pool.countEdges(job);
  workers[0]!.work();
  const counts = await counted;
  expect(counts).toEqual(countHere(job));
  expect(counts[50]).toEqual({ matchedTruth: height, truth: height, matchedPrediction: height, prediction: height });
  expect(job.truth.length).toBe(height * width);
});

test('while all are busy another is started, up to the most; idle ones are used again; closed, all end', async () => {
  const { pool, workers } = bench(2);
  const counted = [1, 2, 3, 4].map(() => pool.countEdges(job));
  expect(workers.map(({ state }) => state.jobs)).toEqual([2, 2]);
  for (const { work } of workers) work();
  await Promise.all(counted);
  const again = pool.countEdges(job);
  expect(workers.map(({ state }) => state.jobs)).toEqual([3, 2]);
  workers[0]!.work();
  await again;
  pool.close();
  expect(workers.map(({ state }) => state.ended)).toEqual([true, true]);
});

test('without workers, and where one fails, it is counted in place', async () => {
  expect(await new MetricsPool(undefined).countEdges(job)).toEqual(countHere(job));
  const { pool, workers } = bench(1);
  const counted = pool.countEdges(job);
  workers[0]!.fail();
  expect(await counted).toEqual(countHere(job));
});
