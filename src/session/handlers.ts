/** Every command of the wire, answered by whoever knows: the GPU, the library, the controller. */
import type { AdapterFacts, Handlers } from '../protocol/messages';
import { describeAdapter } from './adapter';
import { catalogOf, judged } from './catalog';
import { RunController } from './controller';
import type { Teller } from './engine';
import { Library } from './library';
import type { Views } from './views/context';
import { LiveMaps } from './views/live-maps';
import { novelView } from './views/novel';
import { planesView } from './views/planes';
import { probeView } from './views/probe';
import { rayView } from './views/ray';
import { sampleView } from './views/sample';
import { sliceView } from './views/slice';

const viewsWith = (live: LiveMaps): Views => ({
  sample: async (context, { index }) => live.follow(context, await sampleView(context, index)),
  probe: (context, { index, pixel }) => probeView(context, index, pixel),
  ray: (context, { index, ...wish }) => rayView(context, index, wish),
  planes: (context, { index, ...wish }) => planesView(context, index, wish),
  slice: (context, { index, ...wish }) => sliceView(context, index, wish),
  novel: (context, { index, ...wish }) => novelView(context, index, wish),
});

/** The worker's mouth: what it tells unasked. */
interface Mouth extends Teller {
  /** The page is ready to hear more. */
  credit(count: number): void;
}

export function handlersFor(tell: Mouth, library = new Library()): Handlers {
  const live = new LiveMaps();
  const facts: Teller['facts'] = (told) => {
    tell.facts(told);
    if (live.due) void run.look((context) => live.redraw(context)).catch(() => undefined); // the run ended first
  };
  let wishes = 0; // the newest estimate asked for is the one that is wanted
  const found = (): Promise<AdapterFacts | null> => describeAdapter().catch(() => null); // `adapter` tells why there is none
  const run = new RunController({
    library,
    views: viewsWith(live),
    tell: { state: (state) => tell.state(state), facts },
  });
  return {
    adapter: describeAdapter,
    catalog: async () => catalogOf(await found(), (name, preset) => library.pace(name, preset)),
    async estimate({ config }) {
      const mine = ++wishes;
      return judged(config, await found(), () => mine === wishes);
    },
    storage: () => library.facts(),
    start: (what) => run.start(what),
    open: (what) => run.open(what),
    pause: () => run.pause(),
    resume: () => run.resume(),
    step: () => run.step(),
    stop: () => run.stop(),
    deleteRun: (what) => run.deleteRun(what),
    deleteData: (what) => run.deleteData(what),
    cancelPreparing: () => run.cancelPreparing(),
    history: (what) => run.history(what),
    sample: (what) => run.view('sample', what),
    probe: (what) => run.view('probe', what),
    ray: (what) => run.view('ray', what),
    planes: (what) => run.view('planes', what),
    slice: (what) => run.view('slice', what),
    novel: (what) => run.view('novel', what),
    async attach(what) {
      live.offer(what);
      return { live: await run.look((context) => live.open(context, what)) };
    },
    detach: async (what) => live.detach(what) as undefined,
    credit: async ({ count }) => tell.credit(count) as undefined,
  };
}
