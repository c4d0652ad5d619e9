/** One task's maps: truth first, decoder second, rendered third; or both predictions wiped over the truth. */
import type { Painted, TaskMaps } from '../../protocol/views';
import type { MapMode } from '../../store/pick';
import { TaskName } from '../TaskName';
import { LivePicture } from './LivePicture';
import { useProbeRow } from './Probe';
import { NoLabels, Picture, Tile } from './Tile';
import { useTask } from './useTask';
import { Wipe } from './Wipe';

interface TaskRowProps {
  readonly maps: TaskMaps;
  readonly mode: MapMode;
  readonly wipe: number;
  readonly onWipe: (at: number) => void;
}

export function TaskRow({ maps, mode, wipe, onWipe }: TaskRowProps) {
  const { title } = useTask(maps.task);
  const values = useProbeRow(maps.task);
  const wiped = mode === 'wipe';
  return (
    <section className={wiped ? 'maps-row wiped' : 'maps-row'} aria-label={title} data-task={maps.task}>
      <div className="maps-name">
        <h3>
          <TaskName id={maps.task} title={title} />
        </h3>
        {wiped ? null : <span className="label">truth</span>}
      </div>
      <Score word="decoder" score={maps.decoderScore} />
      {maps.rendered ? <Score word="rendered" score={maps.renderedScore} /> : null}
      {wiped ? (
        <WipedTiles {...{ maps, title, values, wipe, onWipe }} />
      ) : (
        <Tiles {...{ maps, title, values, error: mode === 'error' }} />
      )}
    </section>
  );
}

function Score({ word, score }: { word: string; score: string }) {
  return (
    <p className="maps-score">
      <span className="label">{word}</span> <span className="number">{score}</span>
    </p>
  );
}

interface TilesProps {
  readonly maps: TaskMaps;
  readonly title: string;
  readonly values: { readonly truth: string; readonly decoder: string; readonly rendered: string };
}

function Tiles({ maps, title, values, error }: TilesProps & { readonly error: boolean }) {
  const tile = (source: string, painted: Painted | null, value: string) => {
    const name = `${title}, ${source}`;
    if (!painted) return <NoLabels name={name} />;
    return (
      <Tile name={name} value={value}>
        {source === 'decoder' || source === 'rendered' ? (
          <LivePicture task={maps.task} source={source} painted={painted} />
        ) : (
          <Picture painted={painted} />
        )}
      </Tile>
    );
  };
  const { truth, decoder, rendered, decoderError, renderedError } = maps;
  return (
    <>
      {tile('truth', truth, values.truth)}
      {tile(error ? 'decoder error' : 'decoder', error ? decoderError : decoder, values.decoder)}
      {rendered ? tile(error ? 'rendered error' : 'rendered', error ? renderedError : rendered, values.rendered) : null}
    </>
  );
}

interface WipedProps extends TilesProps {
  readonly wipe: number;
  readonly onWipe: (at: number) => void;
}

function WipedTiles({ maps, title, values, wipe, onWipe }: WipedProps) {
  const { truth } = maps;
  const sources = [
    ['decoder', maps.decoder, values.decoder],
    ['rendered', maps.rendered, values.rendered],
  ] as const;
  return sources.map(([source, prediction, value]) => {
    if (!prediction) return null;
    const name = `${title}, ${source}`;
    return truth ? (
      <Wipe key={source} tag={source} at={wipe} onMove={onWipe} {...{ name, value, truth, prediction }} />
    ) : (
      <div key={source} className="maps-wipe">
        <Tile name={name} value={value}>
          <Picture painted={prediction} />
        </Tile>
        <span aria-hidden="true" className="maps-tag">
          {source}; no labels to wipe to
        </span>
      </div>
    );
  });
}
