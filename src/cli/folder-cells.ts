/** Results of an experiment's runs as files: cells/KEY.json each, and beside them the folder of a run under way. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import type { CellResult } from '../session/experiments/cells';
import type { CellStore } from '../session/experiments/runner';
import { writeError, writeWhole } from './files';
import { folderRun } from './folder-run';

export function folderCells(folder: string): CellStore {
  const cells = join(folder, 'cells');
  try {
    mkdirSync(cells, { recursive: true });
  } catch (error) {
    throw writeError(error, cells);
  }
  const fileOf = (key: string): string => join(cells, `${key}.json`);
  const runOf = (key: string): string => join(cells, key);
  return {
    async read(key) {
      const path = fileOf(key);
      if (!existsSync(path)) return undefined;
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as CellResult;
      } catch {
        throw new InputError(`${path} is not JSON; delete it, and its run is made again.`);
      }
    },
    async write(result) {
      writeWhole(fileOf(result.key), JSON.stringify(result) + '\n');
      rmSync(runOf(result.key), { recursive: true, force: true });
    },
    run(key) {
      mkdirSync(runOf(key), { recursive: true });
      return folderRun(runOf(key));
    },
  };
}
