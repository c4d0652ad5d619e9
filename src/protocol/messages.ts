/** The wire between page and worker: one typed map of commands, each with its arguments and its answer. */

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

/** What a few training steps on this adapter gave. */
export interface CheckReport {
  readonly adapter: string;
  /** The decoder's weighted loss at each step; they fall, since all steps see the same images. */
  readonly losses: readonly number[];
  /** The first step compiles the pipelines. */
  readonly milliseconds: readonly number[];
}

export interface Commands {
  adapter: [none: undefined, answer: AdapterFacts];
  /** Trains the smallest model for a few steps on one batch. */
  check: [what: { readonly steps: number }, answer: CheckReport];
}

export type Kind = keyof Commands;
export type Args<K extends Kind> = Commands[K][0];
export type Answer<K extends Kind> = Commands[K][1];
export type Handlers = { [K in Kind]: (args: Args<K>) => Promise<Answer<K>> };

export type Request = { [K in Kind]: { id: number; kind: K; args: Args<K> } }[Kind];

/** An error as it travels: its type by name, and its sentence. */
export interface WireError {
  readonly name: string;
  readonly message: string;
}

export type Reply = { id: number; answer: Answer<Kind> } | { id: number; error: WireError };

/** What both ends need of a Worker, a MessagePort or the worker's own scope. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}
