/** Where a run lives: the ports that the command line fills with folders and the browser with IndexedDB. */
import type { Split } from '../data/dataset';
import type { RunEvent, StepFacts } from '../protocol/events';

export type { Split };

/** A stored data set, wherever it is kept. */
export interface DataFolder {
  /** How a person would call it. */
  readonly place: string;
  /** The text of its description (data/manifest.ts), or undefined if there is none. */
  readManifest(): Promise<string | undefined>;
  /** One sample's bytes, or undefined where the data set ends before it. */
  readRecord(split: Split, index: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Records of each split that are stored for good. */
export type Counts = Readonly<Record<Split, number>>;

/** How far a data set in the making has come; both parts are stored together, so one describes the other. */
export interface Progress {
  readonly counts: Counts;
  /** What its maker wanted to know again; '' at the beginning. */
  readonly state: string;
}

/** A sample's bytes on their way in; the records of a split come in order, from 0 on. */
export interface RecordToWrite {
  readonly split: Split;
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Describes everything up to this record: becomes `Progress.state` when it is stored. */
  readonly state: string;
}

/** Files kept beside an import until it ends: members of an archive that is read from front to back. */
export interface Staging {
  put(path: string, bytes: Uint8Array): Promise<void>;
  get(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Sorted. */
  paths(): Promise<readonly string[]>;
}

/** A data set being written; nothing is visible under its name before `finish`. */
export interface DataFolderWriter {
  /** Where it begins: not at 0 where an interrupted import goes on. */
  readonly progress: Progress;
  readonly staging: Staging;
  /** @throws QuotaExceededError, InputError (disk full); in the browser everything of this data set is then deleted */
  writeRecord(record: RecordToWrite): Promise<void>;
  /** The description comes last: from then on the data set is there. */
  finish(manifest: string): Promise<DataFolder>;
  /** Deletes everything of it. */
  abandon(): Promise<void>;
}

/** What makes an import go on after a closed tab or a killed process. */
export interface Resumable {
  /** Of this import: the same source and wishes give the same. */
  readonly key: string;
  /** Its maker's matter: what was wished, and of which files. */
  readonly wishes: string;
}

export interface UnfinishedData extends Resumable, Progress {
  /** Of the data set that it will be. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970 of its last record. */
  readonly touchedAt: number;
}

export interface StoredSet {
  readonly name: string;
  /** The text of its description, of whatever version. */
  readonly manifest: string;
  readonly bytes: number;
}

export interface DataStore {
  /** What was made earlier under this name, or undefined. */
  find(name: string): Promise<DataFolder | undefined>;
  /**
   * Begins a data set. With `resume`, one that was begun under this key goes on (`progress`), and an interruption leaves
   * it to `unfinished`; without, what is interrupted is deleted.
   * @throws InputError if the name cannot be one, an import's is taken, or it is under way elsewhere
   */
  create(name: string, resume?: Resumable): Promise<DataFolderWriter>;
  /** What is at a place that a person named: a data set's name first, then a folder. @throws InputError if nothing is */
  open(place: string): Promise<DataFolder>;
  /** All that are complete, by name; those of an older version, too. */
  list(): Promise<readonly StoredSet[]>;
  /** @throws InputError if there is none of this name */
  remove(name: string): Promise<void>;
  /** Imports that can go on, the newest first. */
  unfinished(): Promise<readonly UnfinishedData[]>;
  /** Deletes everything of an unfinished import. @throws InputError if it is under way elsewhere */
  forget(key: string): Promise<void>;
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
