/** Where a run lives: the ports that the command line fills with folders and the browser with IndexedDB. */
import type { RunEvent, StepFacts } from '../protocol/events';

/** A data set's files, wherever they are kept. */
export interface DataFolder {
  /** How a person would call it. */
  readonly place: string;
  /** A whole text file, or undefined if there is none. */
  readText(name: string): Promise<string | undefined>;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  readAt(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A data set being written; nothing is visible under its name before `finish`. */
export interface DataFolderWriter {
  writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  finish(): Promise<DataFolder>;
  abandon(): Promise<void>;
}

export interface DataStore {
  /** What was made earlier under this name, or undefined. */
  find(name: string): Promise<DataFolder | undefined>;
  create(name: string): Promise<DataFolderWriter>;
  /** What is at a place that a person named. @throws InputError if nothing is */
  open(place: string): Promise<DataFolder>;
}

/** What a session saves of itself. Writing a checkpoint is atomic: the old one stands until the new one is complete. */
export interface Checkpoints {
  readCheckpoint(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** @param step steps done */
  writeCheckpoint(bytes: Uint8Array, step: number): Promise<void>;
}

/** The numbers of every step, in order. */
export interface StepLog {
  /** Forgets what came after `step`: it will be made again. */
  cutAfter(step: number): Promise<void>;
  append(facts: StepFacts): Promise<void>;
}

/** What every session needs of its surroundings. */
export interface Surroundings {
  readonly data: DataStore;
  emit(event: RunEvent): void;
  /** Aborted: what is being prepared is given up, and leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/** The files of one run. */
export interface RunStore extends Checkpoints {
  readMetrics(): Promise<string>;
  /** Replaces the whole table. */
  writeMetrics(text: string): Promise<void>;
  appendMetrics(text: string): Promise<void>;
  writePicture(name: string, png: Uint8Array): Promise<void>;
}

/** A run that is kept as files. */
export interface Host extends Surroundings {
  readonly run: RunStore;
}
