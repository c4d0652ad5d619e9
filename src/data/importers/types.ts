/**
 * What an importer is. One recognises a layout by what the files hold, says what is there before anything is stored,
 * and reads sample by sample. It knows neither where files come from (`Source`) nor where samples go (import.ts).
 */
import type { LabelSet } from '../../base/label-sets';
import type { Sample, TaskId } from '../sample';
import type { Split } from '../dataset';

/** A file that a person gave, or one inside an archive. */
export interface SourceFile {
  /** Below what was given, '/' between its parts, never with '..': 'NYUD_MT/images/000433.jpg'. */
  readonly path: string;
  /** bytes, unpacked */
  readonly size: number;
  /** All of it. @throws InputError naming the file, if it is cut off, or not fetched yet (archives) */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** Up to `length` bytes from `offset`, fewer at the end. Of archives as `bytes`. */
  slice(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Where a library can open it in place (HDF5); absent inside archives. */
  readonly place?: { readonly file: Blob } | { readonly path: string };
}

/** Everything that was given at once: files, a folder, or one archive. */
export interface Source {
  /** As a person would call it. */
  readonly name: string;
  /** Sorted by path. */
  readonly files: readonly SourceFile[];
  /** Files that were left out at the door (a path with '..', a member that claims too much), each with its reason. */
  readonly skipped: readonly Skipped[];
  /**
   * Archives that can only be read from front to back: which files can be read now (some samples, for the preview; all
   * small text files). Absent: all can.
   */
  readonly readable?: (path: string) => boolean;
  /** Makes these files readable: one pass over the archive. Does nothing where all are. @throws the signal's reason */
  fetch(paths: ReadonlySet<string>, progress: FetchProgress): Promise<void>;
  close(): Promise<void>;
}

export interface FetchProgress {
  readonly signal?: AbortSignal;
  /** Bytes read, of all. */
  report(done: number, total: number): void;
}

export interface Skipped {
  readonly path: string;
  /** One sentence. */
  readonly reason: string;
}

/** A question that only the person can answer; what is chosen comes back as `Chosen[id]`. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  /** What is taken if nobody chooses, and why: found in the files, or published custom. */
  readonly suggested: string;
  readonly why: string;
}

export type Chosen = Readonly<Record<string, string>>;

/** Something to know before importing, with its consequence. */
export interface Remark {
  readonly kind: 'fact' | 'warning';
  /** "23 images have depth on less than half of their pixels." */
  readonly text: string;
  /** "They are kept; their masks say where." */
  readonly consequence: string;
}

/** One sample that could be imported. */
export interface Entry {
  /** Unique in the layout: '000433'. */
  readonly id: string;
  /** As the layout divides; undefined: it does not, and the import divides by the seed. */
  readonly split?: Split;
  /** Scenes can be chosen, and posed frames of one scene stay in a row, in this order. */
  readonly scene?: string;
  /** What it has, as far as names tell. */
  readonly labels: readonly TaskId[];
  /** All files that `read` needs. */
  readonly files: readonly string[];
}

/** A layout that was recognised in a source. */
export interface Layout {
  /** The importer's id. */
  readonly importer: string;
  /** "NYU Depth V2, labelled set" */
  readonly title: string;
  readonly entries: readonly Entry[];
  /** Which class lists the labels can follow; the first is suggested. Empty: no semseg. */
  readonly labelSets: readonly LabelSet[];
  readonly choices: readonly Choice[];
  readonly remarks: readonly Remark[];
  /** Files and samples that cannot be imported. */
  readonly skipped: readonly Skipped[];
  /** Where labels come from, if not from a file: { normals: 'fitted to depth' }. */
  readonly derived: Readonly<Partial<Record<TaskId, string>>>;
  /**
   * One sample, as large as it is stored there, labels as data/sample.ts wants them.
   * @throws InputError naming the file: the import goes on without this sample, and reports it
   */
  read(entry: Entry, chosen: Chosen, labelSet: LabelSet): Promise<Sample>;
  /** Closes what `recognise` opened. */
  close?(): Promise<void>;
}

export interface Importer {
  readonly id: string;
  /** Undefined: not this layout. @throws InputError if it is, and cannot be read at all */
  recognise(source: Source): Promise<Layout | undefined>;
}
