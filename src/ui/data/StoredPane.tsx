/** The middle for a stored data set: what was just imported, its images page by page, its numbers, its augmentation. */
import { useEffect } from 'react';
import type { DatasetCard, ImportReport, Split } from '../../protocol/data-messages';
import { useImport } from '../../store/data-import';
import { PAGE, useLook } from '../../store/data-look';
import { useLibrary } from '../../store/library';
import { bytes, count, duration } from '../format';
import { Icon } from '../icons';
import { Segments } from '../maps/Segments';
import { Note } from '../Note';
import { Augmented } from './Augmented';
import { Checks, SkippedList } from './Checks';
import { CopyButton } from './CopyButton';
import { Depth } from './Depth';
import { Facts, factsOfStored } from './Facts';
import { Looks } from './Looks';
import { Shares } from './Shares';
import { many, shownName, SPLITS, tasksOf, type ShownTask } from './words';

export function StoredPane({ card }: { card: DatasetCard }) {
  const report = useImport((one) => one.report);
  const problem = useLook((look) => look.problem);
  useEffect(() => useLook.getState().open(card), [card]);
  return (
    <div className="data-middle">
      {report?.name === card.name ? <Stored report={report} /> : null}
      {problem ? <Note tone="bad" title={problem} /> : null}
      <header className="data-title">
        <span className="label">{card.title}</span>
        <h2>{shownName(card)}</h2>
        <p className="sub">
          Stored in this browser, {bytes(card.bytes)}.
          {card.usedBy.length > 0
            ? ` Used by ${many(card.usedBy.length, 'stored run')}: ${card.usedBy.join(', ')}.`
            : ''}
        </p>
      </header>
      {card.problem === null ? <Contents card={card} /> : <Note tone="warn" title={card.problem} />}
    </div>
  );
}

function Contents({ card }: { card: DatasetCard }) {
  const catalog = useLibrary((library) => library.catalog);
  const statistics = useLook((look) => (look.name === card.name ? look.statistics : null));
  const tasks = tasksOf(card, catalog);
  return (
    <>
      <Facts facts={factsOfStored(card, statistics)} />
      <Pages card={card} tasks={tasks} />
      {statistics ? (
        <div className="data-two">
          <Shares tasks={tasks} statistics={statistics} />
          <div className="data-column">
            <Depth statistics={statistics} />
            <Checks statistics={statistics} />
          </div>
        </div>
      ) : (
        <p className="empty">
          <b>Shares of labels, depth, checks</b>
          <span className="sub">Being counted over the images.</span>
        </p>
      )}
      <Augmented card={card} tasks={tasks} />
    </>
  );
}

function Stored({ report }: { report: ImportReport }) {
  const { name, images, seconds, skipped } = report;
  const text = skipped.map(({ path, reason }) => `${path}\t${reason}`).join('\n');
  return (
    <Note
      tone="ok"
      title={`${name} is stored: ${many(images, 'image')}, ${bytes(report.bytes)}, in ${duration(seconds)}.`}
      actions={
        <>
          {skipped.length > 0 ? <CopyButton text={text} what="what was skipped" /> : null}
          <button type="button" className="button quiet" onClick={() => useImport.getState().read()}>
            <Icon name="cross" />
            Close note
          </button>
        </>
      }
    >
      {skipped.length === 0 ? (
        'Nothing was skipped.'
      ) : (
        <details className="data-details">
          <summary>{many(skipped.length, 'file')} skipped</summary>
          <SkippedList skipped={skipped.slice(0, 200)} />
        </details>
      )}
    </Note>
  );
}

function Pages({ card, tasks }: { card: DatasetCard; tasks: readonly ShownTask[] }) {
  const { name, split, first, picked, looks } = useLook();
  if (name !== card.name || !looks) {
    return (
      <p className="empty">
        <b>Images with labels painted over them</b>
        <span className="sub">Being read from storage.</span>
      </p>
    );
  }
  const total = card.counts[split];
  const last = Math.min(first + PAGE, total);
  return (
    <Looks
      which={<Paging split={split} counts={card.counts} first={first} last={last} />}
      looks={looks}
      tasks={tasks}
      picked={picked - first}
      onPick={(index) => useLook.getState().pick(first + index)}
    />
  );
}

interface PagingProps {
  readonly split: Split;
  readonly counts: DatasetCard['counts'];
  readonly first: number;
  readonly last: number;
}

function Paging({ split, counts, first, last }: PagingProps) {
  const { turn } = useLook.getState();
  const total = counts[split];
  const both = counts.train > 0 && counts.val > 0;
  return (
    <span className="data-paging">
      {both ? (
        <Segments
          label="Split"
          choices={(['train', 'val'] as const).map((id) => ({ id, title: SPLITS[id] }))}
          chosen={split}
          onChoose={(id) => turn(id, 0)}
        />
      ) : null}
      <span className="number">
        {count(first + 1)}–{count(last)} of {count(total)}
      </span>
      {total > PAGE ? (
        <>
          <Turn name="Images before" icon="back" disabled={first === 0} onPress={() => turn(split, first - PAGE)} />
          <Turn name="Next images" icon="next" disabled={last >= total} onPress={() => turn(split, first + PAGE)} />
        </>
      ) : null}
    </span>
  );
}

interface TurnProps {
  readonly name: string;
  readonly icon: 'back' | 'next';
  readonly disabled: boolean;
  readonly onPress: () => void;
}

function Turn({ name, icon, disabled, onPress }: TurnProps) {
  return (
    <button
      type="button"
      className="button square"
      aria-label={name}
      title={name}
      aria-disabled={disabled}
      onClick={() => void (disabled || onPress())}
    >
      <Icon name={icon} />
    </button>
  );
}
