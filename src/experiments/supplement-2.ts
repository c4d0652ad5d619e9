/** Table 2 of the supplement: several seeds of InvPT without and with the regularizer; NYUv2. */
import { columnsOf, paperRow } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf } from './networks';
import type { Experiment } from './types';

const OURS = [54.86, 0.5, 18.49, 78.17];
const DEVIATION = [0.29, 0.001, 0.09, 0.09];

export const supplement2: Experiment = {
  id: 'supplement-2',
  title: 'Several seeds, NYUv2',
  question: 'How far do results spread from run to run?',
  seeds: 3,
  table(options) {
    const { base: values } = PAPER_PAIRS.nyud['inv-pt'];
    const [base, ours] = pairOf('inv-pt', 'nyud', options, { base: values, ours: OURS });
    return {
      id: 'supplement-2',
      title: 'Several seeds, NYUv2',
      origin: 'Table 2 of the supplement: NYUv2, 3 runs; InvPT with ViT-L.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [base, { ...ours, paperDeviation: paperRow('nyud', DEVIATION) }],
    };
  },
};
