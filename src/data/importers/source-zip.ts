/** A .zip archive as a Source: members are read where they are, in any order. */
import { InputError } from '../../base/errors';
import { openZip, readChecked, readMember, type ZipArchive, type ZipMember } from '../../formats/zip';
import { cleanPath, isJunk } from './paths';
import { MOST_AT_ONCE, type GivenSource } from './given';
import type { Skipped, Source, SourceFile } from './types';

/** @throws InputError if its directory is damaged */
export async function openZipped(file: GivenSource): Promise<Source> {
  const archive = await named(file.path, () =>
    openZip({ size: file.size, readAt: (offset, length) => file.slice(offset, length) }),
  );
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  const seen = new Set<string>();
  for (const member of archive.members.values()) {
    if (member.name.endsWith('/') || isJunk(member.name)) continue;
    const clean = cleanPath(member.name);
    const reason = 'reason' in clean ? clean.reason : refusal(member, seen.has(clean.path));
    if ('reason' in clean || reason) {
      skipped.push({ path: member.name, reason: reason! });
      continue;
    }
    seen.add(clean.path);
    files.push(zippedFile(archive, member, { path: clean.path, name: file.path }));
  }
  return {
    name: file.path,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped,
    fetch: async (_paths, { signal }) => signal?.throwIfAborted(),
    close: async () => undefined,
  };
}

function refusal({ size }: ZipMember, twice: boolean): string | undefined {
  if (size > MOST_AT_ONCE) return `It claims ${size} bytes; up to ${MOST_AT_ONCE} are unpacked.`;
  return twice ? 'The archive has another file of this path.' : undefined;
}

function zippedFile(
  archive: ZipArchive,
  member: ZipMember,
  { path, name }: { path: string; name: string },
): SourceFile {
  const within = `${path} of ${name}`;
  return {
    path,
    size: member.size,
    bytes: async () => owned(await named(within, () => readChecked(archive, member))),
    async slice(offset, length) {
      const range = { from: Math.min(offset, member.size), to: Math.min(offset + length, member.size) };
      return owned(await named(within, () => readMember(archive, member, range)));
    },
  };
}

const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

async function named<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${what}: ${error.message}`, { cause: error });
  }
}
