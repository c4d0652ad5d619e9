/** Table 6: a regularizer that renders one task alone, against all; NYUv2. */
import { columnsOf, paperRow } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf, withSettings } from './networks';
import type { Experiment, Row } from './types';

const ALONE = [
  { task: 'semseg', title: 'Seg.', paper: [55.04, 0.5038, 18.78, 77.9] },
  { task: 'depth', title: 'Depth', paper: [54.62, 0.5041, 18.93, 77.5] },
  { task: 'normals', title: 'Normal', paper: [53.43, 0.5117, 18.59, 77.5] },
  { task: 'boundary', title: 'Edge', paper: [53.97, 0.5022, 18.97, 77.5] },
] as const;

export const table6: Experiment = {
  id: 'table-6',
  title: 'One rendered task alone',
  question: 'Which task is worth rendering, and do all together help more?',
  seeds: 1,
  table(options) {
    const [base, ours] = pairOf('inv-pt', 'nyud', options, PAPER_PAIRS.nyud['inv-pt']);
    const rows = ALONE.map(({ task, title, paper }): Row => ({
      ...ours,
      id: `inv-pt ${task}`,
      title: `renders ${title}`,
      config: withSettings(ours.config, ['regularizer.tasks', [task]]),
      paper: paperRow('nyud', paper),
    }));
    return {
      id: 'table-6',
      title: 'One rendered task alone',
      origin: 'Table 6 of the paper: NYUv2; InvPT with ViT-L. The first row is of its Table 1.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [base, ...rows, { ...ours, title: 'renders all tasks' }],
    };
  },
};
