/** Where a run lives: the ports that the command line fills with folders and the browser with IndexedDB. */
import type { RunEvent } from '../protocol/events';

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

/** The files of one run. Writing a checkpoint is atomic: the old one stands until the new one is complete. */
export interface RunStore {
  readCheckpoint(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  writeCheckpoint(bytes: Uint8Array): Promise<void>;
  readMetrics(): Promise<string>;
  /** Replaces the whole table. */
  writeMetrics(text: string): Promise<void>;
  appendMetrics(text: string): Promise<void>;
  writePicture(name: string, png: Uint8Array): Promise<void>;
}

export interface Host {
  readonly data: DataStore;
  readonly run: RunStore;
  emit(event: RunEvent): void;
}
