/** Table 2: base networks against the same with the regularizer; PASCAL-Context. */
import { columnsOf } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { networksAt, notesOf } from './networks';
import type { Experiment } from './types';

export const table2: Experiment = {
  id: 'table-2',
  title: 'With and without the regularizer, PASCAL-Context',
  question: 'Does the regularizer improve every task of a multi-task network?',
  seeds: 1,
  table: (options) => ({
    id: 'table-2',
    title: 'With and without the regularizer, PASCAL-Context',
    origin: 'Table 2 of the paper: PASCAL-Context; HRNet-48 with MTI-Net, ViT-L with InvPT.',
    notes: notesOf(options, 'pascal'),
    columns: columnsOf('pascal'),
    rows: networksAt(options.scale).flatMap((network) =>
      pairOf(network, 'pascal', options, PAPER_PAIRS.pascal[network]),
    ),
  }),
};
