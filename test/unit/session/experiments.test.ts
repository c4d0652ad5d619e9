/** Tables out of results of single runs: means, gains, what is missing, and how they are written. */
import { expect, test } from 'vitest';
import { experimentOf } from '../../../src/experiments';
import type { TableSpec } from '../../../src/experiments/types';
import { cellsOf, inOrder, planned, type CellResult } from '../../../src/session/experiments/cells';
import { PlannedExperiment } from '../../../src/session/experiments/experiment';
import { tableText } from '../../../src/session/experiments/formats';
import { tableOf } from '../../../src/session/experiments/table';

const OPTIONS = { scale: 'nano', data: 'rooms', steps: 120 } as const;
const FACTS = { scale: 'nano', data: 'rooms', seeds: 2 };

const spec = (id: string): TableSpec => experimentOf(id).table(OPTIONS);

/** mIoU of the decoder, and depth as told. */
function result(key: string, mIoU: number, { depth = 1, images = 3, source = 'decoder' as const } = {}): CellResult {
  const score = (task: string, values: Record<string, number>) => ({ source, task, images, values });
  return {
    key,
    version: '0',
    config: spec('table-1').rows[0]!.config,
    adapter: 'test adapter',
    seconds: 1,
    cost: { time: 100, memory: 2 ** 21, parameters: 3e6, flops: 4e9 },
    scores: [
      score('semseg', { mIoU }),
      score('depth', { rmse: depth }),
      score('normals', { mean: 20 }),
      score('boundary', { odsF: 0.5 }),
    ],
    images: [],
  };
}

/** Results of the rows of a table, in order, one list of mIoU a row. */
async function tableWith(id: string, values: readonly (readonly (number | undefined)[])[]) {
  const table = spec(id);
  const plan = await planned(table, FACTS.seeds);
  const results = new Map<string, CellResult>();
  plan.forEach(({ seeds }, row) =>
    seeds.forEach((cells, seed) => {
      const value = values[row]?.[seed];
      if (value !== undefined) for (const { key } of cells) results.set(key, result(key, value));
    }),
  );
  return tableOf(table, plan, results, FACTS);
}

test('means over seeds, gains over the base row, the paper’s values beside them', async () => {
  const { rows, runs, done, adapters } = await tableWith('table-1', [
    [0.4, 0.42],
    [0.5, 0.52],
  ]);
  expect([runs, done, adapters]).toEqual([4, 4, ['test adapter']]);
  const [base, ours] = rows;
  expect(base!.cells[0]).toMatchObject({ verdict: null, gain: null, paper: 45.97 });
  expect(base!.cells[0]!.mean).toBeCloseTo(41, 10);
  expect(base!.cells[0]!.deviation).toBeCloseTo(Math.SQRT2, 10);
  expect(ours!.cells[0]!.values.map((value) => Math.round(value!))).toEqual([50, 52]);
  expect(ours!.cells[0]!.verdict).toBe('better'); // 10 apart; twice the standard error is 2.83
  expect(ours!.cells[1]!.verdict).toBe('same');
  expect(ours!.cells[0]!.gain).toBeCloseTo((100 * 10) / 41, 8);
  expect(ours!.delta).toBeCloseTo((100 * 10) / 41 / 4, 8);
  const paper = [46.67 / 45.97 - 1, 1 - 0.521 / 0.5365, 1 - 19.93 / 20.27, 78.1 / 77.86 - 1];
  expect(ours!.paperDelta).toBeCloseTo(25 * paper.reduce((a, b) => a + b, 0), 8);
});

test('what is not known yet is empty, what will never be says why, and neither is 0', async () => {
  const { rows, done } = await tableWith('table-4', [[0.4, 0.4], [0.3], []]);
  expect(done).toBe(3);
  expect(rows.map(({ seedsDone }) => seedsDone)).toEqual([2, 1, 0]);
  expect(rows[2]!.cells[0]).toMatchObject({ mean: null, values: [null, null], missing: null, gain: null });
  expect(rows[2]!.delta).toBeNull();
  expect(rows[1]!.cells[0]!.verdict).toBeNull();
  const table = spec('table-1');
  const plan = await planned(table, 1);
  const [first, second] = plan.map((row) => cellsOf(row)[0]!.key) as [string, string];
  const partial = {
    ...result(first, 0.4),
    scores: [{ source: 'decoder', task: 'depth', images: 0, values: { rmse: NaN } }],
  };
  const results = new Map([
    [first, partial as CellResult],
    [second, result(second, NaN)],
  ]);
  const { cells } = tableOf(table, plan, results, { ...FACTS, seeds: 1 }).rows[0]!;
  expect(cells.map(({ mean, missing }) => [mean, missing])).toEqual([
    [null, 'not predicted'],
    [null, 'no labels'],
    [null, 'not predicted'],
    [null, 'not predicted'],
  ]);
});

test('a run that several rows read is one run, and another setting is another', async () => {
  const five = await planned(spec('table-5'), 2);
  expect(inOrder(five).map(({ config }) => config.seed)).toEqual([1, 2]);
  const [four, one] = await Promise.all([planned(spec('table-4'), 1), planned(spec('table-1'), 1)]);
  expect(cellsOf(four[0]!)).toEqual(cellsOf(one[0]!));
  const longer = await planned(experimentOf('table-1').table({ ...OPTIONS, steps: 121 }), 1);
  expect(cellsOf(longer[0]!)[0]!.key).not.toBe(cellsOf(one[0]!)[0]!.key);
  expect(inOrder(four).length).toBe(3);
  const other = experimentOf('table-1').table({ ...OPTIONS, set: [['regularizer.fineSamples', 2]] });
  const [base, ours] = await planned(other, 1);
  expect(cellsOf(base!)[0]!.key).toBe(cellsOf(one[0]!)[0]!.key); // it has none
  expect(cellsOf(ours!)[0]!.key).not.toBe(cellsOf(one[1]!)[0]!.key);
});

test('Δ of each seed is against that seed’s own base run, and judged by its own spread', async () => {
  const steady = await tableWith('table-1', [
    [0.4, 0.8],
    [0.5, 1.0],
  ]);
  const [base, ours] = steady.rows;
  expect([base!.deltas, base!.deltaSpread]).toEqual([[], null]);
  for (const delta of ours!.deltas) expect(delta).toBeCloseTo(25 / 4, 8);
  expect(ours!.deltaSpread!.deviation).toBeCloseTo(0, 8);
  expect(ours!.deltaSpread!.verdict).toBe('better');
  expect(ours!.cells[0]!.verdict).toBe('same'); // unpaired, the seeds are far apart
  const mixed = await tableWith('table-1', [
    [0.4, 0.4],
    [0.5, 0.34],
  ]);
  expect(mixed.rows[1]!.deltas.map((delta) => Math.round(100 * delta!))).toEqual([625, -375]);
  expect(mixed.rows[1]!.deltaSpread!.deviation).toBeCloseTo(10 / Math.SQRT2, 8);
  expect(mixed.rows[1]!.deltaSpread!.verdict).toBe('same');
  expect(tableText(mixed, 'markdown')).toContain('| +1.25 ± 7.07 ≈ |');
});

test('how much rays accumulate stands below the table, with a warning where the volume is nearly empty', async () => {
  const table = spec('table-1');
  const plan = await planned(table, 1);
  const [base, ours] = plan.map((row) => cellsOf(row)[0]!.key) as [string, string];
  const text = (accumulated: number): string => {
    const results = new Map([
      [base, { ...result(base, 0.4), accumulated: null }],
      [ours, { ...result(ours, 0.4), accumulated }],
    ]);
    return tableText(tableOf(table, plan, results, { ...FACTS, seeds: 1 }), 'markdown');
  };
  expect(text(0.314)).toContain('Accumulated weight of the rays, held out: Plain heads + regularizer 0.31.  ');
  expect(text(0.29)).toContain('0.29. Below 0.3, the volume is nearly empty');
  const outputs = spec('table-5');
  const [run] = await planned(outputs, 1);
  const key = cellsOf(run!)[0]!.key;
  const known = new Map([[key, { ...result(key, 0.4), accumulated: 0.93 }]]);
  const told = tableText(tableOf(outputs, await planned(outputs, 1), known, { ...FACTS, seeds: 1 }), 'markdown');
  expect(told).toContain('Accumulated weight of the rays, held out: 0.93.  ');
});

/** A run of one task alone. */
const alone = (key: string, task: string, values: Record<string, number>): CellResult => ({
  ...result(key, 0),
  scores: [{ source: 'decoder', task, images: 3, values }],
});

test('a row of one network a task takes each number from the run that has the task, once all of a seed are there', async () => {
  const table = spec('single-task');
  const [single, shared] = await planned(table, 1);
  const cells = single!.seeds[0]!;
  expect(cells.map(({ config }) => config.tasks)).toEqual([['semseg'], ['depth'], ['normals'], ['boundary']]);
  expect(inOrder([single!, shared!]).length).toBe(5);
  const [semseg, depth, normals, boundary] = cells.map(({ key }) => key) as [string, string, string, string];
  const ofShared = cellsOf(shared!)[0]!.key;
  const results = new Map([
    [semseg, alone(semseg, 'semseg', { mIoU: 0.5 })],
    [depth, alone(depth, 'depth', { rmse: 0.8 })],
    [normals, alone(normals, 'normals', { mean: 25 })],
    [ofShared, result(ofShared, 0.4)],
  ]);
  const facts = { ...FACTS, seeds: 1 };
  const plan = await planned(table, 1);
  const early = tableOf(table, plan, results, facts).rows;
  expect(early[0]).toMatchObject({ seedsDone: 0, cells: Array(4).fill({ mean: null, missing: null }) });
  expect(early[1]!.delta).toBeNull();
  results.set(boundary, alone(boundary, 'boundary', { odsF: 0.4 }));
  const [first, second] = tableOf(table, plan, results, facts).rows;
  expect(first!.cells.map(({ mean }) => mean)).toEqual([50, 0.8, 25, 40]);
  expect(first!.seedsDone).toBe(1);
  expect(second!.delta).toBeCloseTo((-20 - 25 + 20 + 25) / 4, 8); // mIoU .4, rmse 1, 20 degrees, odsF .5
  const text = tableText(tableOf(table, plan, results, facts), 'markdown');
  expect(text).not.toContain('paper:');
});

test('costs are told relative to the base', async () => {
  const { rows, columns } = await tableWith('supplement-1', [
    [1, 1],
    [1, 1],
  ]);
  expect(columns.map(({ id }) => id)).toContain('time');
  expect(rows[1]!.delta).toBeNull(); // less cost is not a task done better
  const text = tableText(
    await tableWith('supplement-1', [
      [1, 1],
      [1, 1],
    ]),
    'markdown',
  );
  expect(text).toContain('100.0 ± 0.0 (×1.000)');
});

test('Markdown, CSV, LaTeX, JSON', async () => {
  const table = await tableWith('table-4', [
    [0.4, 0.42],
    [0.3, 0.31],
    [0.5, 0.52],
  ]);
  const markdown = tableText(table, 'markdown');
  expect(markdown).toContain('| Plain heads + auxiliary heads | 30.50 ± 0.71 ▼ |');
  expect(markdown).toContain('Here: scale nano, data rooms, 120 steps, 2 seeds');
  expect(markdown).toContain('On test adapter.');
  const rules = markdown.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rules.map((line) => line.split('|').length)).size).toBe(1);
  const lines = tableText(table, 'csv').trim().split('\n');
  expect(lines.length).toBe(1 + 3 * 4 * 2);
  expect(lines[1]).toBe('table-4,nano,rooms,Plain heads,semseg mIoU,%,1,40,53.56');
  const latex = tableText(table, 'latex');
  expect(latex).toContain('Plain heads + regularizer & 51.00 $\\pm$ 1.41 $\\blacktriangle$');
  expect(latex).not.toMatch(/[^\\]%[^ n]/);
  expect(JSON.parse(tableText(table, 'json'))).toEqual(table);
});

test('seeds out of range are refused', async () => {
  await expect(PlannedExperiment.of({ ...OPTIONS, id: 'table-1', seeds: 0 })).rejects.toThrow(/Seeds is 0; allowed/);
});
