/** Rows that several tables have: a base network, and the same with the regularizer. */
import { paperRow } from './columns';
import { baseOf, titleOf, withRegularizer, withSettings, type Benchmark, type Network } from './networks';
import type { ExperimentOptions, Row } from './types';

/** The paper's values of a network, without and with its regularizer, in the order of the columns. */
export interface PaperPair {
  readonly base: readonly number[];
  readonly ours: readonly number[];
}

export function pairOf(
  network: Network,
  benchmark: Benchmark,
  options: ExperimentOptions,
  paper: PaperPair,
): readonly [base: Row, ours: Row] {
  const group = titleOf(network, options.scale);
  const config = baseOf(network, benchmark, options);
  const base: Row = {
    id: `${network} base`,
    group,
    title: group,
    config,
    source: 'decoder',
    paper: paperRow(benchmark, paper.base),
  };
  const ours: Row = {
    ...base,
    id: `${network} ours`,
    title: `${group} + regularizer`,
    config: withRegularizer(config),
    base: base.id,
    paper: paperRow(benchmark, paper.ours),
  };
  return [base, ours];
}

/** The same network with a second set of heads in place of the regularizer (paper Table 4). */
export const auxiliaryOf = (base: Row): Row => ({
  ...base,
  id: base.id.replace('base', 'auxiliary heads'),
  title: `${base.title} + auxiliary heads`,
  config: withSettings(base.config, ['auxiliaryHeads', true]),
  base: base.id,
});

/** The paper's Tables 1 and 2. */
export const PAPER_PAIRS: Readonly<Record<Benchmark, Readonly<Record<Network, PaperPair>>>> = {
  nyud: {
    'mti-net': { base: [45.97, 0.5365, 20.27, 77.86], ours: [46.67, 0.521, 19.93, 78.1] },
    'inv-pt': { base: [53.56, 0.5183, 19.04, 78.1], ours: [54.87, 0.5006, 18.55, 78.3] },
  },
  pascal: {
    'mti-net': { base: [64.42, 64.97, 84.56, 13.82, 74.3], ours: [66.71, 65.2, 84.59, 13.71, 74.5] },
    'inv-pt': { base: [79.03, 67.61, 84.81, 14.15, 73.0], ours: [79.53, 69.12, 84.94, 13.53, 74.0] },
  },
};
