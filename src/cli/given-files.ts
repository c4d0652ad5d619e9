/** Paths on the command line as given files: folders with everything below them, read by offsets, nothing held open. */
import { createReadStream, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { InputError } from '../base/errors';
import type { GivenSource } from '../session/import/given';

export interface GivenPaths {
  readonly files: readonly GivenSource[];
  /** Links that lead out of their folder, or to a folder. */
  readonly links: readonly string[];
}

/** @param path as a person would call it @param place where it lies */
function givenAt(path: string, place: string): GivenSource {
  return {
    path,
    size: statSync(place).size,
    async slice(offset, length) {
      const file = await open(place, 'r');
      try {
        const bytes = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await file.close();
      }
    },
    stream: () => Readable.toWeb(createReadStream(place)) as ReadableStream<Uint8Array>,
    place: { path: place },
  };
}

/** A file that a link inside `root` leads to, if it lies in there, too. */
function linkedFile(place: string, root: string): string | undefined {
  const target = existsSync(place) ? realpathSync(place) : undefined;
  const inside = target?.startsWith(root + sep) && statSync(target).isFile();
  return inside ? target : undefined;
}

function walk(folder: string, root: string, found: { files: string[]; links: string[] }): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = join(folder, entry.name);
    if (entry.isDirectory()) walk(place, root, found);
    else if (entry.isFile()) found.files.push(place);
    else if (entry.isSymbolicLink()) (linkedFile(place, root) ? found.files : found.links).push(place);
  }
}

/** @throws InputError for a path where nothing is */
export function givenPaths(paths: readonly string[]): GivenPaths {
  const files: GivenSource[] = [];
  const links: string[] = [];
  for (const path of paths) {
    if (!existsSync(path)) throw new InputError(`There is nothing at ${path}; check the path.`);
    const place = realpathSync(path);
    const name = basename(resolve(path));
    if (!lstatSync(place).isDirectory()) {
      files.push(givenAt(name, place));
      continue;
    }
    const found = { files: [] as string[], links: [] as string[] };
    walk(place, place, found);
    for (const file of found.files) files.push(givenAt(`${name}/${relative(place, file).split(sep).join('/')}`, file));
    links.push(...found.links);
  }
  return { files, links };
}
