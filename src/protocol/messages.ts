/**
 * The wire between page and worker: one typed map of commands, each with its arguments and its answer, and one of
 * events. Small facts are pushed (and coalesced while the page is slow), heavy views are pulled with transfer.
 */
import type { Legend } from '../base/legend';
import type { ExperimentConfig } from '../config/experiment';
import type { CompareCommands } from './compare';
import type { Judged } from './estimate';
import type { EvaluationCommands } from './evaluation';
import type { StepFacts } from './events';
import type { ExperimentCommands, ExperimentEvents } from './experiment-messages';
import type { LiveOffer, LivePlace } from './live';
import type {
  Agreement,
  BoxAxis,
  NovelPlace,
  NovelView,
  Pixel,
  PlaneColoring,
  PlanesView,
  ProbeView,
  RayView,
  SampleView,
  SliceView,
} from './views';
import type { AnswerOf, ArgsOf, HandlersOf, PushOf } from './wire';

/** What the worker found out about the GPU. Limits in bytes or counts, by their WebGPU names. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** A software adapter: correct, and far slower than a GPU. */
  readonly fallback: boolean;
  /** Sorted by name. */
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** Smallest and largest subgroup; null where the adapter has none. */
  readonly subgroups: readonly [min: number, max: number] | null;
}

export type { Legend };

/** A task as the page knows it; the page holds no list of its own. */
export interface TaskFacts {
  readonly id: string;
  readonly title: string;
  readonly channels: number;
  readonly legend: Legend;
  /** The one that tables show first. */
  readonly metric: { readonly name: string; readonly unit: string; readonly digits: number };
}

/** A preset with what it would cost on this adapter. */
export interface PresetFacts extends Judged {
  readonly name: string;
  readonly config: ExperimentConfig;
  /** Estimated seconds a step on this adapter; null until a step has been measured here. */
  readonly secondsPerStep: number | null;
}

export interface StoredRun {
  readonly id: string;
  readonly name: string;
  readonly config: ExperimentConfig;
  /** Steps saved. */
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
  /** Why it cannot be continued (an older version, say); null if it can. */
  readonly problem: string | null;
  /** Key of the experiment that it belongs to; absent: a person started it. */
  readonly experiment?: string;
}

export interface StoredData {
  readonly name: string;
  readonly images: number;
  readonly bytes: number;
  /** Used by a stored run of this name; deleting it asks first. */
  readonly usedBy: readonly string[];
  /** Why it cannot be used (made by an older version, say); null if it can. */
  readonly problem: string | null;
}

export interface StorageFacts {
  readonly runs: readonly StoredRun[];
  readonly data: readonly StoredData[];
  readonly bytes: number;
  /** Why nothing can be stored (private window, blocked); null if it can. Training then goes on without saving. */
  readonly problem: string | null;
}

export interface Catalog {
  readonly tasks: readonly TaskFacts[];
  readonly presets: readonly PresetFacts[];
}

export type RunStatus =
  | 'idle' // no run in the worker
  | 'preparing' // data, pipelines
  | 'training'
  | 'paused'
  | 'finished'
  | 'stopped' // ended by the person
  | 'failed'; // ended by an error (see problem); what was saved stands

/** What the run bar shows. */
export interface RunState {
  readonly status: RunStatus;
  readonly runId: string | null;
  readonly name: string;
  readonly config: ExperimentConfig | null;
  readonly step: number;
  readonly steps: number;
  /** What is being prepared, in words ("Making rooms: 38 of 112"), '' otherwise. */
  readonly activity: string;
  /** 0..1 of the preparation, or null. */
  readonly progress: number | null;
  readonly adapter: string;
  readonly fallback: boolean;
  readonly parameters: number;
  readonly regularizerParameters: number;
  /** Median of the last steps; 0 before the first. */
  readonly millisecondsPerStep: number;
  /** Bytes of GPU buffers alive, and held by the pool. */
  readonly gpuBytes: number;
  readonly savedStep: number;
  /** Milliseconds since 1970; 0 = never. */
  readonly savedAt: number;
  /** Which implementation renders. */
  readonly path: 'fused' | 'composed' | null;
  /** The sentence behind status 'failed', or a warning (nothing can be saved, say). */
  readonly problem: { readonly name: string; readonly message: string } | null;
}

export interface Commands extends ExperimentCommands, CompareCommands, EvaluationCommands {
  adapter: [none: undefined, answer: AdapterFacts];
  catalog: [none: undefined, answer: Catalog];
  /** What a run of it would cost; takes seconds where it is no preset, between the steps of a run. */
  estimate: [what: { readonly config: ExperimentConfig }, answer: Judged];
  storage: [none: undefined, answer: StorageFacts];
  /** Begins a new run (the one in the worker, if any, is saved and ended). */
  start: [what: { readonly config: ExperimentConfig; readonly name: string }, answer: { readonly runId: string }];
  /** Continues a stored run from its last save; it then trains. */
  open: [what: { readonly runId: string }, answer: { readonly runId: string }];
  /** Saves, then stays. */
  pause: [none: undefined, answer: { readonly step: number }];
  resume: [none: undefined, answer: { readonly step: number }];
  /** One step, while paused. */
  step: [none: undefined, answer: { readonly step: number }];
  /** Saves and ends the run; it can be opened again. */
  stop: [none: undefined, answer: { readonly step: number }];
  deleteRun: [what: { readonly runId: string }, answer: StorageFacts];
  deleteData: [what: { readonly name: string }, answer: StorageFacts];
  /** Stops the making of rooms; the run goes back to idle. */
  cancelPreparing: [none: undefined, answer: undefined];
  /** Facts of the run's steps so far (after a reload), from `fromStep` on. */
  history: [what: { readonly fromStep: number }, answer: readonly StepFacts[]];
  sample: [what: { readonly index: number }, answer: SampleView];
  probe: [what: { readonly index: number; readonly pixel: Pixel }, answer: ProbeView];
  /** `samples` 0 = the run's own coarse and fine samples; else that many evenly spaced ones. */
  ray: [what: { readonly index: number; readonly pixel: Pixel; readonly samples: number }, answer: RayView];
  planes: [
    what: { readonly index: number; readonly coloring: PlaneColoring; readonly channel: number },
    answer: PlanesView,
  ];
  slice: [what: { readonly index: number; readonly axis: BoxAxis; readonly position: number }, answer: SliceView];
  /** `pixel`: what the camera turns about. */
  novel: [what: { readonly index: number; readonly pixel: Pixel; readonly place: NovelPlace }, answer: NovelView];
  /** How the tasks' gradients on the shared encoder agree, on the step that is next; nothing is learnt from it. */
  agreement: [none: undefined, answer: Agreement];
  /** The worker draws a map on the page's canvas from now on; not live: it cannot, and paints it as ever. */
  attach: [what: LiveOffer, answer: { readonly live: boolean }];
  detach: [what: LivePlace, answer: undefined];
  /** The page has drawn `count` batches of facts: the worker may send as many more. */
  credit: [what: { readonly count: number }, answer: undefined];
}

export interface Events extends ExperimentEvents {
  /** The newest state; older unsent ones are dropped. */
  state: RunState;
  /** Steps since the last such event, in order. Sent while the page has credit; otherwise collected. */
  facts: readonly StepFacts[];
  /** Every second, also while hidden: no heartbeat for 3 s = the worker is silent. */
  heartbeat: { readonly at: number };
}

export type Kind = keyof Commands;
export type Args<K extends Kind> = ArgsOf<Commands, K>;
export type Answer<K extends Kind> = AnswerOf<Commands, K>;
export type Handlers = HandlersOf<Commands>;
export type EventKind = keyof Events;
export type Push = PushOf<Events>;
