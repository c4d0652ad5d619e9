/** Table 5: what the heads predict, what the regularizer renders, and their average; one run; NYUv2. */
import { columnsOf, paperRow } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf } from './networks';
import type { Experiment, Row } from './types';

const OUTPUTS = [
  { source: 'rendered', title: 'regularizer', paper: [51.79, 0.5282, 18.9, 74.8] },
  { source: 'average', title: 'average', paper: [54.68, 0.5062, 18.7, 78.5] },
] as const;

export const table5: Experiment = {
  id: 'table-5',
  title: 'Predictions of heads, regularizer and both',
  question: 'How good is what the regularizer renders, alone and averaged with the heads?',
  seeds: 1,
  table(options) {
    const [, ours] = pairOf('inv-pt', 'nyud', options, PAPER_PAIRS.nyud['inv-pt']);
    const { base: _none, ...bare } = ours;
    const heads: Row = { ...bare, id: 'heads', title: 'task-specific heads' };
    const others = OUTPUTS.map(({ source, title, paper }): Row => ({
      ...heads,
      id: source,
      title,
      source,
      base: heads.id,
      paper: paperRow('nyud', paper),
    }));
    return {
      id: 'table-5',
      title: 'Predictions of heads, regularizer and both',
      origin: 'Table 5 of the paper: NYUv2; InvPT with ViT-L and the regularizer.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [heads, ...others],
    };
  },
};
