/** One image large: itself, the truth, what was predicted, and where that is wrong. */
import { useEffect, useRef } from 'react';
import type { ReportedTask } from '../../../protocol/evaluation';
import { useEvaluation, type EvaluatedSource } from '../../../store/evaluation';
import { Icon } from '../../icons';
import { Note } from '../../Note';
import { MapFigure } from '../compare/MapFigure';
import { Reading } from '../compare/Reading';
import { SOURCE_WORDS } from './numbers';

interface LargeImageProps {
  readonly task: ReportedTask;
  readonly source: EvaluatedSource;
  readonly value: string;
}

export function LargeImage({ task, source, value }: LargeImageProps) {
  const opened = useEvaluation((evaluation) => evaluation.opened);
  const view = useEvaluation((evaluation) => evaluation.view);
  const busy = useEvaluation((evaluation) => evaluation.busy);
  const problem = useEvaluation((evaluation) => evaluation.imageProblem);
  const place = useRef<HTMLElement>(null);
  const isHere = view?.index === opened;
  useEffect(() => {
    if (isHere) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isHere]);
  const maps = isHere ? view.maps.find((one) => one.task === task.id) : undefined;
  const name = (what: string): string => `${task.title}, ${what}`;
  return (
    <section ref={place} className="evaluate-large" aria-label="Image, large" aria-busy={busy}>
      {problem ? <Note tone="bad" title={problem} /> : null}
      {!isHere || !view ? (
        <p className="label">{problem ? '' : 'Predicting this image: a moment'}</p>
      ) : (
        <>
          <header className="evaluate-head">
            <h3 className="number">{view.id}</h3>
            <button type="button" className="button quiet end" onClick={() => useEvaluation.getState().open(null)}>
              <Icon name="cross" />
              Close
            </button>
          </header>
          <div className="evaluate-four">
            <MapFigure name="Image" word="Image" score="" painted={view.image} size={view.image} />
            <MapFigure name={name('truth')} word="Truth" score="" painted={maps?.truth ?? null} size={view.image} />
            <MapFigure
              name={name(source)}
              word={SOURCE_WORDS[source]}
              score={value}
              painted={maps?.maps.a ?? null}
              size={view.image}
            />
            <MapFigure name={name('error')} word="Error" score="" painted={maps?.errors?.a ?? null} size={view.image} />
          </div>
          {maps ? (
            <p className="compare-legends">
              <Reading legend={maps.legend} shown={[maps.truth, maps.maps.a]} />
              <Reading legend={maps.errorLegend} shown={[]} />
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}
