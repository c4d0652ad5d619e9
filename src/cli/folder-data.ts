/** Data sets as folders under the user's cache, and at places that a person names (record-files.ts says how). */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { dataNameProblem } from '../base/data-name';
import { InputError } from '../base/errors';
import type { DataFolder, DataFolderWriter, DataStore, Resumable, StoredSet, UnfinishedData } from '../session/host';
import { writeError, writeWhole } from './files';
import { RecordFiles, readRecord } from './record-files';
import { FolderStaging } from './staging';

const MANIFEST = 'dataset.json';
const JOB = 'import.json';
/** Hidden, so that they are no names of data sets: of a process that makes one, of an import that can go on. */
const MAKING = /^\.making-(\d+)-/;
const IMPORTING = '.import-';
const RECORDS_AT_ONCE = 10;
const BYTES_AT_ONCE = 32e6;

/** TASKFIELD_HOME, else the user's cache folder. */
export function dataHome(): string {
  const home = process.env.TASKFIELD_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskfield');
  return join(home, 'data');
}

function dataFolder(place: string): DataFolder {
  const manifest = join(place, MANIFEST);
  return {
    place,
    readManifest: async () => (existsSync(manifest) ? readFileSync(manifest, 'utf8') : undefined),
    readRecord: (split, index) => readRecord(place, split, index),
  };
}

/** import.json: which import this is, and how far it came. */
interface Job extends Omit<UnfinishedData, 'bytes'> {
  /** Of the process that writes it. */
  readonly process: number;
}

const readJob = (folder: string): Job | undefined =>
  existsSync(join(folder, JOB)) ? (JSON.parse(readFileSync(join(folder, JOB), 'utf8')) as Job) : undefined;

/** Bytes of all files below. */
function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // someone else's
  }
}

const taken = (name: string, home: string): InputError =>
  new InputError(
    `A data set "${name}" is stored in ${home} already; choose another name, or delete it with "taskfield data remove ${name}".`,
  );

/** Writes into a hidden folder beside the target and renames it when all is there. */
class FolderWriter implements DataFolderWriter {
  readonly progress;
  readonly staging;
  private readonly files: RecordFiles;
  private job: Job | undefined;
  private waiting = { records: 0, bytes: 0 };

  constructor(
    private readonly folder: string,
    private readonly target: string,
    job?: Job,
  ) {
    this.job = job && { ...job, process: process.pid };
    this.progress = { counts: job?.counts ?? { train: 0, val: 0 }, state: job?.state ?? '' };
    try {
      mkdirSync(folder, { recursive: true });
      this.files = new RecordFiles(folder, this.progress.counts);
      this.saveJob();
    } catch (error) {
      throw writeError(error, folder);
    }
    this.staging = new FolderStaging(folder);
  }

  async writeRecord({ split, index, bytes, state }: Parameters<DataFolderWriter['writeRecord']>[0]): Promise<void> {
    try {
      this.files.append(split, index, bytes);
      if (!this.job) return;
      this.job = { ...this.job, state, counts: this.files.counts };
      this.waiting = { records: this.waiting.records + 1, bytes: this.waiting.bytes + bytes.length };
      if (this.waiting.records >= RECORDS_AT_ONCE || this.waiting.bytes >= BYTES_AT_ONCE) this.saveJob();
    } catch (error) {
      throw writeError(error, join(this.folder, `${split}.bin`));
    }
  }

  async finish(manifest: string): Promise<DataFolder> {
    try {
      this.files.flush();
      this.files.close();
      writeWhole(join(this.folder, MANIFEST), manifest);
      if (existsSync(this.target)) this.yield();
      else renameSync(this.folder, this.target);
    } catch (error) {
      throw writeError(error, this.folder);
    }
    for (const name of [JOB, ...FolderStaging.FILES]) rmSync(join(this.target, name), { force: true });
    return dataFolder(this.target);
  }

  async abandon(): Promise<void> {
    this.files.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Another process has made it meanwhile: what is made by itself is as good, what is imported is something else. */
  private yield(): void {
    if (this.job) throw taken(this.job.name, join(this.target, '..'));
    rmSync(this.folder, { recursive: true });
  }

  /** The records are on the disk before what is said of them. */
  private saveJob(): void {
    this.waiting = { records: 0, bytes: 0 };
    if (!this.job) return;
    this.files.flush();
    this.job = { ...this.job, touchedAt: Date.now() };
    writeWhole(join(this.folder, JOB), JSON.stringify(this.job));
  }
}

class FolderData implements DataStore {
  constructor(private readonly home: string) {}

  async find(name: string): Promise<DataFolder | undefined> {
    const place = join(this.home, name);
    return dataNameProblem(name) === null && existsSync(join(place, MANIFEST)) ? dataFolder(place) : undefined;
  }

  async create(name: string, resume?: Resumable): Promise<DataFolderWriter> {
    const problem = dataNameProblem(name);
    if (problem) throw new InputError(problem);
    this.sweep();
    const target = join(this.home, name);
    if (!resume) return new FolderWriter(join(this.home, `.making-${process.pid}-${name}`), target);
    if (existsSync(target)) throw taken(name, this.home);
    const folder = this.importFolder(resume.key);
    const begun: Job = { ...resume, name, counts: { train: 0, val: 0 }, state: '', touchedAt: 0, process: process.pid };
    const known = readJob(folder);
    if (known) refuseRunning(known);
    return new FolderWriter(folder, target, known ? { ...known, name } : begun);
  }

  async open(place: string): Promise<DataFolder> {
    const known = await this.find(place);
    if (known) return known;
    if (existsSync(place)) return dataFolder(place);
    throw new InputError(
      `There is no data set "${place}" in ${this.home}, and no folder ${place}; name one that "taskfield data list" shows, a folder that Taskfield wrote, or "rooms".`,
    );
  }

  async list(): Promise<StoredSet[]> {
    const names = this.names((name) => !name.startsWith('.') && existsSync(join(this.home, name, MANIFEST)));
    return names.map((name) => {
      const place = join(this.home, name);
      return { name, manifest: readFileSync(join(place, MANIFEST), 'utf8'), bytes: bytesIn(place) };
    });
  }

  async remove(name: string): Promise<void> {
    if (!(await this.find(name)))
      throw new InputError(`There is no data set "${name}" in ${this.home}; nothing was deleted.`);
    // Renamed first: one that is half deleted is none.
    const doomed = join(this.home, `.making-${process.pid}-removed ${name}`);
    rmSync(doomed, { recursive: true, force: true });
    renameSync(join(this.home, name), doomed);
    rmSync(doomed, { recursive: true, force: true });
  }

  async unfinished(): Promise<UnfinishedData[]> {
    const found = this.names((name) => name.startsWith(IMPORTING)).flatMap((name) => {
      const job = readJob(join(this.home, name));
      return job ? [{ ...job, bytes: bytesIn(join(this.home, name)) }] : [];
    });
    return found.sort((a, b) => b.touchedAt - a.touchedAt);
  }

  async forget(key: string): Promise<void> {
    const folder = this.importFolder(key);
    const job = readJob(folder);
    if (job) refuseRunning(job);
    rmSync(folder, { recursive: true, force: true });
  }

  private importFolder(key: string): string {
    return join(this.home, `${IMPORTING}${encodeURIComponent(key)}`);
  }

  private names(wanted: (name: string) => boolean): string[] {
    const isThere = existsSync(this.home) && statSync(this.home).isDirectory();
    return isThere ? readdirSync(this.home).filter(wanted).sort() : [];
  }

  /** What processes that are gone were making; imports stay, they can go on. */
  private sweep(): void {
    for (const name of this.names((one) => MAKING.test(one))) {
      if (!isRunning(Number(MAKING.exec(name)![1]))) rmSync(join(this.home, name), { recursive: true, force: true });
    }
  }
}

function refuseRunning({ name, process: owner }: Job): void {
  if (owner === process.pid || !isRunning(owner)) return;
  throw new InputError(`The import of "${name}" is under way in process ${owner}; wait for it, or stop that process.`);
}

export function folderData(home = dataHome()): DataStore {
  return new FolderData(home);
}
