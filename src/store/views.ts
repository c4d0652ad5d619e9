/**
 * The heavy views of the picked image: pulled from the worker, one question of each kind at a time. A pick or new
 * weights while one is under way makes one more question, with the newest wish; older ones are never queued.
 */
import { create } from 'zustand';
import type { ExperimentConfig } from '../config/experiment';
import type { Answer, Args } from '../protocol/messages';
import type { NovelView, PlanesView, ProbeView, RayView, SampleView, SliceView } from '../protocol/views';
import { ask, sentenceOf } from './connection';
import { usePage } from './page';
import { usePick } from './pick';
import { useRun } from './run';

interface ViewsStore {
  readonly sample: SampleView | null;
  readonly probe: ProbeView | null;
  readonly ray: RayView | null;
  readonly planes: PlanesView | null;
  readonly slice: SliceView | null;
  readonly novel: NovelView | null;
  readonly problem: string | null;
}

const NOTHING: ViewsStore = {
  sample: null,
  probe: null,
  ray: null,
  planes: null,
  slice: null,
  novel: null,
  problem: null,
};

export const useViews = create<ViewsStore>()(() => NOTHING);

type ViewKind = 'sample' | 'probe' | 'ray' | 'planes' | 'slice' | 'novel';

/** Whether the run has weights to look at. */
function hasModel(): boolean {
  const { status, step } = useRun.getState().state;
  return status === 'training' || status === 'paused' || status === 'finished' || (status === 'stopped' && step > 0);
}

/** Asks with the newest arguments; while a question is under way, remembers only that there is to be another. */
function latest<K extends ViewKind>(kind: K, args: () => Args<K> | null): () => void {
  let busy = false;
  let again = false;
  const run = async (): Promise<void> => {
    const wish = hasModel() && usePage.getState().view === 'run' ? args() : null; // unseen, it costs steps
    if (!wish) return;
    busy = true;
    const { runId } = useRun.getState().state;
    const taken = await ask(kind, wish).then(
      (answer: Answer<K>) => ({ [kind]: answer, problem: null }) as Partial<ViewsStore>,
      (thrown: unknown) => ({ problem: sentenceOf(thrown) }),
    );
    if (useRun.getState().state.runId === runId) useViews.setState(taken); // else that run has left
    busy = false;
    if (!again) return;
    again = false;
    void run();
  };
  return () => {
    if (busy) again = true;
    else void run();
  };
}

const regularized = (): boolean => useRun.getState().state.config?.regularizer.enabled ?? false;

/** Whether z of the box has metres: only then can another camera be placed in it. */
export const inMetres = (config: ExperimentConfig | null): boolean =>
  (config?.regularizer.enabled ?? false) && config?.regularizer.zRange !== 'linear';

const metric = (): boolean => inMetres(useRun.getState().state.config);

const pull = {
  sample: latest('sample', () => ({ index: usePick.getState().index })),
  probe: latest('probe', () => ({ index: usePick.getState().index, pixel: usePick.getState().pixel })),
  ray: latest('ray', () => {
    const { index, pixel, samples } = usePick.getState();
    return regularized() ? { index, pixel, samples } : null;
  }),
  planes: latest('planes', () => {
    const { index, coloring, channel } = usePick.getState();
    return regularized() ? { index, coloring, channel } : null;
  }),
  slice: latest('slice', () => {
    const { index, slice } = usePick.getState();
    return regularized() && slice.on ? { index, axis: slice.axis, position: slice.position } : null;
  }),
  novel: latest('novel', () => {
    const { index, pixel, elsewhere } = usePick.getState();
    const place = elsewhere.image === null ? elsewhere.orbit : { image: elsewhere.image };
    return metric() && elsewhere.on ? { index, pixel, place } : null;
  }),
};

/** All views anew: other weights, or another image. */
export function refreshViews(): void {
  for (const one of Object.values(pull)) one();
}

/** ms between views of a run that trains: they take turns with its steps. */
const REFRESH_EVERY = 1500;
const STEPS_BETWEEN = 6; // at least, where steps are slow: a software adapter draws on the cores that it trains on

/** Keeps the views up with picks and with the run; call once. @returns how to stop */
export function followViews(now: () => number = () => performance.now()): () => void {
  let last = -Infinity;
  let lastStep = -1;
  const stops = [
    usePick.subscribe((pick, before) => {
      if (pick.index !== before.index) return refreshViews();
      if (pick.pixel !== before.pixel) {
        pull.probe();
        pull.ray();
        if (pick.elsewhere.image === null) pull.novel();
      }
      if (pick.slice !== before.slice) pull.slice();
      if (pick.elsewhere !== before.elsewhere) pull.novel();
      // What is out of sight is not kept: it would come back as of another step.
      if (before.slice.on && !pick.slice.on) useViews.setState({ slice: null });
      if (before.elsewhere.on && !pick.elsewhere.on) useViews.setState({ novel: null });
      if (pick.samples !== before.samples) pull.ray();
      if (pick.coloring !== before.coloring || pick.channel !== before.channel) pull.planes();
    }),
    useRun.subscribe(({ state }, before) => {
      if (state.runId === null && before.state.runId !== null) useViews.setState(NOTHING);
      if (!hasModel()) return;
      const settled = state.status !== 'training';
      const changed = state.step !== lastStep || state.runId !== before.state.runId;
      if (!changed && state.status === before.state.status) return;
      const every = Math.max(REFRESH_EVERY, STEPS_BETWEEN * state.millisecondsPerStep);
      if (!settled && now() - last < every) return;
      last = now();
      lastStep = state.step;
      refreshViews();
    }),
    usePage.subscribe(({ view }, before) => {
      if (view === 'run' && before.view !== view && hasModel()) refreshViews();
    }),
    useViews.subscribe(({ sample }, before) => {
      if (!sample || sample === before.sample) return;
      usePick.getState().arrived({ height: sample.image.height, width: sample.image.width }, sample.count);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
