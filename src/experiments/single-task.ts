/** Not of the paper: what tasks gain or lose by sharing one network (delta_m, spec/mtl-models.md §7); NYUv2's tasks. */
import { columnsOf } from './columns';
import { PAPER_PAIRS, pairOf } from './comparisons';
import { notesOf, withSettings } from './networks';
import type { Experiment, Row } from './types';

export const singleTask: Experiment = {
  id: 'single-task',
  title: 'One network for all tasks against one a task',
  question: 'What do tasks gain or lose by sharing a network, and does the regularizer change it?',
  seeds: 3,
  table(options) {
    const [base, ours] = pairOf('mti-net', 'nyud', options, PAPER_PAIRS.nyud['mti-net']);
    const alone = base.config.tasks.map((task) => withSettings(base.config, ['tasks', [task]]));
    const single: Row = { ...base, id: 'single-task', title: `${base.title}, one network a task`, alone };
    return {
      id: 'single-task',
      title: 'One network for all tasks against one a task',
      origin: 'Not in the paper.',
      notes: [...notesOf(options, 'nyud'), 'Networks of one task take as many steps each as the one of all tasks.'],
      columns: columnsOf('nyud'),
      rows: [single, { ...base, base: single.id, title: `${base.title}, all tasks` }, { ...ours, base: single.id }].map(
        (row) => ({ ...row, paper: {} }),
      ),
    };
  },
};
