/** Imports that were interrupted, as a person is told of them. */
import type { ImportPreview, UnfinishedImport } from '../../protocol/data-messages';
import type { DataStore, UnfinishedData } from '../host';
import { triedIn, type KeptWishes } from './run';

interface Known {
  readonly data: UnfinishedData;
  readonly kept: KeptWishes;
}

/** Those that this version can go on with, the newest first. */
async function known(store: DataStore): Promise<Known[]> {
  const found = await store.unfinished();
  return found.flatMap((data) => {
    try {
      return [{ data, kept: JSON.parse(data.wishes) as KeptWishes }];
    } catch {
      return []; // written by another version
    }
  });
}

/** The newest of the same source. @param fingerprint of what was given (fingerprint.ts) */
export async function unfinishedOf(store: DataStore, fingerprint: string): Promise<ImportPreview['unfinished']> {
  const same = (await known(store)).find(({ kept }) => kept.fingerprint === fingerprint);
  if (!same) return null;
  const { key, state } = same.data;
  return { key, wishes: same.kept.wishes, done: triedIn(state) };
}

export async function unfinishedImports(store: DataStore): Promise<UnfinishedImport[]> {
  return (await known(store)).map(({ data: { key, name, state, bytes }, kept: { source, total } }) => ({
    key,
    name,
    source,
    done: triedIn(state),
    total,
    bytes,
  }));
}
