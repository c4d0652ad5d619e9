/** A data set in numbers: one line where there is room. */
import { LABEL_SETS, type LabelSet } from '../../base/label-sets';
import type { DataStatistics, DatasetCard, ImportPreview, TaskId } from '../../protocol/data-messages';
import { count, fixed } from '../format';
import { imagesOf, percent } from './words';

type Fact = readonly [name: string, value: string];

function factsOfTasks(statistics: DataStatistics | null): Fact[] {
  const of = (id: TaskId) => statistics?.tasks.find(({ task }) => task === id);
  const [semseg, depth] = [of('semseg'), of('depth')];
  const range = depth?.depth;
  return [
    ...(range ? [['Depth', `${fixed(range.low, 2)} – ${fixed(range.high, 2)} m`] as const] : []),
    ...(depth ? [['No depth', percent(depth.unlabelled)] as const] : []),
    ...(semseg ? [['No label', percent(semseg.unlabelled)] as const] : []),
  ];
}

const classes = (labelSet: LabelSet): Fact => ['Classes', count(LABEL_SETS[labelSet].length)];

export function factsOfPreview(preview: ImportPreview, labelSet: LabelSet): Fact[] {
  const { train, val, unknown } = preview.splits;
  const divided = train + val > 0;
  return [
    ['Images', count(preview.images)],
    ['Train / held out', divided ? `${count(train)} / ${count(val)}` : 'not divided'],
    ...(divided && unknown > 0 ? [['In no split', count(unknown)] as const] : []),
    ...(preview.scenes.length > 0 ? [['Scenes', count(preview.scenes.length)] as const] : []),
    ['Size', `${preview.width} × ${preview.height}`],
    ...(preview.tasks.some(({ id }) => id === 'semseg') ? [classes(labelSet)] : []),
    ...factsOfTasks(preview.statistics),
  ];
}

export function factsOfStored(card: DatasetCard, statistics: DataStatistics | null): Fact[] {
  return [
    ['Images', count(imagesOf(card))],
    ['Train / held out', `${count(card.counts.train)} / ${count(card.counts.val)}`],
    ['Size', `${card.width} × ${card.height}`],
    ...(card.labels.includes('semseg') ? [classes(card.labelSet)] : []),
    ...(card.posed ? [['Cameras', 'posed'] as const] : []),
    ...factsOfTasks(statistics),
  ];
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="data-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="label">{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
