/**
 * What was given, as a Source: files and folders as they are; .zip, .tar and .tar.gz by what is in them. An archive is
 * recognised by its first bytes, never by its name.
 */
import { InputError } from '../../base/errors';
import { isGzip, isTar } from '../../formats/tar';
import { isZip } from '../../formats/zip';
import { MOST_AT_ONCE, type GivenSource, type SourceOptions } from './given';
import { cleanPath, isJunk } from './paths';
import { openStreamed } from './source-stream';
import { openZipped } from './source-zip';
import type { Skipped, Source, SourceFile } from './types';

const START = 512; // bytes: a tar archive says what it is at 257
/** Of more files none is taken for an archive: it is a folder then, and opening each would take long. */
const MOST_SNIFFED = 32;

/**
 * Lists what is there; archives that can only be read in a row are passed through once (`report` tells how far).
 * @throws InputError naming an archive that is damaged or cut off; the signal's reason
 */
export async function sourceOf(given: readonly GivenSource[], options: SourceOptions = {}): Promise<Source> {
  const files = given.filter(({ path }) => !isJunk(path));
  if (files.length === 0) throw new InputError('No file was given; give a folder, files or an archive.');
  const plain: GivenSource[] = [];
  const sources: Source[] = [];
  for (const file of files) {
    const archive = files.length <= MOST_SNIFFED ? await openArchive(file, options) : undefined;
    if (archive) sources.push(archive);
    else plain.push(file);
  }
  if (plain.length > 0) sources.push(plainSource(plain));
  return sources.length === 1 ? sources[0]! : together(sources);
}

async function openArchive(file: GivenSource, options: SourceOptions): Promise<Source | undefined> {
  const start = await file.slice(0, START);
  if (isZip(start)) return openZipped(file);
  if (isGzip(start) || isTar(start)) return openStreamed(file, isGzip(start), options);
  return undefined;
}

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** The folder that all lie in, or how many they are. */
function nameOf(files: readonly GivenSource[]): string {
  if (files.length === 1) return files[0]!.path;
  const folder = files[0]!.path.split('/', 1)[0]!;
  return files.every(({ path }) => path.startsWith(`${folder}/`)) ? folder : `${files.length} files`;
}

function plainSource(given: readonly GivenSource[]): Source {
  const files = new Map<string, SourceFile>();
  const skipped: Skipped[] = [];
  for (const file of given) {
    const clean = cleanPath(file.path);
    if ('reason' in clean) skipped.push({ path: file.path, reason: clean.reason });
    else if (files.has(clean.path)) skipped.push({ path: clean.path, reason: 'Another file of this path was given.' });
    else files.set(clean.path, plainFile(file, clean.path));
  }
  return {
    name: nameOf(given),
    files: [...files.values()].sort(byPath),
    skipped,
    fetch: async (_paths, { signal }) => signal?.throwIfAborted(),
    close: async () => undefined,
  };
}

function plainFile(file: GivenSource, path: string): SourceFile {
  return {
    path,
    size: file.size,
    async bytes() {
      if (file.size > MOST_AT_ONCE) {
        throw new InputError(`${path} has ${file.size} bytes; up to ${MOST_AT_ONCE} are read at once.`);
      }
      const bytes = await file.slice(0, file.size);
      if (bytes.length === file.size) return bytes;
      throw new InputError(`${path} has ${bytes.length} of its ${file.size} bytes; it has changed, give it again.`);
    },
    slice: (offset, length) => file.slice(offset, length),
    ...(file.place && { place: file.place }),
  };
}

/** Several archives, or some beside plain files. */
function together(sources: readonly Source[]): Source {
  const owners = new Map<string, { readonly file: SourceFile; readonly source: Source }>();
  const skipped = sources.flatMap((source) => [...source.skipped]);
  for (const source of sources) {
    for (const file of source.files) {
      if (owners.has(file.path)) skipped.push({ path: file.path, reason: `It is in ${source.name} too.` });
      else owners.set(file.path, { file, source });
    }
  }
  const readable = (path: string): boolean => {
    const owner = owners.get(path)?.source;
    return owner !== undefined && (owner.readable?.(path) ?? true);
  };
  return {
    name: sources.map(({ name }) => name).join(', '),
    files: [...owners.values()].map(({ file }) => file).sort(byPath),
    skipped,
    ...(sources.some((source) => source.readable) && { readable }),
    async fetch(paths, progress) {
      for (const source of sources) {
        const own = [...paths].filter((path) => owners.get(path)?.source === source);
        if (own.length > 0) await source.fetch(new Set(own), progress);
      }
    },
    close: async () => void (await Promise.all(sources.map((source) => source.close()))),
  };
}
