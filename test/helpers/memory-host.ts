/** A host that keeps everything in memory and remembers what it was told. */
import type { RunEvent } from '../../src/protocol/events';
import type {
  DataFolder,
  DataFolderWriter,
  DataStore,
  Host,
  Progress,
  Resumable,
  RunStore,
  StoredSet,
  UnfinishedData,
} from '../../src/session/host';
import { InputError } from '../../src/base/errors';

/** A finished data set: its records by "train 0" and its description. */
export interface MadeSet {
  manifest: string;
  readonly records: Map<string, Uint8Array<ArrayBuffer>>;
}

interface Unfinished extends UnfinishedData {
  readonly records: MadeSet['records'];
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

const bytesOf = (records: MadeSet['records']): number =>
  [...records.values()].reduce((sum, { length }) => sum + length, 0);

function folder(place: string, { manifest, records }: MadeSet): DataFolder {
  return {
    place,
    readManifest: async () => manifest,
    readRecord: async (split, index) => records.get(`${split} ${index}`)?.slice(),
  };
}

/** Every record is stored at once; an import that is neither finished nor abandoned can go on. */
class MemoryData implements DataStore {
  readonly made = new Map<string, MadeSet>();
  private readonly begun = new Map<string, Unfinished>();

  async find(name: string): Promise<DataFolder | undefined> {
    const made = this.made.get(name);
    return made && folder(name, made);
  }

  async create(name: string, resume?: Resumable): Promise<DataFolderWriter> {
    if (resume && this.made.has(name)) throw new InputError(`A data set "${name}" is stored here already.`);
    const known = resume && this.begun.get(resume.key);
    const records: MadeSet['records'] = known?.records ?? new Map();
    const files = known?.files ?? new Map<string, Uint8Array<ArrayBuffer>>();
    let progress: Progress = known ?? { counts: { train: 0, val: 0 }, state: '' };
    return {
      progress,
      staging: {
        put: async (path, bytes) => void files.set(path, new Uint8Array(bytes)),
        get: async (path) => files.get(path),
        paths: async () => [...files.keys()].sort(),
      },
      writeRecord: async ({ split, index, bytes, state }) => {
        records.set(`${split} ${index}`, new Uint8Array(bytes));
        progress = { counts: { ...progress.counts, [split]: index + 1 }, state };
        const facts = { ...progress, name, bytes: bytesOf(records), touchedAt: Date.now() };
        if (resume) this.begun.set(resume.key, { ...resume, ...facts, records, files });
      },
      finish: async (manifest) => {
        if (resume) this.begun.delete(resume.key);
        this.made.set(name, { manifest, records });
        return folder(name, { manifest, records });
      },
      abandon: async () => {
        if (resume) this.begun.delete(resume.key);
      },
    };
  }

  async open(place: string): Promise<DataFolder> {
    const found = await this.find(place);
    if (!found) throw new InputError(`There is no folder ${place}.`);
    return found;
  }

  async list(): Promise<StoredSet[]> {
    return [...this.made].map(([name, { manifest, records }]) => ({ name, manifest, bytes: bytesOf(records) }));
  }

  async remove(name: string): Promise<void> {
    if (!this.made.delete(name)) throw new InputError(`There is no data set "${name}".`);
  }

  async unfinished(): Promise<UnfinishedData[]> {
    return [...this.begun.values()];
  }

  async forget(key: string): Promise<void> {
    this.begun.delete(key);
  }
}

export class MemoryHost implements Host {
  readonly data = new MemoryData();
  readonly events: RunEvent[] = [];
  readonly pictures = new Map<string, Uint8Array>();
  checkpoint: Uint8Array<ArrayBuffer> | undefined;
  metrics = '';
  /** Called with every event, after it is remembered. */
  onEvent: (event: RunEvent) => void = () => undefined;

  readonly run: RunStore = {
    readCheckpoint: async () => this.checkpoint,
    writeCheckpoint: async (bytes) => void (this.checkpoint = new Uint8Array(bytes)),
    readMetrics: async () => this.metrics,
    writeMetrics: async (text) => void (this.metrics = text),
    appendMetrics: async (text) => void (this.metrics += text),
    writePicture: async (name, png) => void this.pictures.set(name, png),
  };

  readonly emit = (event: RunEvent): void => {
    this.events.push(event);
    this.onEvent(event);
  };
}
