/** The Data view: which data there are, what is in the one that is chosen, and what can be done with it. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useData, type ChosenData } from '../../store/data';
import { useImport } from '../../store/data-import';
import { Icon } from '../icons';
import '../setup/setup.css';
import './data.css';
import { ImportPane } from './ImportPane';
import { LibraryPane, UnfinishedPane } from './LibraryPane';
import { OpenPane, RoomsPane } from './OpenPane';
import { GivenPane } from './PreviewPane';
import { StoredPane } from './StoredPane';
import { RoomsSide, StoredSide } from './StoredSide';

export function DataView() {
  const chosen = useData((data) => data.chosen);
  useEffect(() => {
    void useData.getState().load();
  }, []);
  const [middle, side] = usePanes(chosen);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // Something else is in sight: from its beginning, in the pane and on a phone's page.
    place.current?.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }, [chosen]);
  return (
    <div className="data-view" data-chosen={chosen?.kind ?? 'none'}>
      <LibraryPane />
      <section ref={place} className="pane data-main" aria-label="Data set">
        <button type="button" className="data-back narrow" onClick={() => useData.getState().choose(null)}>
          <Icon name="back" />
          Data sets
        </button>
        {middle}
      </section>
      {side}
      <Heard />
    </div>
  );
}

/** What is chosen, and the pane beside it. A choice whose data are gone is none. */
function usePanes(chosen: ChosenData | null): [middle: ReactNode, side: ReactNode] {
  const card = useData(({ library }) =>
    chosen?.kind === 'stored' ? library?.sets.find(({ name }) => name === chosen.name) : undefined,
  );
  const unfinished = useData(({ library }) =>
    chosen?.kind === 'unfinished' ? library?.unfinished.find(({ key }) => key === chosen.key) : undefined,
  );
  const open = useImport(({ looking, preview, problem }) => Boolean(looking ?? preview ?? problem));
  if (chosen?.kind === 'given' && open) return [<GivenPane key="given" />, <ImportPane key="import" />];
  if (card) return [<StoredPane key={card.name} card={card} />, <StoredSide key={card.name} card={card} />];
  if (unfinished) return [<UnfinishedPane key={unfinished.key} one={unfinished} />, null];
  if (chosen?.kind === 'rooms') return [<RoomsPane key="rooms" />, <RoomsSide key="rooms" />];
  return [<OpenPane key="open" />, null];
}

/** What has just happened, once each, for who does not see it. */
function Heard() {
  const looking = useImport((one) => one.looking);
  const preview = useImport((one) => one.preview);
  const report = useImport((one) => one.report);
  const text = looking
    ? `Looking inside ${looking.source}`
    : report
      ? `${report.name} is stored`
      : preview
        ? `Recognised as ${preview.title}, ${preview.images} images; nothing is stored yet`
        : '';
  return (
    <p className="hidden" role="status">
      {text}
    </p>
  );
}
