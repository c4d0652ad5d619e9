/** One held-out image as two runs see it: truth, both maps on one scale, their errors, and who is closer where. */
import type { Sample } from '../../data/sample';
import { hasLabels } from '../../evaluation/tally';
import type { ComparedMaps, CompareView, Pair } from '../../protocol/compare';
import type { Painted } from '../../protocol/views';
import { paintError } from '../../tasks/error';
import { labelOf, type Task } from '../../tasks/task';
import { imageOf } from '../looks';
import { dataNameOf } from '../library';
import { painted } from '../views/context';
import { scoreOf, sharedRange } from '../views/sample';
import { differenceOf } from './difference';
import type { RunPair, Side } from './pair';
import type { Maps } from './predict';

const both = <From, To>({ a, b }: Pair<From>, of: (one: From) => To): Pair<To> => ({ a: of(a), b: of(b) });

/** A task's label of an image; undefined where no pixel has one. */
export function truthOf(task: Task, sample: Sample): Float32Array | undefined {
  const label = task.labels.stored(sample.labels) && labelOf(task, sample);
  return label && hasLabels(label, task.labels.channels) ? label : undefined;
}

function mapsOf(task: Task, sample: Sample, predicted: Pair<Maps>): ComparedMaps {
  const truth = truthOf(task, sample);
  const maps = both(predicted, (byTask) => byTask[task.id]!);
  const range = sharedRange(task, [truth, maps.a, maps.b]);
  const paint = (values: Float32Array): Painted => painted(sample, task.paint(values, range));
  return {
    task: task.id,
    title: task.title,
    legend: task.legend(range),
    truth: truth ? paint(truth) : null,
    maps: both(maps, paint),
    errors: truth ? both(maps, (values) => painted(sample, paintError(task, values, truth))) : null,
    errorLegend: task.error.legend(),
    difference: truth ? differenceOf(task, maps, { truth, extent: sample }) : null,
    scores: both(maps, (values) => (truth ? scoreOf(task, values, truth, sample) : '')),
  };
}

/** @param training the run that is trained now, if any */
export function remarksOn({ a, b, tasks }: RunPair, training: string | null): string[] {
  const sides = a.run.id === b.run.id ? [a] : [a, b];
  const told: string[] = [];
  for (const { run } of sides)
    if (run.id === training) told.push(`${run.name} is being trained: this is its last save, step ${run.step}.`);
  for (const { run } of sides)
    if (run.predictions !== 'heads')
      told.push(
        `The maps of ${run.name} come from its ${{ regularizer: 'regularizer', average: 'heads and regularizer, averaged' }[run.predictions]}.`,
      );
  const [dataA, dataB] = [a, b].map(({ config }) => dataNameOf(config));
  if (dataA !== dataB) told.push(`The images are those of ${dataA}, held out from A; B learnt from ${dataB}.`);
  const sized = ({ config }: Side): string => config.input.join(' × ');
  if (sized(a) !== sized(b))
    told.push(`B reads images of ${sized(b)}: they are resized for it, and its maps back to ${sized(a)}.`);
  const only = ({ config }: Side): string[] => config.tasks.filter((id) => !tasks.some((task) => task.id === id));
  const left = [...only(a), ...only(b)];
  if (left.length > 0) told.push(`Only one of the two has ${left.join(', ')}: left out.`);
  return told;
}

export interface Compared {
  readonly index: number;
  readonly sample: Sample;
  readonly predicted: Pair<Maps>;
  readonly remarks: readonly string[];
}

export function compareView(pair: RunPair, { index, sample, predicted, remarks }: Compared): CompareView {
  return {
    stamp: pair.stamp,
    index,
    count: pair.dataset.info.counts.val,
    id: sample.id,
    image: imageOf(sample),
    runs: both(pair, ({ run }: Side) => run),
    remarks,
    maps: pair.tasks.map((task) => mapsOf(task, sample, predicted)),
  };
}
