/** Table 1: base networks against the same with the regularizer; NYUv2. */
import { columnsOf } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { networksAt, notesOf } from './networks';
import type { Experiment } from './types';

export const table1: Experiment = {
  id: 'table-1',
  title: 'With and without the regularizer, NYUv2',
  question: 'Does the regularizer improve every task of a multi-task network?',
  seeds: 1,
  table: (options) => ({
    id: 'table-1',
    title: 'With and without the regularizer, NYUv2',
    origin: 'Table 1 of the paper: NYUv2; HRNet-48 with MTI-Net, ViT-L with InvPT.',
    notes: notesOf(options, 'nyud'),
    columns: columnsOf('nyud'),
    rows: networksAt(options.scale).flatMap((network) => pairOf(network, 'nyud', options, PAPER_PAIRS.nyud[network])),
  }),
};
