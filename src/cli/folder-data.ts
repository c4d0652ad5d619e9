/** Data sets as folders under the user's cache, and at places that a person names. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import type { DataFolder, DataFolderWriter, DataStore } from '../session/host';
import { writeError } from './files';

/** TASKFIELD_HOME, else the user's cache folder. */
export function dataHome(): string {
  const home = process.env.TASKFIELD_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskfield');
  return join(home, 'data');
}

/** Opens each file once. */
class Handles {
  private readonly files = new Map<string, Promise<FileHandle>>();

  constructor(
    private readonly folder: string,
    private readonly flags: 'r' | 'w',
  ) {}

  get(name: string): Promise<FileHandle> {
    let file = this.files.get(name);
    if (!file) this.files.set(name, (file = open(join(this.folder, name), this.flags)));
    return file;
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await (await file).close();
    this.files.clear();
  }
}

function dataFolder(place: string): DataFolder {
  const handles = new Handles(place, 'r');
  return {
    place,
    readText: async (name) => (existsSync(join(place, name)) ? readFile(join(place, name), 'utf8') : undefined),
    async readAt(name, offset, length) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await (await handles.get(name)).read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
  };
}

/** Writes into a folder beside the target and renames it when all is there. */
function dataFolderWriter(target: string): DataFolderWriter {
  const fresh = `${target}.partial-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
  } catch (error) {
    throw writeError(error, fresh);
  }
  const handles = new Handles(fresh, 'w');
  return {
    async writeAt(name, offset, bytes) {
      try {
        await (await handles.get(name)).write(bytes, 0, bytes.length, offset);
      } catch (error) {
        throw writeError(error, join(fresh, name));
      }
    },
    async finish() {
      await handles.close();
      // Another process may have made the same data set meanwhile: theirs is as good.
      if (existsSync(target)) rmSync(fresh, { recursive: true });
      else renameSync(fresh, target);
      return dataFolder(target);
    },
    async abandon() {
      await handles.close();
      rmSync(fresh, { recursive: true, force: true });
    },
  };
}

export function folderData(home = dataHome()): DataStore {
  return {
    find: async (name) => (existsSync(join(home, name)) ? dataFolder(join(home, name)) : undefined),
    create: async (name) => dataFolderWriter(join(home, name)),
    async open(place) {
      if (!existsSync(place))
        throw new InputError(`There is no folder ${place}; name a folder that Taskfield wrote, or "rooms".`);
      return dataFolder(place);
    },
  };
}
