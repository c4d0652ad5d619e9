/** Every command about data, answered in the data worker: what was given is looked at, imported, shown and deleted. */
import { CancelledError, InputError, StorageError } from '../base/errors';
import { givenFile } from '../data/importers/given';
import type {
  DataEvents,
  DataHandlers,
  DataLibrary,
  GivenFile,
  ImportPreview,
  ImportProgress,
  ImportReport,
  ImportWishes,
} from '../protocol/data-messages';
import { augmentedLooks } from './augmented-looks';
import type { DataStore } from './host';
import { openGiven, type Given, type Recognition } from './import/given';
import { previewOf, type ReadAs } from './import/inspect';
import { runImport } from './import/run';
import { unfinishedOf } from './import/unfinished';
import { storedLooks, storedStatistics } from './stored-looks';

const SEED = 1; // of which images a preview shows

/** What the commands are answered with. */
export interface DataSurroundings extends Recognition {
  store(): Promise<DataStore>;
  library(): Promise<DataLibrary>;
  /** Why nothing lasts that is stored; null if it does. */
  problem(): Promise<string | null>;
  tell(progress: ImportProgress): void;
  /** Bytes of an archive that was given, while it is passed through. */
  tellLooking(progress: DataEvents['inspecting']): void;
}

/** What was given and recognised, until it is put away. */
interface Held {
  readonly given: Given;
  /** Put away while it was being imported: closed when that ends. */
  dismissed: boolean;
}

class Imports {
  private readonly held = new Map<string, Held>();
  private given = 0;
  private looking: AbortController | undefined;
  private running: { readonly id: string; readonly name: string; readonly abort: AbortController } | undefined;

  constructor(private readonly around: DataSurroundings) {}

  /** What was looked at before is put away. */
  async inspect(files: readonly GivenFile[]): Promise<ImportPreview> {
    this.looking?.abort(new CancelledError('Other files were given.'));
    const { signal } = (this.looking = new AbortController());
    const given = await openGiven(
      files.map(({ path, file }) => givenFile(path, file)),
      this.around,
      { signal, report: (done, total) => this.around.tellLooking({ done, total }) },
    );
    try {
      const id = `given-${++this.given}`;
      const preview = await this.look(id, given, { seed: SEED });
      for (const earlier of this.held.keys()) await this.dismiss(earlier);
      this.held.set(id, { given, dismissed: false });
      return preview;
    } catch (error) {
      await given.close();
      throw error;
    }
  }

  preview(id: string, as: ReadAs): Promise<ImportPreview> {
    return this.look(id, this.known(id).given, as);
  }

  async dismiss(id: string): Promise<void> {
    const found = this.held.get(id);
    if (!found) return;
    found.dismissed = true;
    if (this.running?.id === id) return;
    this.held.delete(id);
    await found.given.close();
  }

  async run(id: string, wishes: ImportWishes): Promise<ImportReport> {
    const found = this.known(id);
    if (this.running) {
      throw new InputError(
        `"${this.running.name}" is being imported; one import runs at a time: wait for it, or cancel it.`,
      );
    }
    const abort = new AbortController();
    this.running = { id, name: wishes.name, abort };
    try {
      const problem = await this.around.problem();
      if (problem !== null) throw new StorageError(problem); // the training worker would not see it
      const store = await this.around.store();
      const { signal } = abort;
      return await runImport(found.given, wishes, { store, signal, tell: (progress) => this.around.tell(progress) });
    } finally {
      this.running = undefined;
      if (found.dismissed) await this.dismiss(id);
    }
  }

  cancel(): void {
    const { running } = this;
    running?.abort.abort(
      new CancelledError(`The import of "${running.name}" was cancelled; nothing of it was stored.`),
    );
  }

  private known(id: string): Held {
    const found = this.held.get(id);
    if (!found) throw new InputError('These files were put away; give them again.');
    return found;
  }

  private async look(id: string, given: Given, as: ReadAs): Promise<ImportPreview> {
    const unfinished = await unfinishedOf(await this.around.store(), given.fingerprint);
    return previewOf(given, { ...as, id, bytes: given.bytes, unfinished });
  }
}

export function dataHandlersFor(around: DataSurroundings): DataHandlers {
  const imports = new Imports(around);
  const { library } = around;
  return {
    inspect: ({ files }) => imports.inspect(files),
    preview: ({ id, labelSet, chosen }) => imports.preview(id, { labelSet, chosen, seed: SEED }),
    dismiss: async ({ id }) => imports.dismiss(id) as Promise<undefined>,
    import: ({ id, wishes }) => imports.run(id, wishes),
    cancelImport: async () => imports.cancel() as undefined,
    async forget({ key }) {
      await (await around.store()).forget(key);
      return library();
    },
    library,
    async deleteData({ name }) {
      await (await around.store()).remove(name);
      return library();
    },
    statistics: async ({ name }) => storedStatistics(await around.store(), name),
    looks: async (what) => storedLooks(await around.store(), what),
    augmented: async (what) => augmentedLooks(await around.store(), what),
  };
}
