/** A host that keeps everything in memory and remembers what it was told. */
import type { RunEvent } from '../../src/protocol/events';
import type { DataFolder, DataFolderWriter, DataStore, Host, RunStore } from '../../src/session/host';
import { InputError } from '../../src/base/errors';

type Files = Map<string, Uint8Array<ArrayBuffer>>;

function folder(place: string, files: Files): DataFolder {
  return {
    place,
    readText: async (name) => (files.has(name) ? new TextDecoder().decode(files.get(name)) : undefined),
    readAt: async (name, offset, length) => files.get(name)!.slice(offset, offset + length),
  };
}

class MemoryData implements DataStore {
  readonly made = new Map<string, Files>();

  async find(name: string): Promise<DataFolder | undefined> {
    const files = this.made.get(name);
    return files && folder(name, files);
  }

  async create(name: string): Promise<DataFolderWriter> {
    const files: Files = new Map();
    return {
      async writeAt(file, offset, bytes) {
        const old = files.get(file) ?? new Uint8Array(0);
        const grown = new Uint8Array(Math.max(old.length, offset + bytes.length));
        grown.set(old);
        grown.set(bytes, offset);
        files.set(file, grown);
      },
      finish: async () => {
        this.made.set(name, files);
        return folder(name, files);
      },
      abandon: async () => undefined,
    };
  }

  async open(place: string): Promise<DataFolder> {
    const found = await this.find(place);
    if (!found) throw new InputError(`There is no folder ${place}.`);
    return found;
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
