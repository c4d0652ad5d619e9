/**
 * A .tar or .tar.gz as a Source: it can only be read from front to back. The first pass lists it and keeps what a
 * preview needs; `fetch` makes another and keeps what was asked for where it is told to (`Keep`).
 */
import { InputError } from '../../base/errors';
import { gunzip, untar, type TarMember } from '../../formats/tar';
import { cleanPath, isJunk, stemOf } from './paths';
import { MOST_AT_ONCE, type GivenSource, type Keep, type SourceOptions } from './given';
import { Sampling } from './sampling';
import type { FetchProgress, Skipped, Source, SourceFile } from './types';

const MOST_MEMBERS = 1_000_000;
const MOST_IN_MEMORY = 1 << 30; // bytes

interface Listed {
  readonly sizes: ReadonlyMap<string, number>;
  readonly skipped: readonly Skipped[];
  readonly sampling: Sampling;
}

/** @throws InputError if it is damaged, cut off, or a bomb; the signal's reason */
export async function openStreamed(
  given: GivenSource,
  gzip: boolean,
  { keep = memoryKeep(), signal, report = () => undefined }: SourceOptions,
): Promise<Source> {
  const first = membersOf(given, gzip, { report, ...(signal && { signal }) });
  const { sizes, skipped, sampling } = await list(first, given.path);
  const fetched = new Set<string>();
  const bytesOf = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = sampling.get(path) ?? (await keep.get(path));
    if (bytes) return bytes;
    throw new InputError(`${path} of ${given.path} has not been fetched from the archive; import it again.`);
  };
  const files = [...sizes].map(([path, size]): SourceFile => ({
    path,
    size,
    bytes: () => bytesOf(path),
    slice: async (offset, length) => (await bytesOf(path)).slice(offset, offset + length),
  }));
  return {
    name: given.path,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped,
    readable: (path) => fetched.has(path) || sampling.get(path) !== undefined,
    async fetch(paths, progress) {
      const missing = new Set<string>();
      fetched.clear(); // what an import kept may be gone with it
      for (const path of paths) {
        if (!sizes.has(path) || sampling.get(path)) continue;
        ((await keep.has(path)) ? fetched : missing).add(path);
      }
      if (missing.size === 0) return;
      for await (const member of membersOf(given, gzip, progress)) {
        progress.signal?.throwIfAborted();
        const path = pathOf(member);
        if (path === undefined || member.size !== sizes.get(path) || !missing.delete(path)) continue;
        await keep.put(path, await member.read());
        fetched.add(path);
        if (missing.size === 0) break;
      }
      progress.report(given.size, given.size);
    },
    close: async () => sampling.clear(),
  };
}

/** Nobody's disk: a tab that grows without end is killed. */
function memoryKeep(): Keep {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let bytes = 0;
  return {
    async put(path, file) {
      bytes += file.length;
      if (bytes > MOST_IN_MEMORY) {
        throw new InputError(`The files to import take more than ${MOST_IN_MEMORY} bytes unpacked; import fewer.`);
      }
      kept.set(path, file);
    },
    get: async (path) => kept.get(path),
    has: async (path) => kept.has(path),
  };
}

async function* membersOf(
  given: GivenSource,
  gzip: boolean,
  { signal, report }: FetchProgress,
): AsyncGenerator<TarMember> {
  let done = 0;
  const packed = given.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        signal?.throwIfAborted();
        done += chunk.length;
        report(Math.min(done, given.size), given.size);
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    yield* untar(gzip ? gunzip(packed, given.path) : packed, given.path);
  } catch (error) {
    signal?.throwIfAborted(); // called off, not damaged
    throw error;
  }
}

/** Of a file that can be imported; undefined: a folder, junk, or refused. */
function pathOf({ kind, name }: TarMember): string | undefined {
  const clean = kind === 'file' && !isJunk(name) ? cleanPath(name) : undefined;
  return clean && 'path' in clean ? clean.path : undefined;
}

async function list(members: AsyncGenerator<TarMember>, what: string): Promise<Listed> {
  const sizes = new Map<string, number>();
  const skipped: Skipped[] = [];
  const sampling = new Sampling();
  let count = 0;
  for await (const member of members) {
    if (++count > MOST_MEMBERS) throw new InputError(`${what} has more than ${MOST_MEMBERS} members; unpack it first.`);
    const { kind, name, size } = member;
    if (kind === 'folder' || isJunk(name)) continue;
    const clean = cleanPath(name);
    const reason = 'reason' in clean ? clean.reason : refusal(member, sizes.has(clean.path));
    if ('reason' in clean || reason) {
      skipped.push({ path: name, reason: reason! });
      continue;
    }
    sizes.set(clean.path, size);
    if (sampling.wants(clean.path, stemOf(clean.path), size)) {
      sampling.add(clean.path, stemOf(clean.path), await member.read());
    }
  }
  return { sizes, skipped, sampling };
}

function refusal({ kind, size }: TarMember, twice: boolean): string | undefined {
  if (kind === 'link') return 'It is a link, and links in archives are not followed.';
  if (kind === 'other') return 'It is no ordinary file.';
  if (size > MOST_AT_ONCE) return `It claims ${size} bytes; up to ${MOST_AT_ONCE} are unpacked.`;
  return twice ? 'The archive has another file of this path.' : undefined;
}
