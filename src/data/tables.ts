/** The few things that are done with a table, in IndexedDB or, where there is none, in memory. */
import { openDB, type IDBPDatabase } from 'idb';
import { QuotaExceededError, StorageError } from '../base/errors';
import { MIGRATIONS, type Key, type Migration, type Table, type Value } from './schema';

/** All keys of several parts that begin with `first`; with `after`, those whose second part is greater. */
export interface Range {
  readonly first: string;
  readonly after?: number;
}

export type Change = {
  [T in Table]:
    | { readonly put: T; readonly key: Key<T>; readonly value: Value<T> }
    | { readonly drop: T; readonly key: Key<T> | Range };
}[Table];

export interface Tables {
  /** Why nothing that is written here will last; null if it will. */
  readonly problem: string | null;
  get<T extends Table>(table: T, key: Key<T>): Promise<Value<T> | undefined>;
  /** In the order of their keys. */
  all<T extends Table>(table: T, range?: Range): Promise<Value<T>[]>;
  /** In their order. */
  keys<T extends Table>(table: T, range?: Range): Promise<Key<T>[]>;
  /** All changes or none. @throws StorageError, QuotaExceededError; then nothing has changed */
  apply(changes: readonly Change[]): Promise<void>;
  close(): void;
}

const isRange = (key: Key<Table> | Range): key is Range => typeof key === 'object' && 'first' in key;

const FULL = 'The browser’s storage is full; delete stored data sets or runs, or free space on the disk.';
const MISSING =
  'This browser stores nothing here (IndexedDB is missing or blocked), so nothing is kept after a reload; allow site data, or leave the private window, to save.';
const NEWER =
  'A newer version of Taskfield wrote this browser’s storage, so this one cannot save; reload the page to get that version.';
const BLOCKED =
  'Another tab holds an older version of the browser’s storage open, so nothing can be saved; close the other tabs of Taskfield and reload.';
const REPLACED =
  'A newer version of Taskfield was opened in another tab, so this one can save nothing any more; reload the page.';
const CLOSED = 'The browser closed its storage, so nothing can be saved any more; reload the page.';

class IdbTables implements Tables {
  problem: string | null = null;

  constructor(private readonly db: IDBPDatabase) {}

  get<T extends Table>(table: T, key: Key<T>): Promise<Value<T> | undefined> {
    return this.guarded(() => this.db.get(table, key as IDBValidKey) as Promise<Value<T> | undefined>);
  }

  all<T extends Table>(table: T, range?: Range): Promise<Value<T>[]> {
    return this.guarded(() => this.db.getAll(table, range && keyRange(range)) as Promise<Value<T>[]>);
  }

  keys<T extends Table>(table: T, range?: Range): Promise<Key<T>[]> {
    return this.guarded(
      () => this.db.getAllKeys(table, range && keyRange(range)) as Promise<unknown> as Promise<Key<T>[]>,
    );
  }

  apply(changes: readonly Change[]): Promise<void> {
    return this.guarded(async () => {
      const tables = [...new Set(changes.map((change) => ('put' in change ? change.put : change.drop)))];
      const transaction = this.db.transaction(tables, 'readwrite', { durability: 'relaxed' });
      try {
        for (const change of changes) {
          const request =
            'put' in change
              ? transaction.objectStore(change.put).put(change.value, change.key as IDBValidKey)
              : transaction.objectStore(change.drop).delete(queryOf(change.key));
          request.catch(() => undefined); // ends the transaction, which tells why
        }
      } catch (thrown) {
        throw await ended(transaction, thrown);
      }
      await transaction.done;
    });
  }

  /** From now on every use is refused with this sentence. */
  end(problem: string): void {
    this.problem = problem;
    this.db.close();
  }

  close(): void {
    this.db.close();
  }

  private async guarded<T>(action: () => Promise<T>): Promise<T> {
    if (this.problem) throw new StorageError(this.problem);
    try {
      return await action();
    } catch (thrown) {
      const { name, message } = thrown as DOMException;
      if (name === 'QuotaExceededError') throw new QuotaExceededError(FULL);
      throw new StorageError(
        `The browser’s storage refused (${name}: ${message || 'no reason given'}); reload the page.`,
      );
    }
  }
}

/** Undoes what was begun. @returns why the transaction ended before, else what was thrown */
async function ended(transaction: { abort(): void; done: Promise<void> }, thrown: unknown): Promise<unknown> {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself, and tells why.
  }
  const why = (await transaction.done.catch((error: unknown) => error)) as DOMException | undefined;
  return why?.name === 'QuotaExceededError' ? why : thrown;
}

/** A list sorts after every number and text, so [first, []] ends what begins with `first`. */
function keyRange({ first, after }: Range): IDBKeyRange {
  return after === undefined
    ? IDBKeyRange.bound([first], [first, []])
    : IDBKeyRange.bound([first, after], [first, []], true);
}

function queryOf(key: Key<Table> | Range): IDBValidKey | IDBKeyRange {
  return isRange(key) ? keyRange(key) : (key as IDBValidKey);
}

type Entry = { readonly key: Key<Table>; readonly value: Value<Table> };

/** Everything in memory, gone with the page. */
export class MemoryTables implements Tables {
  private readonly tables = new Map<Table, Map<string, Entry>>();

  constructor(readonly problem: string | null = null) {}

  async get<T extends Table>(table: T, key: Key<T>): Promise<Value<T> | undefined> {
    return this.of(table).get(JSON.stringify(key))?.value as Value<T> | undefined;
  }

  async all<T extends Table>(table: T, range?: Range): Promise<Value<T>[]> {
    return this.entries(table, range).map(({ value }) => value as Value<T>);
  }

  async keys<T extends Table>(table: T, range?: Range): Promise<Key<T>[]> {
    return this.entries(table, range).map(({ key }) => key as Key<T>);
  }

  async apply(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if ('put' in change)
        this.of(change.put).set(JSON.stringify(change.key), { ...change, value: structuredClone(change.value) });
      else this.drop(this.of(change.drop), change.key);
    }
  }

  private drop(table: Map<string, Entry>, which: Key<Table> | Range): void {
    if (!isRange(which)) table.delete(JSON.stringify(which));
    else for (const [id, { key }] of table) if (within(key, which)) table.delete(id);
  }

  private entries(table: Table, range?: Range): Entry[] {
    const entries = [...this.of(table).values()].filter(({ key }) => !range || within(key, range));
    return entries.sort((a, b) => order(a.key, b.key));
  }

  private of(table: Table): Map<string, Entry> {
    const found = this.tables.get(table) ?? new Map<string, Entry>();
    this.tables.set(table, found);
    return found;
  }

  close(): void {
    this.tables.clear();
  }
}

function within(key: Key<Table>, { first, after = -Infinity }: Range): boolean {
  return Array.isArray(key) && key[0] === first && (typeof key[1] !== 'number' || key[1] > after);
}

function order(a: Key<Table>, b: Key<Table>): number {
  const [left, right] = [a, b].map((key) => (Array.isArray(key) ? (key as (string | number)[]) : [key as string]));
  for (const [i, part] of left!.entries()) {
    const other = right![i]!;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

export interface OpenOptions {
  readonly name?: string;
  readonly migrations?: readonly Migration[];
  /** How long another tab may hold an older version open, ms. */
  readonly patience?: number;
}

/** The browser's database; where it cannot be had, memory, with the reason as its `problem`. */
export async function openTables({
  name = 'taskfield',
  migrations = MIGRATIONS,
  patience = 3000,
}: OpenOptions = {}): Promise<Tables> {
  if (typeof indexedDB === 'undefined') return new MemoryTables(MISSING);
  let tables: IdbTables | undefined;
  let isBlocked = (): void => undefined;
  const blocked = new Promise<void>((resolve) => (isBlocked = resolve));
  try {
    // Where site data is blocked, this throws at once.
    const opening = openDB(name, migrations.length, {
      async upgrade(db, oldVersion, _newVersion, transaction) {
        for (const migrate of migrations.slice(oldVersion)) await migrate(db, transaction);
      },
      blocked: () => void setTimeout(isBlocked, patience),
      blocking: () => tables?.end(REPLACED),
      terminated: () => tables?.end(CLOSED),
    });
    const db = await Promise.race([opening, blocked]);
    if (db) return (tables = new IdbTables(db));
    void opening.then((late) => late.close()).catch(() => undefined);
    return new MemoryTables(BLOCKED);
  } catch (thrown) {
    return new MemoryTables((thrown as DOMException).name === 'VersionError' ? NEWER : MISSING);
  }
}
