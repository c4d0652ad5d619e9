// @ts-check
/** What the other files here share: where the project is, how to say one sentence and stop, how to run a command. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** An end that is explained by one sentence: the thing, its value, what was allowed, what to do. */
export class Stop extends Error {
  /** @override */
  name = 'Stop';
}

/**
 * Runs a command to its end. Its output goes to the screen, or with `quiet` comes back as text; with `silent` its
 * complaints are dropped too.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, silent?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 where there is no such command
 */
export function execute(command, args, { env = process.env, silent = false, quiet = silent } = {}) {
  const shell = process.platform === 'win32' && !command.endsWith('.exe');
  return new Promise((resolve) => {
    const stdio = ['ignore', quiet ? 'pipe' : 'inherit', silent ? 'ignore' : 'inherit'];
    const child = spawn(command, args, { cwd: ROOT, env, shell, stdio: /** @type {any} */ (stdio) });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a command to its end, each line of its output told under a name: several may run side by side.
 * @param {string} name
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code, 127 where there is no such command
 */
export function executeNamed(name, [command = '', ...args], env) {
  const shell = process.platform === 'win32' && !command.endsWith('.exe');
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => console.log(`${name} | ${line}`));
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first of these commands on PATH. @param {string[]} names @returns {string | undefined} */
export function onPath(names, path = process.env.PATH ?? '') {
  return names.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {number} since from performance.now() */
export const secondsSince = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
