/** Weights as files: read where they are wanted, so that none is in memory as a whole. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../base/errors';
import type { WeightsInput } from '../session/described-model';

/** @throws InputError if there is no such file */
export function weightsInput(path: string): WeightsInput {
  const folder = dirname(path);
  return {
    name: basename(path),
    source: source(path),
    findBeside: async (name) => (existsSync(join(folder, name)) ? source(join(folder, name)) : undefined),
  };
}

function source(path: string): Exclude<WeightsInput['source'], Uint8Array> {
  if (!existsSync(path)) throw new InputError(`There is no file ${path}; check its name.`);
  const stat = statSync(path);
  if (!stat.isFile()) throw new InputError(`${path} is no file; name one.`);
  return {
    size: stat.size,
    async readAt(offset, length) {
      const file = openSync(path, 'r');
      try {
        const bytes = new Uint8Array(length);
        let done = 0;
        for (let read = -1; done < length && read !== 0; done += read)
          read = readSync(file, bytes, done, length - done, offset + done);
        return bytes.subarray(0, done);
      } finally {
        closeSync(file);
      }
    },
  };
}
