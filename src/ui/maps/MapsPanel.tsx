/** What the model predicts: the picked held-out image, and for every task truth, decoder and rendered. */
import { useState } from 'react';
import type { SampleView } from '../../protocol/views';
import { usePick, type MapMode } from '../../store/pick';
import { useViews } from '../../store/views';
import { count } from '../format';
import { AbsorbedRow, ThinNote } from './Absorbed';
import { Legends } from './Legends';
import { Probe } from './Probe';
import { Segments } from './Segments';
import { TaskRow } from './TaskRow';
import { Picture, Tile } from './Tile';
import './maps.css';

const MODES: readonly { id: MapMode; title: string }[] = [
  { id: 'side', title: 'Side by side' },
  { id: 'wipe', title: 'Wipe' },
  { id: 'error', title: 'Error' },
];

export function MapsPanel() {
  const sample = useViews((views) => views.sample);
  const problem = useViews((views) => views.problem);
  return (
    <section className="maps-pane" aria-label="Maps">
      {problem ? (
        <p className="maps-problem" role="alert">
          {problem}
        </p>
      ) : null}
      {sample ? <Maps sample={sample} /> : <Waiting />}
    </section>
  );
}

function Waiting() {
  return (
    <>
      <header className="maps-head">
        <h2>Maps</h2>
      </header>
      <p className="maps-empty">
        <b>Image, truth, and every task’s maps from decoder and rendering</b>
        <span>With the first step of a run.</span>
      </p>
    </>
  );
}

function Maps({ sample }: { sample: SampleView }) {
  const wished = usePick((pick) => pick.mode);
  const [wipe, setWipe] = useState(0.5);
  const labelled = sample.maps.some(({ truth }) => truth !== null);
  const mode = labelled ? wished : 'side'; // wipe and error need a truth
  return (
    <>
      <Head sample={sample} mode={mode} labelled={labelled} />
      {sample.absorbed ? <ThinNote absorbed={sample.absorbed} /> : null}
      <div className={sample.rays ? 'maps-scroll' : 'maps-scroll plain'}>
        <div className="maps-first">
          <Tile name="Image" value="" tag="Image">
            <Picture painted={sample.image} />
          </Tile>
          <Probe />
        </div>
        {sample.maps.map((maps) => (
          <TaskRow key={maps.task} maps={maps} mode={mode} wipe={wipe} onWipe={setWipe} />
        ))}
        {sample.absorbed ? <AbsorbedRow absorbed={sample.absorbed} /> : null}
      </div>
      <Legends sample={sample} mode={mode} />
    </>
  );
}

function Head({ sample, mode, labelled }: { sample: SampleView; mode: MapMode; labelled: boolean }) {
  const { turned, set } = usePick.getState();
  return (
    <header className="maps-head">
      <h2>Maps</h2>
      <p className="maps-which">
        <span className="number" data-image={sample.id}>
          {sample.id} · {sample.index + 1} of {count(sample.count)}
        </span>
        <span className="number" data-maps-step={sample.step}>
          made at step {count(sample.step)}
        </span>
      </p>
      {labelled ? (
        <Segments
          label="Maps side by side, wiped, or their errors"
          choices={MODES}
          chosen={mode}
          onChoose={(id) => set({ mode: id })}
        />
      ) : null}
      {sample.count > 1 ? (
        <span className="maps-turn">
          <Turn name="Previous image" path="M10 3L5 8l5 5" onPress={() => turned(-1)} />
          <Turn name="Next image" path="M6 3l5 5-5 5" onPress={() => turned(1)} />
        </span>
      ) : null}
    </header>
  );
}

function Turn({ name, path, onPress }: { name: string; path: string; onPress: () => void }) {
  return (
    <button type="button" aria-label={name} title={name} onClick={onPress}>
      <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
