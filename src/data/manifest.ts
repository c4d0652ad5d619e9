/** The description of a stored data set (dataset.json): what the loader needs, and where it came from. */
import { InputError } from '../base/errors';
import { LABEL_SETS } from '../base/label-sets';
import type { DatasetInfo } from './dataset';
import { RECORD_VERSION } from './record';
import type { TaskId } from './sample';

export const FORMAT = 'taskfield-dataset';

/** Where a data set came from. */
export interface Origin {
  /** Of the layout: "NYU Depth V2, labelled set"; "Rooms". */
  readonly title: string;
  /** The importer's id; null: made here. */
  readonly importer: string | null;
  /** The name of what was given; '' if it was made here. */
  readonly source: string;
  /** What was chosen, by the id of the choice. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Which labels come from no file, and from what instead: { normals: 'fitted to depth' }. */
  readonly derived: Readonly<Partial<Record<TaskId, string>>>;
  /** Images that could not be imported. */
  readonly skipped: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface Manifest extends DatasetInfo {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly origin: Origin;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** The first part that is not as it must be. */
function missingPart(value: Partial<Manifest>): string | undefined {
  const parts: Readonly<Record<string, boolean>> = {
    name: typeof value.name === 'string',
    height: isCount(value.height),
    width: isCount(value.width),
    counts: isCount(value.counts?.train) && isCount(value.counts?.val),
    meanDepth: typeof value.meanDepth === 'number',
    labelSet: Object.keys(LABEL_SETS).includes(value.labelSet ?? ''),
    labels: Array.isArray(value.labels),
    scenes: value.scenes === undefined || [value.scenes.train, value.scenes.val].every(Array.isArray),
    origin: typeof value.origin?.title === 'string',
  };
  return Object.keys(parts).find((part) => !parts[part]);
}

/** @throws InputError if this is no description, or one of another version */
export function parseManifest(text: string, where: string): Manifest {
  let value: Partial<Manifest> | null;
  try {
    value = JSON.parse(text) as Partial<Manifest> | null;
  } catch {
    throw new InputError(
      `${where} is no data set: its dataset.json is not JSON; choose a folder that Taskfield wrote, or "rooms".`,
    );
  }
  if (value?.format !== FORMAT) {
    throw new InputError(
      `${where} is no data set: its dataset.json says format "${value?.format}", wanted "${FORMAT}".`,
    );
  }
  if (value.version !== RECORD_VERSION) {
    throw new InputError(
      `${where} holds a data set of version ${value.version}; this Taskfield reads version ${RECORD_VERSION}: delete it and import or make it again.`,
    );
  }
  const missing = missingPart(value);
  if (missing !== undefined) {
    throw new InputError(
      `${where} cannot be read: its dataset.json has no proper "${missing}"; delete it and import or make it again.`,
    );
  }
  return value as Manifest;
}

/** The description of a stored data set, or why it cannot be used: it is listed, and can be deleted, all the same. */
export function readManifest(text: string, where: string): { info: Manifest | null; problem: string | null } {
  try {
    return { info: parseManifest(text, where), problem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { info: null, problem: error.message };
  }
}
