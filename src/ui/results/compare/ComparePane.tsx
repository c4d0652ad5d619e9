/** Two stored runs on the same held-out images: their maps side by side, who is closer to the truth where, and by how much. */
import { useEffect, useState } from 'react';
import type { CompareView } from '../../../protocol/compare';
import { comparable, firstChoice, useCompare, type Chosen } from '../../../store/compare';
import { useSeeds } from '../../../store/compare-seeds';
import { useLibrary } from '../../../store/library';
import { Note } from '../../Note';
import { Picture } from '../../maps/Tile';
import { ComparedTask } from './ComparedTask';
import { OverSeeds, SeedChoice } from './OverSeeds';
import { RunChoice } from './RunChoice';
import { Toolbar } from './Toolbar';
import { Totals } from './Totals';
import '../../maps/maps.css';
import './compare.css';

/** Runs that are stored now; what is chosen is among them. */
function useRuns() {
  const storage = useLibrary((library) => library.storage);
  const runs = comparable(storage?.runs ?? []);
  const chosen = useCompare((compare) => compare.chosen);
  const here = (id: string | undefined): boolean => runs.some((run) => run.id === id);
  const isWhole = here(chosen?.a) && here(chosen?.b);
  useEffect(() => void useLibrary.getState().refresh(), []);
  useEffect(() => {
    const first = isWhole ? null : firstChoice(storage?.runs ?? []);
    if (first) useCompare.getState().choose(first);
  }, [isWhole, storage]);
  return { runs, chosen, known: storage !== null };
}

export function ComparePane() {
  const { runs, chosen, known } = useRuns();
  const ofExperiment = useSeeds(({ compared }) => compared !== null);
  return (
    <div className="results-middle compare">
      <header className="results-title">
        <h2>Where do two runs differ?</h2>
        <p className="sub">
          Both on the same held-out images.{' '}
          {ofExperiment
            ? 'One run against one says nothing of the spread over seeds: beside it stand all seeds of the experiment.'
            : 'One run against one says nothing of the spread over seeds: the tables of experiments do.'}
        </p>
      </header>
      {chosen ? (
        <>
          <div className="compare-which">
            <RunChoice runs={runs} chosen={chosen} />
            <SeedChoice chosen={chosen} />
          </div>
          <Compared chosen={chosen} />
        </>
      ) : known ? (
        <p className="empty">
          <b>Two runs that were saved are needed</b>
          <span className="sub">
            {runs.length === 0 ? 'None is stored here' : 'One is stored here'}; train another, with or without the
            regularizer, say.
          </span>
        </p>
      ) : null}
    </div>
  );
}

function Compared({ chosen }: { chosen: Chosen }) {
  const view = useCompare((compare) => compare.view);
  const busy = useCompare((compare) => compare.busy);
  const problem = useCompare((compare) => compare.problem);
  const [wipe, setWipe] = useState(0.5);
  return (
    <>
      {problem ? <Note tone="bad" title={problem} /> : null}
      {view ? (
        <>
          <Toolbar view={view} />
          <div className="compare-top" aria-busy={busy}>
            <First view={view} />
            <div className="compare-numbers">
              <OverSeeds chosen={chosen} />
              <Totals view={view} />
            </div>
          </div>
          {view.maps.map((maps) => (
            <ComparedTask key={maps.task} maps={maps} runs={view.runs} wipe={wipe} onWipe={setWipe} />
          ))}
        </>
      ) : busy ? (
        <p className="label" role="status">
          Restoring both models: a few seconds
        </p>
      ) : null}
    </>
  );
}

function First({ view: { image, id, remarks } }: { view: CompareView }) {
  return (
    <div className="compare-first">
      <span
        className="compare-tile"
        role="img"
        aria-label={`Image ${id}`}
        style={{ aspectRatio: `${image.width} / ${image.height}` }}
      >
        <Picture painted={image} />
      </span>
      {remarks.length > 0 ? (
        <ul className="compare-remarks">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
