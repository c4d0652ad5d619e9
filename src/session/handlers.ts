/** Every command of the wire, answered by whoever knows: the GPU, the library, the controller. */
import type { ExperimentProgress } from '../protocol/experiment-messages';
import type { AdapterFacts, Handlers } from '../protocol/messages';
import { describeAdapter } from './adapter';
import { catalogOf, judged } from './catalog';
import { Comparer, compareHandlers } from './compare/comparer';
import { RunController } from './controller';
import type { Teller } from './engine';
import { evaluationHandlers, RunEvaluator } from './evaluate-run/evaluator';
import { experimentHandlers, runHandlers, type Beside } from './experiments/page-handlers';
import { ExperimentQueue, type QueueParts } from './experiments/queue';
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
  experiment(progress: ExperimentProgress | null): void;
}

/** Workers that this one may start. */
type Starts = Pick<QueueParts, 'startMetrics'>;

interface Staff extends Beside {
  readonly comparer: Comparer;
  readonly evaluator: RunEvaluator;
}

/** The controller with the experiments, the comparison of runs and their evaluation beside it. */
function runAndBeside(tell: Mouth, library: Library, { live, starts }: { live: LiveMaps; starts: Starts }): Staff {
  const ears: { queue?: ExperimentQueue; comparer?: Comparer; evaluator?: RunEvaluator } = {}; // the controller speaks before there are any
  const run: RunController = new RunController({
    library,
    views: viewsWith(live),
    tell: {
      state(told) {
        tell.state(told);
        ears.queue?.heard(told);
        ears.comparer?.heard(told);
        ears.evaluator?.heard(told);
      },
      facts(told) {
        tell.facts(told);
        if (live.due) void run.look((context) => live.redraw(context)).catch(() => undefined); // the run ended first
      },
    },
  });
  const queue = new ExperimentQueue({ run, library, ...starts, tell: (progress) => tell.experiment(progress) });
  const comparer = new Comparer({ run, library, ...starts });
  const evaluator = new RunEvaluator({ run, library, ...starts });
  Object.assign(ears, { queue, comparer, evaluator });
  void queue.wake().catch(() => undefined); // one that cannot go on says why when it is told to
  return { run, library, queue, comparer, evaluator };
}

export function handlersFor(tell: Mouth, library = new Library(), starts: Starts = {}): Handlers {
  const live = new LiveMaps();
  const beside = runAndBeside(tell, library, { live, starts });
  const { run } = beside;
  let wishes = 0; // the newest estimate asked for is the one that is wanted
  const found = (): Promise<AdapterFacts | null> => describeAdapter().catch(() => null); // `adapter` tells why there is none
  return {
    adapter: describeAdapter,
    catalog: async () => catalogOf(await found(), (name, preset) => library.pace(name, preset)),
    async estimate({ config }) {
      const mine = ++wishes;
      return judged(config, await found(), () => mine === wishes);
    },
    storage: () => library.facts(),
    ...runHandlers(beside),
    ...experimentHandlers(beside),
    ...compareHandlers(beside.comparer),
    ...evaluationHandlers(beside.evaluator),
    step: () => run.step(),
    cancelPreparing: () => run.cancelPreparing(),
    history: (what) => run.history(what),
    sample: (what) => run.view('sample', what),
    probe: (what) => run.view('probe', what),
    ray: (what) => run.view('ray', what),
    planes: (what) => run.view('planes', what),
    slice: (what) => run.view('slice', what),
    novel: (what) => run.view('novel', what),
    agreement: () =>
      run.look(async (context) => {
        const { step, config } = context;
        return { step, tasks: config.tasks, cosines: await context.agreement() };
      }),
    async attach(what) {
      live.offer(what);
      return { live: await run.look((context) => live.open(context, what)) };
    },
    detach: async (what) => live.detach(what) as undefined,
    credit: async ({ count }) => tell.credit(count) as undefined,
  };
}
