/** Table 3: video frames that have depth alone, with and without the loss across views; NYUv2. */
import { columnsOf, paperRow } from './columns';
import { pairOf } from './comparisons';
import { notesOf, withSettings } from './networks';
import type { Experiment, Row } from './types';

/** Of the first frame of a scene all labels count, of the others depth. */
const FRAMES = [
  ['data.frames', 'depth'],
  ['data.rooms.views', 4],
] as const;

export const table3: Experiment = {
  id: 'table-3',
  title: 'Video frames and the loss across views',
  question: 'Does rendering the scene for a second view help, where frames with depth alone are added?',
  seeds: 1,
  table(options) {
    const paper = { base: [53.44, 0.4927, 18.78, 77.9], ours: [54.93, 0.4879, 18.47, 77.9] };
    const set = [...FRAMES, ...(options.set ?? [])];
    const [base, ours] = pairOf('inv-pt', 'nyud', { ...options, set }, paper);
    const cross: Row = {
      ...ours,
      id: 'inv-pt cross-view',
      title: `${ours.title} + cross-view`,
      config: withSettings(ours.config, ['crossView', { ...ours.config.crossView, enabled: true, labels: 'depth' }]),
      paper: paperRow('nyud', [54.99, 0.485, 18.52, 78.0]),
    };
    return {
      id: 'table-3',
      title: 'Video frames and the loss across views',
      origin: 'Table 3 of the paper: NYUv2 with extra video frames; InvPT with ViT-L.',
      notes: notesOf(options, 'nyud'),
      columns: columnsOf('nyud'),
      rows: [base, ours, cross],
    };
  },
};
