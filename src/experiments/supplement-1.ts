/** Table 1 of the supplement: what the regularizer costs in training. It costs nothing afterwards. */
import { COST_COLUMNS } from './columns';
import { pairOf } from './comparisons';
import { networksAt, notesOf, type Network } from './networks';
import type { Experiment, Row } from './types';

/** Relative to the base, as printed: time, memory, parameters, FLOPs. */
const PAPER: Readonly<Record<Network, readonly number[]>> = {
  'mti-net': [1.489, 1.638, 1.005, 1.263],
  'inv-pt': [1.318, 1.397, 1.016, 1.114],
};

const relative = (values: readonly number[]): Row['paper'] =>
  Object.fromEntries(COST_COLUMNS.map(({ id }, i) => [id, values[i]!]));

const ONES = [1, 1, 1, 1];

export const supplement1: Experiment = {
  id: 'supplement-1',
  title: 'What training costs',
  question: 'How much time, memory, parameters and arithmetic does the regularizer add to a step?',
  seeds: 1,
  table: (options) => ({
    id: 'supplement-1',
    title: 'What training costs',
    origin: 'Table 1 of the supplement: NYUv2; values relative to the base network.',
    notes: notesOf(options, 'nyud'),
    columns: COST_COLUMNS,
    rows: networksAt(options.scale).flatMap((network) => {
      const [base, ours] = pairOf(network, 'nyud', options, { base: [], ours: [] });
      return [
        { ...base, paper: relative(ONES) },
        { ...ours, paper: relative(PAPER[network]) },
      ];
    }),
  }),
};
