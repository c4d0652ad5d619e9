/** Table 4: the regularizer against a second set of heads, which adds losses and parameters but no 3D; NYUv2. */
import { columnsOf, paperRow } from './columns';
import { auxiliaryOf, PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf } from './networks';
import type { Experiment } from './types';

export const table4: Experiment = {
  id: 'table-4',
  title: 'Against auxiliary heads',
  question: 'Is it the 3D structure that helps, or only the second loss?',
  seeds: 1,
  table(options) {
    const [base, ours] = pairOf('inv-pt', 'nyud', options, PAPER_PAIRS.nyud['inv-pt']);
    const auxiliary = { ...auxiliaryOf(base), paper: paperRow('nyud', [52.45, 0.5131, 18.9, 77.6]) };
    return {
      id: 'table-4',
      title: 'Against auxiliary heads',
      origin: 'Table 4 of the paper: NYUv2; InvPT with ViT-L.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [base, auxiliary, ours],
    };
  },
};
