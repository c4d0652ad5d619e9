/** The runs behind a table on small rooms: stopped in the middle, begun again, nothing is run twice. */
import { expect, test } from 'vitest';
import type { CellResult } from '../../../src/session/experiments/cells';
import { PlannedExperiment, type ExperimentWish } from '../../../src/session/experiments/experiment';
import type { CellEvent, CellStore } from '../../../src/session/experiments/runner';
import { MemoryHost } from '../../helpers/memory-host';

const WISH: ExperimentWish = {
  id: 'table-4',
  scale: 'nano',
  data: 'rooms',
  seeds: 1,
  steps: 3,
  set: [
    ['input', [32, 48]],
    ['regularizer.rays', [8, 12]],
    ['batch', 1],
    ['data.rooms.train', 3],
    ['data.rooms.val', 2],
    ['data.rooms.views', 1],
    ['checkpointEvery', 1],
  ],
};

/** Everything in memory; `told` is what happened. */
function bench() {
  const hosts = new Map<string, MemoryHost>();
  const results = new Map<string, CellResult>();
  const { data } = new MemoryHost();
  const told: CellEvent[] = [];
  const hostOf = (key: string): MemoryHost => {
    const host = hosts.get(key) ?? new MemoryHost();
    hosts.set(key, host);
    return host;
  };
  const cells: CellStore = {
    read: async (key) => results.get(key),
    write: async (result) => void results.set(result.key, JSON.parse(JSON.stringify(result)) as CellResult),
    run: (key) => hostOf(key).run,
  };
  const steps = () =>
    told.flatMap((event) => (event.kind === 'run' && event.event.kind === 'step' ? [event.event] : []));
  return { data, cells, results, told, steps };
}

async function runTable(place: ReturnType<typeof bench>, stopAfter = Infinity) {
  const planned = await PlannedExperiment.of(WISH);
  const stop = new AbortController();
  const { data, cells, told, steps } = place;
  const tell = (event: CellEvent): void => {
    told.push(event);
    if (steps().length === stopAfter) stop.abort();
  };
  return planned.run({ data, cells, tell, signal: stop.signal }, () => undefined);
}

test('a table is run, and stopped in the middle and begun again it is the same', async () => {
  const whole = bench();
  const table = await runTable(whole);
  expect(table).toMatchObject({ done: 3, runs: 3 });
  expect(whole.steps().length).toBe(9);
  for (const { cells } of table.rows) for (const { mean } of cells) expect(mean).not.toBeNaN();
  expect(whole.results.size).toBe(3);
  for (const { images } of whole.results.values()) expect(images.length).toBeGreaterThan(0);

  const parts = bench();
  await expect(runTable(parts, 5)).rejects.toThrow();
  expect(parts.results.size).toBe(1);
  const rest = await runTable(parts);
  expect(parts.steps().map(({ facts }) => facts.step)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]); // none twice
  const numbers = (rows: typeof table.rows) => rows.map(({ cells }) => cells.map(({ mean }) => mean));
  expect(numbers(rest.rows)).toEqual(numbers(table.rows));

  await runTable(parts);
  expect(parts.steps().length).toBe(9);
});
