/** A run as a folder: config.json, metrics.csv, checkpoint.safetensors and pictures. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import { parseConfig } from '../config/parse';
import type { RunStore } from '../session/host';
import { writeError, writeWhole } from './files';

export const CHECKPOINT = 'checkpoint.safetensors';
const CONFIG = 'config.json';
const METRICS = 'metrics.csv';

export function folderRun(folder: string): RunStore {
  const path = (name: string): string => join(folder, name);
  const read = (name: string): Uint8Array<ArrayBuffer> | undefined =>
    existsSync(path(name)) ? new Uint8Array(readFileSync(path(name))) : undefined;
  return {
    readCheckpoint: async () => read(CHECKPOINT),
    writeCheckpoint: async (bytes) => writeWhole(path(CHECKPOINT), bytes),
    readMetrics: async () => new TextDecoder().decode(read(METRICS)),
    writeMetrics: async (text) => writeWhole(path(METRICS), text),
    appendMetrics: async (text) => {
      try {
        appendFileSync(path(METRICS), text);
      } catch (error) {
        throw writeError(error, path(METRICS));
      }
    },
    writePicture: async (name, png) => writeWhole(path(name), png),
  };
}

/** Begins a run in a new or empty place. @throws InputError if a run is there already */
export function createRun(folder: string, config: ExperimentConfig): RunStore {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new InputError(`${folder} is a file; --out takes a folder: choose another name.`);
  }
  if (existsSync(join(folder, CONFIG)) || existsSync(join(folder, CHECKPOINT))) {
    throw new InputError(
      `${folder} holds a run already; continue it with "taskfield train --resume ${folder}" or choose another folder.`,
    );
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  writeConfig(folder, config);
  return folderRun(folder);
}

/** With it a folder is one that `openRun` opens. */
export function writeConfig(folder: string, config: ExperimentConfig): void {
  writeWhole(join(folder, CONFIG), JSON.stringify(config, null, 2) + '\n');
}

/** @throws InputError if the folder holds no run */
export function openRun(folder: string): { config: ExperimentConfig; run: RunStore } {
  if (!existsSync(join(folder, CONFIG))) {
    throw new InputError(
      `${folder} holds no run (there is no ${CONFIG}); name the folder given to "taskfield train --out".`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(folder, CONFIG), 'utf8'));
  } catch {
    throw new InputError(`${join(folder, CONFIG)} is not JSON; restore it, or start a new run in another folder.`);
  }
  return { config: parseConfig(value), run: folderRun(folder) };
}
