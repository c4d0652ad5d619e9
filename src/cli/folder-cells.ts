/**
 * Results of an experiment's runs as files: cells/KEY.json each, and beside them the folder of a run under way; models
 * that are kept as runs/KEY, folders like those of any run.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import type { CellResult } from '../session/experiments/cells';
import type { CellStore } from '../session/experiments/runner';
import { writeError, writeWhole } from './files';
import { CHECKPOINT, folderRun, writeConfig } from './folder-run';

export interface FolderCells extends CellStore {
  /** The folder of a cell's trained model; undefined if it was not kept. */
  model(key: string): string | undefined;
}

/** @param keep trained models stay. Default false @throws InputError if nothing can be written there */
export function folderCells(folder: string, { keep = false } = {}): FolderCells {
  const cells = join(folder, 'cells');
  const models = join(folder, 'runs');
  try {
    mkdirSync(cells, { recursive: true });
    if (keep) mkdirSync(models, { recursive: true });
  } catch (error) {
    throw writeError(error, cells);
  }
  const fileOf = (key: string): string => join(cells, `${key}.json`);
  const runOf = (key: string): string => join(cells, key);
  const modelOf = (key: string): string => join(models, key);
  /** Of a run that is done; also of one that was killed on its way. */
  const settle = ({ key, config }: CellResult): void => {
    const run = runOf(key);
    if (!existsSync(run)) return;
    if (keep && existsSync(join(run, CHECKPOINT))) {
      writeConfig(run, config);
      rmSync(modelOf(key), { recursive: true, force: true });
      renameSync(run, modelOf(key));
    } else rmSync(run, { recursive: true, force: true });
  };
  return {
    async read(key) {
      const path = fileOf(key);
      if (!existsSync(path)) return undefined;
      let result: CellResult;
      try {
        result = JSON.parse(readFileSync(path, 'utf8')) as CellResult;
      } catch {
        throw new InputError(`${path} is not JSON; delete it, and its run is made again.`);
      }
      settle(result);
      return result;
    },
    async write(result) {
      writeWhole(fileOf(result.key), JSON.stringify(result) + '\n');
      settle(result);
    },
    run(key) {
      mkdirSync(runOf(key), { recursive: true });
      return folderRun(runOf(key));
    },
    model: (key) => (existsSync(join(modelOf(key), CHECKPOINT)) ? modelOf(key) : undefined),
  };
}
