// @ts-check
/** node_modules as package-lock.json wants it: installed only when something is missing or differs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, ROOT, Stop } from './tools.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} Entry
 * @typedef {{ packages?: Record<string, Entry> }} Lock
 */

/**
 * Folders that differ between the lock file and what npm noted in node_modules. Optional ones may be absent: they are
 * for other systems.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 * @param {(folder: string) => boolean} isThere
 * @returns {string[]}
 */
export function lockDifferences(wanted, installed, isThere) {
  const have = installed.packages ?? {};
  const want = Object.entries(wanted.packages ?? {}).filter(([folder]) => folder !== '');
  const differing = want.filter(([folder, entry]) => {
    const present = have[folder];
    if (!present) return !entry.optional && !entry.devOptional;
    return present.version !== entry.version || present.integrity !== entry.integrity || !isThere(folder);
  });
  const names = new Set(want.map(([folder]) => folder));
  return [...differing.map(([folder]) => folder), ...Object.keys(have).filter((folder) => !names.has(folder))];
}

/** @param {string} path @returns {Lock} */
const readLock = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});

function missingPackages() {
  return lockDifferences(
    readLock(join(ROOT, 'package-lock.json')),
    readLock(join(ROOT, 'node_modules/.package-lock.json')),
    (folder) => existsSync(join(ROOT, folder, 'package.json')),
  );
}

export async function ensurePackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  console.log(`Installing packages (${missing.length} missing or different)`);
  const { code } = await execute('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Stop(`npm ci ended with code ${code}; its message is above: mend that and run this again.`);
  const still = missingPackages();
  if (still.length > 0) {
    throw new Stop(`npm ci left out ${still.slice(0, 3).join(', ')}; remove node_modules and run this again.`);
  }
}
