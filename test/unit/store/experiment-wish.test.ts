/** A new experiment's form: which runs a wish comes to, what cannot stand, what stored data changes. */
import { expect, test } from 'vitest';
import type { DatasetCard } from '../../../src/protocol/data-messages';
import type { PresetFacts } from '../../../src/protocol/messages';
import { bytesOf, planOf, secondsOf, type WishChoices } from '../../../src/store/experiment-wish';

const ROOMS: WishChoices = { id: 'table-1', scale: 'nano', data: 'rooms' };
const NOTHING = { seeds: '1', steps: '', train: '', val: '' };
const card = (change: Partial<DatasetCard>): DatasetCard =>
  ({
    name: 'mine',
    labels: ['semseg', 'depth', 'normals', 'boundary'],
    labelSet: 'nyuv2-13',
    posed: false,
    ...change,
  }) as DatasetCard;

test('rows times seeds, at the preset’s steps until others are typed', () => {
  const plan = planOf(ROOMS, { ...NOTHING, seeds: '3' }, null);
  expect(plan.planned).toEqual([{ preset: 'nano', steps: 300, runs: 6 }]); // two rows, three seeds
  expect(plan.standing).toEqual({ steps: 300, train: 200, val: 40 });
  expect(plan.wish).toEqual({ ...ROOMS, seeds: 3, steps: null });
  const typed = planOf(ROOMS, { seeds: '1', steps: '1 000', train: '8', val: '4' }, null);
  expect(typed.planned).toEqual([{ preset: 'nano', steps: 1000, runs: 2 }]);
  expect(typed.wish).toEqual({
    ...ROOMS,
    seeds: 1,
    steps: 1000,
    set: [
      ['data.rooms.train', 8],
      ['data.rooms.val', 4],
    ],
  });
});

test('rows that read their numbers off one run take one; two networks are two kinds', () => {
  const { planned, rows } = planOf({ ...ROOMS, id: 'table-5' }, NOTHING, null);
  expect([rows.length, planned[0]!.runs]).toEqual([3, 1]);
  const mini = planOf({ ...ROOMS, scale: 'mini' }, NOTHING, null);
  expect(mini.planned.map(({ preset, runs }) => [preset, runs])).toEqual([
    ['mini-hrnet', 2],
    ['mini-vit', 2],
  ]);
});

test('what cannot stand is said at its field, and there is nothing to begin', () => {
  const { wish, wrongs } = planOf(ROOMS, { seeds: '0', steps: 'many', train: '2.5', val: '−1' }, null);
  expect(wish).toBeNull();
  expect(wrongs).toEqual({
    seeds: 'Seeds is 0; allowed is a whole number from 1 to 20.',
    steps: 'Steps is many; allowed is a whole number from 1 to 1000000.',
    train: 'Rooms to train on is 2.5; allowed is a whole number from 1 to 100000.',
    val: 'Rooms held out is −1; allowed is a whole number from 1 to 100000.',
  });
  expect(planOf(ROOMS, { ...NOTHING, seeds: '' }, null).wrongs.seeds).toContain('empty');
});

test('stored data brings its classes, and leaves out tasks that it has no labels for', () => {
  const choices = { ...ROOMS, data: 'mine' };
  const plan = planOf(choices, { ...NOTHING, train: 'no number' }, card({ labels: ['depth', 'semseg'] }));
  expect(plan.unlabelled).toEqual(['normals', 'boundary']);
  expect(plan.wish?.set).toEqual([
    ['data.labelSet', 'nyuv2-13'],
    ['tasks', ['semseg', 'depth']],
  ]);
  expect(planOf(choices, NOTHING, card({ labels: ['saliency'] })).wrongs.data).toContain('no task');
  expect(planOf(choices, NOTHING, null).wrongs.data).toContain('not stored');
  const views = { ...choices, id: 'table-3' };
  expect(planOf(views, NOTHING, card({})).wrongs.data).toContain('cameras');
  expect(planOf(views, NOTHING, card({ posed: true })).wish).not.toBeNull();
});

test('settings that do not go together are said in the sentence of the configuration', () => {
  const { wish, wrongs } = planOf({ ...ROOMS, id: 'table-6', data: 'mine' }, NOTHING, card({ labels: ['depth'] }));
  expect(wish).toBeNull();
  expect(wrongs.settings).toMatch(/semseg/);
});

test('time is runs times steps times pace, and not known while one pace is not', () => {
  const preset = (name: string, secondsPerStep: number | null): PresetFacts =>
    ({ name, secondsPerStep }) as PresetFacts;
  const planned = [
    { preset: 'nano', steps: 100, runs: 2 },
    { preset: 'lite', steps: 10, runs: 1 },
  ];
  expect(secondsOf(planned, [preset('nano', 0.5), preset('lite', 2)])).toBe(120);
  expect(secondsOf(planned, [preset('nano', 0.5), preset('lite', null)])).toBeNull();
  expect(secondsOf([], [])).toBeNull();
});

test('a network a task is a run each', () => {
  expect(planOf({ ...ROOMS, id: 'single-task' }, NOTHING, null).planned).toEqual([
    { preset: 'nano', steps: 300, runs: 6 }, // four tasks alone, all together, with the regularizer
  ]);
});

test('models are kept only where that is wished', () => {
  expect(planOf({ ...ROOMS, keep: true }, NOTHING, null).wish).toEqual({ ...ROOMS, seeds: 1, steps: null, keep: true });
  expect(planOf({ ...ROOMS, keep: false }, NOTHING, null).wish).not.toHaveProperty('keep');
});

test('what models take is weights, their mean and what the optimizer remembers, times runs', () => {
  const preset = (name: string, kind: 'adam' | 'sgd', enabled: boolean): PresetFacts =>
    ({
      name,
      config: { optimizer: { kind }, weightAverage: { enabled } },
      estimate: { parameters: 10, parameterBytes: 48 }, // two running statistics beside ten weights
    }) as PresetFacts;
  const planned = [
    { preset: 'nano', steps: 1, runs: 3 },
    { preset: 'lite', steps: 1, runs: 1 },
  ];
  const all = [preset('nano', 'adam', false), preset('lite', 'sgd', true)];
  expect(bytesOf(planned, all)).toBe(3 * (48 + 80) + (96 + 40));
  expect(bytesOf(planned, [all[0]!])).toBeNull();
  expect(bytesOf([], all)).toBeNull();
});
