// @ts-check
/**
 * Debian's packages: Chromium, and Mesa's software Vulkan driver in a version that Dawn accepts. Bookworm's own driver
 * (22.3) gives no adapter; the one in backports does, and apt moves to it only with -t. Its source is derived from the
 * mirror that this machine already uses.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execute, Stop } from './tools.mjs';

const DRIVER = ['mesa-vulkan-drivers', 'libvulkan1'];
/** Releases whose own driver is too old. */
const NEEDS_BACKPORTS = ['bookworm'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const QUIET = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'APT::Color=0'];

/** @typedef {{ id: string, codename: string }} Release */

/** @param {string} text of /etc/os-release @returns {Release} */
export function parseRelease(text) {
  const value = (/** @type {string} */ key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: value('ID'), codename: value('VERSION_CODENAME') };
}

/** @returns {Release} */
export function thisRelease() {
  const path = '/etc/os-release';
  return existsSync(path) ? parseRelease(readFileSync(path, 'utf8')) : { id: '', codename: '' };
}

/** The fields, split by `|`, that `apt-get indextargets` is asked for. */
export const TARGET_FORMAT = '$(REPO_URI)|$(CODENAME)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)';

/**
 * The sources.list line for backports, from the machine's own mirror of main.
 * @param {string} targets output of apt-get indextargets in TARGET_FORMAT
 * @param {string} codename
 * @returns {string | undefined} '' where the machine has backports already, undefined where it has no mirror of main
 */
export function backportsLine(targets, codename) {
  const rows = targets.split('\n').map((line) => line.split('|'));
  const main = rows.filter(([, , , component, by]) => component === 'main' && by === 'Packages');
  const isOf = (/** @type {string[]} */ row, /** @type {string} */ name) => row[1] === name || row[2] === name;
  if (main.some((row) => isOf(row, `${codename}-backports`))) return '';
  const mirror = main.find((row) => isOf(row, codename))?.[0];
  return mirror && `deb [signed-by=${KEYRING}] ${mirror} ${codename}-backports main\n`;
}

/** @param {string[]} args */
async function apt(args, options = {}) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code } = await execute('apt-get', [...QUIET, ...args], { env, quiet: true, ...options });
  if (code !== 0)
    throw new Stop(`apt-get ended with code ${code} (its message is above); mend that and run this again.`);
}

/**
 * The machine's sources plus backports where this release needs them, in a folder of our own: /etc stays as it is.
 * @param {Release} release
 * @param {string} folder
 * @returns {Promise<{ options: string[], target: string[] }>} for apt-get
 */
async function sourcesWithDriver({ codename }, folder) {
  if (!NEEDS_BACKPORTS.includes(codename)) return { options: [], target: [] };
  const target = ['-t', `${codename}-backports`];
  const { output } = await execute('apt-get', ['indextargets', '--format', TARGET_FORMAT], { quiet: true });
  const line = backportsLine(output, codename);
  if (line === undefined) {
    throw new Stop(`apt knows no mirror of Debian ${codename} main; add one to /etc/apt and run this again.`);
  }
  const parts = join(folder, 'sources.list.d');
  if (existsSync('/etc/apt/sources.list.d')) cpSync('/etc/apt/sources.list.d', parts, { recursive: true });
  else mkdirSync(parts);
  if (line) writeFileSync(join(parts, 'taskfield-backports.list'), line);
  return { options: ['-o', `Dir::Etc::sourceparts=${parts}`], target };
}

/** @template T @param {(folder: string) => Promise<T>} work @returns {Promise<T>} */
async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'taskfield-apt-'));
  chmodSync(folder, 0o755); // apt reads its sources as a user of its own
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As root. @param {string[]} names */
export async function installPackages(names) {
  await apt(['update']);
  await apt(['install', '-y', '--no-install-recommends', ...names]);
}

/** As root. @param {Release} release */
export async function installDriver(release) {
  await withFolder(async (folder) => {
    const { options, target } = await sourcesWithDriver(release, folder);
    await apt([...options, 'update']);
    await apt([...options, 'install', '-y', '--no-install-recommends', ...target, ...DRIVER]);
  });
}

/** Where the driver lies that an ordinary user unpacked. @param {Release} release */
export function unpackedDriver({ id, codename }) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'taskfield', `vulkan-${id}-${codename}-${process.arch}`);
}

/** Files below a folder, by their path from there. @param {string} folder @param {RegExp} name */
const filesNamed = (folder, name) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => name.test(path));

/**
 * The environment that points at an unpacked driver.
 * @param {string} folder
 * @returns {Record<string, string> | undefined} undefined where there is none
 */
export function unpackedEnvironment(folder) {
  if (!existsSync(folder)) return undefined;
  const icd = filesNamed(folder, /\/lvp_icd[^/]*\.json$/)[0];
  const libraries = filesNamed(folder, /^(usr\/)?lib\/[^/]+\/[^/]+\.so[.\d]*$/);
  if (!icd || !libraries.some((path) => path.endsWith('/libvulkan_lvp.so'))) return undefined;
  const folders = [...new Set(libraries.map((path) => dirname(join(folder, path))))];
  return {
    VK_ICD_FILENAMES: join(folder, icd),
    LD_LIBRARY_PATH: [...folders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  };
}

/** The driver's description names its library by its installed path; this is where it lies. @param {string} folder */
function pointAtLibrary(folder) {
  const library = filesNamed(folder, /\/libvulkan_lvp\.so$/)[0];
  const icd = filesNamed(folder, /\/lvp_icd[^/]*\.json$/)[0];
  if (!library || !icd) throw new Stop('The package mesa-vulkan-drivers holds no lavapipe driver for this machine.');
  const description = JSON.parse(readFileSync(join(folder, icd), 'utf8'));
  // Bare name: found through LD_LIBRARY_PATH, wherever the folder is moved.
  description.ICD.library_path = 'libvulkan_lvp.so';
  writeFileSync(join(folder, icd), JSON.stringify(description));
}

/**
 * As an ordinary user: downloads the driver and what it needs beyond the installed packages with an apt state of our
 * own, and unpacks all of it into a cache folder.
 * @param {Release} release
 */
export async function unpackDriver(release) {
  await withFolder(async (folder) => {
    const { options, target } = await sourcesWithDriver(release, folder);
    for (const path of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, path), { recursive: true });
    const own = ['-o', `Dir::State::lists=${folder}/lists`, '-o', `Dir::Cache=${folder}/cache`];
    const state = [...options, ...own, '-o', 'Debug::NoLocking=1'];
    await apt([...state, 'update']);
    await apt([...state, 'install', '-y', '--download-only', '--no-install-recommends', ...target, ...DRIVER]);
    const unpacked = join(folder, 'unpacked');
    for (const name of filesNamed(join(folder, 'cache/archives'), /\.deb$/)) {
      const { code } = await execute('dpkg', ['-x', join(folder, 'cache/archives', name), unpacked]);
      if (code !== 0)
        throw new Stop(`dpkg could not unpack ${name} (code ${code}); free some disk space and try again.`);
    }
    pointAtLibrary(unpacked);
    const place = unpackedDriver(release);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { recursive: true, force: true });
    cpSync(unpacked, `${place}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${place}.new`, place);
  });
}
