/** Table 7: a quarter, a half and all of the training images, without and with the regularizer; NYUv2. */
import { columnsOf } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf } from './networks';
import type { Experiment } from './types';

const SHARES = [
  { fraction: 1, name: '100 %', paper: PAPER_PAIRS.nyud['inv-pt'] },
  { fraction: 0.5, name: '50 %', paper: { base: [49.24, 0.5741, 20.6, 74.9], ours: [49.3, 0.5656, 20.3, 76.5] } },
  { fraction: 0.25, name: '25 %', paper: { base: [43.83, 0.606, 21.76, 74.8], ours: [44.79, 0.5972, 21.57, 74.8] } },
] as const;

export const table7: Experiment = {
  id: 'table-7',
  title: 'Fewer training images',
  question: 'Does the regularizer help more, or less, where there is less data?',
  seeds: 1,
  table: (options) => ({
    id: 'table-7',
    title: 'Fewer training images',
    origin: 'Table 7 of the paper: NYUv2, 795, 397 and 198 images; InvPT with ViT-L.',
    notes: notesOf(options, 'nyud'),
    columns: columnsOf('nyud'),
    rows: SHARES.flatMap(({ fraction, name, paper }) => {
      const set = [...(options.set ?? []), ['data.fraction', fraction] as const];
      const [base, ours] = pairOf('inv-pt', 'nyud', { ...options, set }, paper);
      const named = { group: name };
      return [
        { ...base, ...named, id: `${base.id} ${name}` },
        { ...ours, ...named, id: `${ours.id} ${name}`, base: `${base.id} ${name}` },
      ];
    }),
  }),
};
