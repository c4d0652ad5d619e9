/** Files as the command line needs them: whole or not at all, and errors that say what to do. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';

/** Turns the common reasons why a write fails into a sentence; anything else passes through. */
export function writeError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full (ENOSPC): free some space',
    EDQUOT: 'the disk quota is used up (EDQUOT): free some space',
    EACCES: 'writing there is not allowed (EACCES): choose another folder',
    EROFS: 'the disk is read-only (EROFS): choose another folder',
    ENOTDIR: 'a part of this path is a file (ENOTDIR): choose another folder',
    EISDIR: 'it is a folder (EISDIR): name a file',
  };
  const reason = code && reasons[code];
  return reason ? new InputError(`Could not write ${path}: ${reason}; what was saved before is untouched.`) : error;
}

const besides = (path: string): string => `${path}.partial`;

/** Beside the target, flushed to the disk. */
function writeBeside(path: string, data: Uint8Array | string): void {
  const file = openSync(besides(path), 'w');
  try {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes beside the target, flushes to the disk, then renames: a crash leaves the old file or the new one. */
export function writeWhole(path: string, data: Uint8Array | string): void {
  try {
    writeBeside(path, data);
    renameSync(besides(path), path);
  } catch (error) {
    rmSync(besides(path), { force: true });
    throw writeError(error, path);
  }
}

/** Files of a folder that is there, by name: none gets its name before all of them are on the disk. */
export function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  const all = [...files].map(([name, data]) => ({ path: join(folder, name), data }));
  let at = '';
  try {
    for (const { path, data } of all) writeBeside((at = path), data);
    for (const { path } of all) renameSync(besides((at = path)), path);
  } catch (error) {
    for (const { path } of all) rmSync(besides(path), { force: true });
    throw writeError(error, at);
  }
}

/** @throws InputError if there is no such file */
export function readInput(path: string): Uint8Array<ArrayBuffer> {
  if (!existsSync(path)) throw new InputError(`There is no file ${path}; check its name.`);
  return new Uint8Array(readFileSync(path));
}
