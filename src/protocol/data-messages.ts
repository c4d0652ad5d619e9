/**
 * The wire between page and data worker: what a person dropped is looked at, imported, shown and deleted there, so that
 * no step of a run waits for a file. The same client and server serve it as messages.ts.
 */
import type { LabelSet } from '../base/label-sets';
import type { Legend } from '../base/legend';
import type { AugmentationConfig } from '../config/experiment';
import type { Choice, Remark, Skipped } from '../data/importers/types';
import type { Split } from '../data/dataset';
import type { TaskId } from '../data/sample';
import type { TaskStatistics } from '../data/statistics/statistics';
import type { Painted } from './views';
import type { HandlersOf } from './wire';

export type { Choice, Remark, Skipped, Split, TaskId };

/** A file as the page got it; folders and drops bring their paths. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

export type { TaskStatistics };

/** Posed frames projected into each other: median difference of brightness (0..255) with the pose, and with none. */
export interface PoseCheck {
  readonly pairs: number;
  readonly withPose: number;
  readonly without: number;
}

export interface DataStatistics {
  /** Images looked at. */
  readonly images: number;
  readonly tasks: readonly TaskStatistics[];
  readonly poses: PoseCheck | null;
}

/** One image with its labels, painted over it or alone. */
export interface LookedAt {
  readonly id: string;
  readonly split: Split | null;
  readonly scene: string | null;
  readonly image: Painted;
  /** Painted label by task. */
  readonly labels: Readonly<Partial<Record<TaskId, Painted>>>;
}

/** A task as data shows it. */
export interface DataTask {
  readonly id: TaskId;
  readonly title: string;
  readonly legend: Legend;
  /** Entries that have it, as far as names tell. */
  readonly images: number;
  /** "in file", "fitted to depth". */
  readonly origin: string;
}

/** What was found in what was given; nothing is stored yet. */
export interface ImportPreview {
  /** For `import` and `dismiss`. */
  readonly id: string;
  readonly source: string;
  /** bytes given */
  readonly bytes: number;
  readonly importer: string;
  readonly title: string;
  readonly images: number;
  readonly splits: Readonly<Record<Split | 'unknown', number>>;
  /** Names with the number of their images, if the layout knows scenes. */
  readonly scenes: readonly (readonly [name: string, images: number])[];
  /** Of the images looked at. */
  readonly height: number;
  readonly width: number;
  readonly tasks: readonly DataTask[];
  readonly labelSets: readonly LabelSet[];
  readonly choices: readonly Choice[];
  readonly remarks: readonly Remark[];
  readonly skipped: readonly Skipped[];
  readonly statistics: DataStatistics;
  readonly looks: readonly LookedAt[];
  /** Bytes that one image takes when stored as it is, about. */
  readonly bytesAnImage: number;
  /** Milliseconds that one image took to read. */
  readonly millisecondsAnImage: number;
  /** An import of the same source that was interrupted: its wishes, and how far it came. */
  readonly unfinished: { readonly key: string; readonly wishes: ImportWishes; readonly done: number } | null;
}

export interface ImportWishes {
  readonly name: string;
  /** At most so many images, picked by the seed, even over scenes where they are known. */
  readonly limit: number;
  readonly splits: 'both' | Split;
  /** Of images whose split the layout does not know, this share becomes validation. */
  readonly validationShare: number;
  /** [] = all. */
  readonly scenes: readonly string[];
  readonly labelSet: LabelSet;
  readonly chosen: Readonly<Record<string, string>>;
  /** Stored at most so many rows high (width along); 0 = as they are. */
  readonly height: number;
  readonly seed: number;
}

export interface ImportProgress {
  readonly name: string;
  /** 'reading': an archive is passed through; 'storing': image by image. */
  readonly phase: 'reading' | 'storing';
  /** Bytes or images. */
  readonly done: number;
  readonly total: number;
  /** Images a second; 0 while unknown. */
  readonly rate: number;
  readonly skipped: number;
}

export interface ImportReport {
  readonly name: string;
  readonly images: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly skipped: readonly Skipped[];
}

export interface DatasetCard {
  readonly name: string;
  /** "NYU Depth V2, labelled set", "Rooms" */
  readonly title: string;
  readonly counts: Readonly<Record<Split, number>>;
  readonly height: number;
  readonly width: number;
  readonly labels: readonly TaskId[];
  /** The same labels as the page shows them, with the legends of this label set. */
  readonly tasks?: readonly DataTask[];
  readonly labelSet: LabelSet;
  readonly posed: boolean;
  readonly bytes: number;
  readonly usedBy: readonly string[];
  /** Why it cannot be used (made by an older version, say); null if it can. */
  readonly problem: string | null;
}

/** An import that a closed tab interrupted: it goes on when the same files are given again. */
export interface UnfinishedImport {
  readonly key: string;
  readonly name: string;
  readonly source: string;
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

export interface DataLibrary {
  readonly sets: readonly DatasetCard[];
  readonly unfinished: readonly UnfinishedImport[];
  /** Stored data, checkpoints and runs together. */
  readonly bytes: number;
  /** What the browser says it would offer; it may be wrong. Null: it does not say. */
  readonly offered: number | null;
  /** Whether the browser promised to keep it until the person deletes it. */
  readonly persisted: boolean;
  /** Why nothing can be stored; null if it can. */
  readonly problem: string | null;
}

/** A stored image as training would see it. */
export interface AugmentedLook {
  /** One for each draw. */
  readonly looks: readonly LookedAt[];
  /** What was done, in words, one for each draw: "scale 1.20, flipped, brightness +12". */
  readonly did?: readonly string[];
}

export interface DataCommands {
  /** @throws InputError if nothing is recognised: says which layouts are */
  inspect: [what: { readonly files: readonly GivenFile[] }, answer: ImportPreview];
  /** The same preview, read as chosen: other classes, filled depth, another order of the normals' axes. */
  preview: [
    what: { readonly id: string; readonly labelSet: LabelSet; readonly chosen: ImportWishes['chosen'] },
    answer: ImportPreview,
  ];
  dismiss: [what: { readonly id: string }, answer: undefined];
  /** Answers when all is stored. @throws CancelledError, QuotaExceededError: then nothing of it is kept */
  import: [what: { readonly id: string; readonly wishes: ImportWishes }, answer: ImportReport];
  cancelImport: [none: undefined, answer: undefined];
  /** Deletes what an interrupted import has stored. */
  forget: [what: { readonly key: string }, answer: DataLibrary];
  library: [none: undefined, answer: DataLibrary];
  deleteData: [what: { readonly name: string }, answer: DataLibrary];
  statistics: [what: { readonly name: string }, answer: DataStatistics];
  /** Painted images of a stored data set, from `first` on. */
  looks: [
    what: { readonly name: string; readonly split: Split; readonly first: number; readonly count: number },
    answer: readonly LookedAt[],
  ];
  augmented: [
    what: {
      readonly name: string;
      readonly split: Split;
      readonly index: number;
      readonly input: readonly [number, number];
      readonly augmentation: AugmentationConfig;
      /** Draws: the first is of this seed, the next of seed + 1, … */
      readonly seed: number;
      readonly count: number;
    },
    answer: AugmentedLook,
  ];
}

export interface DataEvents {
  importing: ImportProgress;
  /** While `inspect` passes through an archive: bytes. */
  inspecting: { readonly done: number; readonly total: number };
}

export type DataKind = keyof DataCommands;
export type DataHandlers = HandlersOf<DataCommands>;
