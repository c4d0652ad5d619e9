/** A prediction that the worker draws by itself, straight from the GPU's buffers; painted until it does, or if it cannot. */
import { useEffect, useRef, useState } from 'react';
import type { LivePlace } from '../../protocol/live';
import type { Painted } from '../../protocol/views';
import { useAdapter } from '../../store/adapter';
import { ask } from '../../store/connection';
import { useRun } from '../../store/run';
import { useViews } from '../../store/views';
import { Picture } from './Tile';

/** `?live=1` draws on a software adapter too: for tests, since with other flags such a canvas ends the GPU process. */
const insisted = (): boolean => new URLSearchParams(location.search).get('live') === '1';

const WITH_MODEL = ['training', 'paused', 'finished', 'stopped'];

/** Whether the worker may be asked to draw this map: it has a model, a GPU, and did not give up before. */
function useAllowed({ task, source }: LivePlace): boolean {
  const hardware = useAdapter(({ facts }) => facts?.fallback === false);
  const model = useRun(({ state }) => WITH_MODEL.includes(state.status));
  const givenUp = useViews(({ sample }) => sample?.undrawn?.some((one) => one.task === task && one.source === source));
  return model && !givenUp && (hardware || insisted());
}

interface LivePictureProps extends LivePlace {
  readonly painted: Painted;
}

export function LivePicture({ painted, ...place }: LivePictureProps) {
  const [refused, setRefused] = useState(false);
  const allowed = useAllowed(place);
  if (!allowed || refused) return <Picture painted={painted} />;
  const { width, height } = painted;
  return <Drawn key={`${width}x${height}`} {...{ ...place, painted }} onRefused={() => setRefused(true)} />;
}

/**
 * Each mount makes its own canvas: one whose control was handed over cannot be handed over again.
 */
function Drawn({ task, source, painted, onRefused }: LivePictureProps & { readonly onRefused: () => void }) {
  const place = useRef<HTMLSpanElement>(null);
  const refuse = useRef(onRefused);
  const [live, setLive] = useState(false);
  const { width, height } = painted;
  useEffect(() => {
    const canvas = document.createElement('canvas');
    canvas.className = 'maps-picture';
    Object.assign(canvas, { width, height });
    place.current?.append(canvas);
    let left = false;
    const offer = async (): Promise<boolean> =>
      (await ask('attach', { task, source, canvas: canvas.transferControlToOffscreen() })).live;
    offer()
      .catch(() => false) // this browser hands no canvas over, or the run ended meanwhile
      .then((drawn) => {
        if (left) return;
        if (drawn) setLive(true);
        else refuse.current();
      });
    return () => {
      left = true;
      canvas.remove();
      setLive(false);
      ask('detach', { task, source }).catch(() => undefined); // a worker that stopped draws no more
    };
  }, [task, source, width, height]);
  return (
    <>
      <span ref={place} className="maps-over" aria-hidden="true" data-live={live ? 'drawn' : 'asked'} />
      {live ? null : <Picture painted={painted} />}
    </>
  );
}
