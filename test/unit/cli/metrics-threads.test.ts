/** Boundaries counted in threads of Node: as in place; and in place where no thread can be had. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from '../../../src/cli/bundle.mjs';
import { metricsThreads } from '../../../src/cli/metrics-threads';
import { countHere, type EdgeJob } from '../../../src/tasks/metrics/edges/meter';

const [height, width] = [24, 32];

const job = (column: number): EdgeJob => ({
  height,
  width,
  maxDistance: 0.03,
  suppress: true,
  probabilities: Float32Array.from({ length: height * width }, (_, i) => (i % width === column ? 0.8 : 0.1)),
  truth: Uint8Array.from({ length: height * width }, (_, i) => (i % width === 10 ? 1 : 0)),
});

test('several at once, each with its own counts; closed, what still waits is counted in place', async () => {
  let asked = '';
  const pool = await metricsThreads(async (entry) => bundle((asked = entry)));
  const jobs = [8, 10, 11, 30].map(job);
  const counted = await Promise.all(jobs.map((one) => pool.countEdges(one)));
  expect(counted).toEqual(jobs.map((one) => countHere(one)));
  expect(counted[1]![50]!.matchedTruth).toBeGreaterThan(0);
  expect(counted[3]![50]!.matchedTruth).toBe(0);
  const waiting = pool.countEdges(jobs[1]!);
  pool.close();
  expect(await waiting).toEqual(countHere(jobs[1]!));
  expect(asked).toBe('src/cli/metrics-thread.ts');
});

test('a thread that cannot be made, or that fails, changes nothing', async () => {
  const want = countHere(job(10));
  const unmade = await metricsThreads(() => Promise.reject(new Error('no disk')));
  expect(await unmade.countEdges(job(10))).toEqual(want);
  const broken = join(tmpdir(), `broken-thread-${process.pid}.mjs`);
  writeFileSync(broken, 'throw new Error("no thread");');
  const failing = await metricsThreads(async () => broken);
  expect(await failing.countEdges(job(10))).toEqual(want);
  failing.close();
});
