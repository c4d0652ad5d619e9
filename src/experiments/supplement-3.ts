/** Table 3 of the supplement: several seeds of InvPT without and with the regularizer; PASCAL-Context. */
import { columnsOf, paperRow } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf } from './networks';
import type { Experiment } from './types';

const OURS = [79.92, 69.08, 84.85, 13.7, 73.83];
const DEVIATION = [0.32, 0.15, 0.06, 0.14, 0.17];

export const supplement3: Experiment = {
  id: 'supplement-3',
  title: 'Several seeds, PASCAL-Context',
  question: 'How far do results spread from run to run?',
  seeds: 3,
  table(options) {
    const { base: values } = PAPER_PAIRS.pascal['inv-pt'];
    const [base, ours] = pairOf('inv-pt', 'pascal', options, { base: values, ours: OURS });
    return {
      id: 'supplement-3',
      title: 'Several seeds, PASCAL-Context',
      origin: 'Table 3 of the supplement: PASCAL-Context, 3 runs; InvPT with ViT-L.',
      notes: notesOf(options, 'pascal'),
      columns: columnsOf('pascal'),
      rows: [base, { ...ours, paperDeviation: paperRow('pascal', DEVIATION) }],
    };
  },
};
