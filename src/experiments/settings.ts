/** Not of the paper: which settings of the regularizer gain at a scale, one change at a time; NYUv2's tasks. */
import type { ExperimentConfig } from '../config/experiment';
import { columnsOf } from './columns';
import { auxiliaryOf, PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf, withSettings } from './networks';
import type { Experiment, Row } from './types';

type Setting = readonly [path: string, value: unknown];

interface Change {
  readonly id: string;
  readonly title: string;
  readonly set: readonly Setting[];
}

/** Small scales start opaque with an alpha of 1, large ones as the paper: each is asked for the other. */
function changesOf({ alpha, regularizer }: ExperimentConfig): readonly Change[] {
  const { rays, coarseSamples, fineSamples, densityBias } = regularizer;
  return [
    { id: 'expected-z', title: 'depth as expected z', set: [['regularizer.depthOutput', 'expected_z']] },
    alpha.peak === PAPER_ALPHA
      ? { id: 'alpha-1', title: 'α 1', set: [['alpha.peak', 1]] }
      : { id: 'alpha-4', title: 'α 4, the paper’s', set: [['alpha.peak', PAPER_ALPHA]] },
    densityBias > 0
      ? { id: 'diffuse', title: 'density starts diffuse', set: [['regularizer.densityBias', 0]] }
      : { id: 'dense', title: 'density starts opaque', set: [['regularizer.densityBias', DENSE]] },
    { id: 'opaque', title: 'the last interval absorbs the rest', set: [['regularizer.unabsorbed', 'opaque']] },
    { id: 'deeper', title: 'fewer rays, more samples', set: deeper(rays, coarseSamples, fineSamples) },
  ];
}

const PAPER_ALPHA = 4; // supplement §1
const DENSE = 3; // rays start nearly opaque

/** A quarter of the rays with four times the samples: the same number of points. */
function deeper([rows, columns]: readonly [number, number], coarse: number, fine: number): readonly Setting[] {
  return [
    ['regularizer.rays', [rows >> 1, columns >> 1]],
    ['regularizer.coarseSamples', coarse << 2],
    ['regularizer.fineSamples', fine << 2],
  ];
}

export const settings: Experiment = {
  id: 'settings',
  title: 'Settings of the regularizer',
  question: 'Where does a gain appear at this scale, and which setting makes it?',
  seeds: 3,
  table(options) {
    const [base, ours] = pairOf('mti-net', 'nyud', options, PAPER_PAIRS.nyud['mti-net']);
    const changed = changesOf(ours.config).map(({ id, title, set }): Row => ({
      ...ours,
      id,
      title: `${ours.title}, ${title}`,
      config: withSettings(ours.config, ...set),
    }));
    return {
      id: 'settings',
      title: 'Settings of the regularizer',
      origin: 'Not in the paper: one setting changed at a time.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [base, auxiliaryOf(base), ours, ...changed].map((row) => ({ ...row, paper: {} })),
    };
  },
};
