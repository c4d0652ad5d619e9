/** Models of an experiment and differences over its seeds, by hand. */
import { expect, test } from 'vitest';
import type { CellResult } from '../../../src/session/experiments/cells';
import { PlannedExperiment } from '../../../src/session/experiments/experiment';
import { modelsOf, seedsCompared } from '../../../src/session/experiments/models';

const wish = (id: string, seeds: number) => ({ id, scale: 'nano', data: 'rooms', seeds, steps: 5 }) as const;

type Values = Readonly<Record<string, readonly [images: number, values: Record<string, number>]>>;

/** Results by row and seed, each with its numbers by task; what is undefined is not done. */
function resultsOf(planned: PlannedExperiment, rows: Readonly<Record<string, readonly (Values | undefined)[]>>) {
  const known = new Map<string, CellResult>();
  for (const [row, seeds] of Object.entries(rows))
    planned.cellsOf(row).forEach(([cell], place) => {
      const values = seeds[place];
      if (!values) return;
      const { key, config } = cell!;
      const scores = Object.entries(values).flatMap(([task, [images, of]]) => [
        { source: 'decoder', task, images, values: of },
        { source: 'rendered', task, images, values: Object.fromEntries(Object.keys(of).map((one) => [one, 99])) },
      ]);
      known.set(key, { key, config, scores } as object as CellResult);
    });
  return known;
}

const both = (mIoU: number, rmse: number): Values => ({ semseg: [3, { mIoU }], depth: [3, { rmse }] });
const keyOf = (planned: PlannedExperiment, row: string, seed: number): string =>
  planned.cellsOf(row)[seed - 1]![0]!.key;
const [BASE, OURS, AUXILIARY] = ['inv-pt base', 'inv-pt ours', 'inv-pt auxiliary heads'];

test('each row has its models by seed, as far as seeds are done', async () => {
  const planned = await PlannedExperiment.of(wish('table-4', 3));
  const results = resultsOf(planned, { [BASE]: [both(0.4, 1), both(0.4, 1)], [OURS]: [both(0.4, 1)] });
  const runs = new Map([[keyOf(planned, BASE, 2), 'run']]);
  const models = modelsOf(planned, { results, runs });
  expect(models.map(({ row }) => row)).toEqual([BASE, AUXILIARY, OURS]);
  expect(models.map(({ seeds }) => seeds)).toEqual([
    [
      { seed: 1, runs: [null] },
      { seed: 2, runs: ['run'] },
    ],
    [],
    [{ seed: 1, runs: [null] }],
  ]);
  const single = await PlannedExperiment.of(wish('single-task', 1));
  const [alone] = single.cellsOf('single-task');
  const done = new Map(alone!.map(({ key, config }) => [key, { key, config } as CellResult]));
  expect(modelsOf(single, { results: done, runs: new Map([[alone![1]!.key, 'of depth']]) })[0]!.seeds).toEqual([
    { seed: 1, runs: [null, 'of depth', null, null] },
  ]);
});

test('B minus A of the same seeds, task by task, and the mean gain', async () => {
  const planned = await PlannedExperiment.of(wish('table-4', 4));
  const results = resultsOf(planned, {
    [BASE]: [both(0.4, 1), both(0.5, 2), both(0.2, 4), undefined],
    [OURS]: [both(0.5, 0.9), both(0.7, 1.6), both(0.5, 2.8), both(1, 1)],
  });
  const keys = { a: keyOf(planned, BASE, 2), b: keyOf(planned, OURS, 2) };
  const runs = new Map([BASE, OURS].map((row) => [keyOf(planned, row, 3), `run of ${row}`]));
  const compared = seedsCompared(planned, { results, runs }, keys)!;
  expect(compared).toMatchObject({ id: 'table-4', seeds: [1, 2, 3], own: { a: 2, b: 2 } });
  expect(compared.models).toEqual([{ seed: 3, a: `run of ${BASE}`, b: `run of ${OURS}` }]);
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10));
  const [semseg, depth, normals] = compared.metrics;
  // .1, .2, .3: mean .2, deviation .1; twice its standard error is .115.
  expect(semseg).toMatchObject({ task: 'semseg', better: 'higher', verdict: 'better' });
  expect(semseg!.values).toEqual(close([0.1, 0.2, 0.3]));
  expect([semseg!.mean, semseg!.deviation, semseg!.own]).toEqual(close([0.2, 0.1, 0.2]));
  // −.1, −.4, −1.2: mean −.567, deviation .569, twice its standard error .657.
  expect(depth).toMatchObject({ better: 'lower', verdict: 'same' });
  expect([depth!.mean, depth!.own]).toEqual(close([-1.7 / 3, -0.4]));
  expect(normals).toMatchObject({ mean: null, deviation: null, verdict: null, own: null, values: [null, null, null] });
  expect(compared.delta.mean).toBe(null); // a task is missing

  const turned = seedsCompared(planned, { results, runs }, { a: keys.b, b: keys.a })!;
  expect(turned.metrics[0]!.verdict).toBe('worse');
  expect(turned.models[0]!.a).toBe(`run of ${OURS}`);
});

test('the mean gain is the mean over tasks of each seed, against that seed', async () => {
  const planned = await PlannedExperiment.of({ ...wish('table-4', 2), set: [['tasks', ['semseg', 'depth']]] });
  const results = resultsOf(planned, {
    [BASE]: [both(0.4, 1), both(0.5, 2)],
    [OURS]: [both(0.5, 0.9), both(0.4, 1.6)],
  });
  const keys = { a: keyOf(planned, BASE, 1), b: keyOf(planned, OURS, 1) };
  const { delta } = seedsCompared(planned, { results, runs: new Map() }, keys)!;
  expect(delta.values).toEqual([expect.closeTo((25 + 10) / 2, 8), expect.closeTo((-20 + 20) / 2, 8)]);
  expect(delta).toMatchObject({ own: expect.closeTo(17.5, 8), mean: expect.closeTo(8.75, 8), verdict: 'same' });
});

test('of one seed there is no spread and no verdict; labels that are missing give no number', async () => {
  const planned = await PlannedExperiment.of(wish('table-4', 2));
  const unlabelled: Values = { semseg: [0, { mIoU: NaN }], depth: [3, { rmse: NaN }] };
  const results = resultsOf(planned, { [BASE]: [both(0.4, 1)], [OURS]: [unlabelled] });
  const keys = { a: keyOf(planned, BASE, 1), b: keyOf(planned, OURS, 1) };
  const compared = seedsCompared(planned, { results, runs: new Map() }, keys)!;
  expect(compared.seeds).toEqual([1]);
  expect(compared.metrics.map(({ mean }) => mean)).toEqual([null, null, null, null]);
  const single = seedsCompared(
    planned,
    { results: resultsOf(planned, { [BASE]: [both(0.4, 1)], [OURS]: [both(0.5, 1)] }), runs: new Map() },
    keys,
  )!;
  expect(single.metrics[0]).toMatchObject({ mean: expect.closeTo(0.1, 10), deviation: null, verdict: null });
});

test('what is no pair of rows is none: another experiment, seeds of one row, nothing done', async () => {
  const planned = await PlannedExperiment.of(wish('table-4', 2));
  const results = resultsOf(planned, { [BASE]: [both(0.4, 1), both(0.4, 1)] });
  const of = (a: string, b: string) => seedsCompared(planned, { results, runs: new Map() }, { a, b });
  expect(of(keyOf(planned, BASE, 1), 'elsewhere')).toBe(null);
  expect(of(keyOf(planned, BASE, 1), keyOf(planned, BASE, 2))).toBe(null);
  expect(of(keyOf(planned, BASE, 1), keyOf(planned, OURS, 1))).toBe(null);
});
