/** What a person gave, opened and recognised: the beginning of every import, in the page's worker and in Node. */
import type { GivenSource, SourceOptions } from '../../data/importers/given';
import type { FetchProgress, Importer, Source } from '../../data/importers/types';
import { fingerprint } from './fingerprint';
import { recognise } from './inspect';
import { LateKeep } from './late-keep';
import type { Found } from './run';

export type { GivenSource };

/** How files are opened and what they may be: all layouts, unless a test says otherwise. */
export interface Recognition {
  readonly importers: readonly Importer[];
  sourceOf(files: readonly GivenSource[], options?: SourceOptions): Promise<Source>;
}

export interface Given extends Found {
  /** bytes */
  readonly bytes: number;
  close(): Promise<void>;
}

/**
 * @param progress of the pass that an archive takes
 * @throws InputError if nothing is recognised, or cannot be read at all; the signal's reason
 */
export async function openGiven(
  files: readonly GivenSource[],
  { importers, sourceOf }: Recognition,
  progress: Partial<FetchProgress> = {},
): Promise<Given> {
  const keep = new LateKeep();
  const source = await sourceOf(files, { ...progress, keep });
  try {
    const layout = await recognise(source, importers);
    return {
      source,
      layout,
      keep,
      fingerprint: await fingerprint(source.name, files),
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      async close() {
        await layout.close?.();
        await source.close();
      },
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
