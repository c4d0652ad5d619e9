/**
 * The wire between page and worker: one typed map of commands, each with its arguments and its answer, and one of
 * events. Small facts are pushed (and coalesced while the page is slow), heavy views are pulled with transfer.
 */
import type { Legend } from '../base/legend';
import type { ExperimentConfig } from '../config/experiment';
import type { StepFacts } from './events';
import type { LiveOffer, LivePlace } from './live';

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
}

/** A preset with what it would cost on this adapter. */
export interface PresetFacts {
  readonly name: string;
  readonly config: ExperimentConfig;
  readonly parameters: number;
  /** Estimated bytes on the GPU: parameters, moments, activations. */
  readonly memoryBytes: number;
  readonly verdict: 'fits' | 'tight' | 'needs more';
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
}

export interface StoredData {
  readonly name: string;
  readonly images: number;
  readonly bytes: number;
  /** Used by a stored run of this name; deleting it asks first. */
  readonly usedBy: readonly string[];
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

/** RGBA bytes of a map; their buffers are transferred. */
export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface TaskMaps {
  readonly task: string;
  readonly legend: Legend;
  readonly truth: Painted | null;
  readonly decoder: Painted;
  readonly rendered: Painted | null;
  /** Error against the truth, magma from black; null without truth. Unlabelled pixels are near-black. */
  readonly decoderError: Painted | null;
  readonly renderedError: Painted | null;
  /** How the error maps are read. */
  readonly errorLegend: Legend;
  /** Headline metric of this image ("0.412 mIoU"); '' without truth. */
  readonly decoderScore: string;
  readonly renderedScore: string;
}

/** All maps of one held-out image at the present weights. */
export interface SampleView {
  readonly index: number;
  readonly count: number;
  readonly id: string;
  readonly step: number;
  readonly image: Painted;
  /** Rows and columns of the ray grid; null without the regularizer. */
  readonly rays: readonly [number, number] | null;
  readonly maps: readonly TaskMaps[];
  readonly undrawn?: readonly LivePlace[]; // maps whose canvases could not be drawn on, if any
}

/** A pixel of the image: row and column at the image's resolution. */
export interface Pixel {
  readonly row: number;
  readonly column: number;
}

/** Values in words and numbers at a pixel, by task: what a probe prints. */
export interface ProbeView {
  readonly pixel: Pixel;
  readonly rows: readonly {
    readonly task: string;
    readonly truth: string;
    readonly decoder: string;
    readonly rendered: string;
  }[];
}

/** What a ray meets; samples sorted by z in [-1, 1]. */
export interface RaySamples {
  readonly z: Float32Array<ArrayBuffer>;
  /** 1 where the sample is of the fine pass. */
  readonly fine: Uint8Array<ArrayBuffer>;
  /** After the activation, per sample. */
  readonly density: Float32Array<ArrayBuffer>;
  readonly weight: Float32Array<ArrayBuffer>;
  /** What is left in front of each sample. */
  readonly transmittance: Float32Array<ArrayBuffer>;
  readonly accumulated: number;
  /** Expected z in the box: sum of weight times z over accumulated; NaN if nothing is absorbed. */
  readonly expectedZ: number;
}

/** One task along a ray. */
export interface RayTask {
  readonly task: string;
  /** Where every task has a density of its own: this task's samples. null: those of the view. */
  readonly own: RaySamples | null;
  readonly channels: number;
  /** The field's raw output at each sample, [samples, channels]. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Sum of weight times value, [channels]: equals the rendered raw map. */
  readonly rendered: readonly number[];
  /** Raw decoder output at the same place (bilinear to the ray grid's pixel), [channels]. */
  readonly decoder: readonly number[];
  /** The same three in words and units, with the truth: what stands at the right of the strip. */
  readonly shown: { readonly rendered: string; readonly decoder: string; readonly truth: string };
  /** RGBA of each sample's decoded value for the strip, [samples, 4] (depth: viridis; normals: RGB; boundary: grey; semseg: class). */
  readonly strip: Uint8ClampedArray<ArrayBuffer>;
  /** semseg only: softmax shares of the classes that matter, by class, [samples] each; empty otherwise. */
  readonly shares: readonly {
    readonly name: string;
    readonly color: string;
    readonly values: Float32Array<ArrayBuffer>;
  }[];
}

/** Everything along one ray, at the present weights; with a density for each task, the samples are the first one's. */
export interface RayView extends RaySamples {
  readonly index: number;
  readonly step: number;
  /** Row and column in the ray grid, and the grid. */
  readonly ray: readonly [number, number];
  readonly rays: readonly [number, number];
  readonly tasks: readonly RayTask[];
}

export type PlaneColoring = 'pca' | 'channel' | 'norm';

/** The three planes painted: xy [Hy, Wx], xz rows = z, yz columns = z. */
export interface PlanesView {
  readonly index: number;
  readonly step: number;
  readonly channels: number;
  readonly xy: Painted;
  readonly xz: Painted;
  readonly yz: Painted;
}

export interface Commands {
  adapter: [none: undefined, answer: AdapterFacts];
  catalog: [none: undefined, answer: Catalog];
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
  /** The worker draws a map on the page's canvas from now on; not live: it cannot, and paints it as ever. */
  attach: [what: LiveOffer, answer: { readonly live: boolean }];
  detach: [what: LivePlace, answer: undefined];
  /** The page has drawn `count` batches of facts: the worker may send as many more. */
  credit: [what: { readonly count: number }, answer: undefined];
}

export interface Events {
  /** The newest state; older unsent ones are dropped. */
  state: RunState;
  /** Steps since the last such event, in order. Sent while the page has credit; otherwise collected. */
  facts: readonly StepFacts[];
  /** Every second, also while hidden: no heartbeat for 3 s = the worker is silent. */
  heartbeat: { readonly at: number };
}

export type Kind = keyof Commands;
export type Args<K extends Kind> = Commands[K][0];
export type Answer<K extends Kind> = Commands[K][1];
export type Handlers = { [K in Kind]: (args: Args<K>) => Promise<Answer<K>> };
export type EventKind = keyof Events;

export type Request = { [K in Kind]: { id: number; kind: K; args: Args<K> } }[Kind];

/** An error as it travels: its type by name, and its sentence. */
export interface WireError {
  readonly name: string;
  readonly message: string;
}

export type Reply = { id: number; answer: Answer<Kind> } | { id: number; error: WireError };

export type Push = { [K in EventKind]: { event: K; value: Events[K] } }[EventKind];

/** What both ends need of a Worker, a MessagePort or the worker's own scope. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}
