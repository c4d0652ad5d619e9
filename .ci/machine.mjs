// @ts-check
/** What a test run needs of the machine: a WebGPU adapter for Node, and a browser. Found, or installed, or named. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  installDriver,
  installPackages,
  thisRelease,
  unpackDriver,
  unpackedDriver,
  unpackedEnvironment,
} from './apt.mjs';
import { findBrowser, findSwiftShader } from './browser.mjs';
import { execute, Stop } from './tools.mjs';

const PROBE = fileURLToPath(new URL('./probe.mjs', import.meta.url));
const ICD_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const isRoot = () => process.getuid?.() === 0;
const isDebian = () => thisRelease().id === 'debian';
const hasApt = () => ['debian', 'ubuntu'].includes(thisRelease().id);

/** Mesa wants a folder for its sockets; any that only we write will do. @returns {Record<string, string>} */
function runtimeFolder() {
  if (process.platform !== 'linux' || process.env.XDG_RUNTIME_DIR) return {};
  const folder = join(tmpdir(), `taskfield-runtime-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { XDG_RUNTIME_DIR: folder };
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<string | undefined>} the adapter's name */
async function probe(env) {
  const { code, output } = await execute(process.execPath, [PROBE], { env, silent: true });
  if (code !== 0) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = JSON.parse(output.trim().split('\n').at(-1) ?? '{}');
  return `${description || `${vendor} ${architecture}`}${isFallbackAdapter ? ', software' : ''}`;
}

/** @param {string} folder @param {RegExp} name @returns {Record<string, string>[]} */
const driversIn = (folder, name) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => name.test(file))
        .map((file) => ({ VK_ICD_FILENAMES: join(folder, file) }))
    : [];

/** Environments to try, in this order: the machine's own choice (a real GPU), lavapipe installed, lavapipe unpacked. */
function candidates() {
  const unpacked = unpackedEnvironment(unpackedDriver(thisRelease()));
  return [
    {},
    ...ICD_FOLDERS.flatMap((folder) => driversIn(folder, /^lvp_icd.*\.json$/)),
    ...(unpacked ? [unpacked] : []),
  ];
}

/** The browser's own software adapter, several times slower: taken only where nothing else can be had. */
function browserDrivers() {
  const file = findSwiftShader();
  return file ? [{ VK_ICD_FILENAMES: file }] : [];
}

/** @param {Record<string, string>[]} environments @returns {Promise<Record<string, string> | undefined>} */
async function firstWorking(environments) {
  for (const extra of environments) {
    const env = { ...runtimeFolder(), ...extra };
    const name = await probe({ ...process.env, ...env });
    if (name) {
      console.log(`Adapter in Node: ${name}`);
      if (extra.LD_LIBRARY_PATH) {
        console.log('For the command line, too, set these first:');
        for (const [key, value] of Object.entries(extra)) console.log(`  export ${key}="${value}"`);
      }
      return env;
    }
  }
  return undefined;
}

async function fetchDriver() {
  if (!hasApt()) return;
  const as = isRoot() ? 'Installing' : 'Unpacking into a cache folder';
  console.log(`No WebGPU adapter in Node. ${as}: Mesa's software Vulkan driver`);
  await (isRoot() ? installDriver(thisRelease()) : unpackDriver(thisRelease()));
}

/** @returns {Promise<Record<string, string>>} the environment in which Node has an adapter */
export async function ensureAdapter() {
  const found = await firstWorking(candidates());
  if (found) return found;
  await fetchDriver();
  const installed = await firstWorking([...candidates(), ...browserDrivers()]);
  if (installed) return installed;
  throw new Stop(
    'Node finds no WebGPU adapter and the GPU tests need one; install a Vulkan driver (the graphics card’s, or Mesa 23 or newer with its software driver lavapipe) and run npm test again.',
  );
}

/** @param {string} browser @param {Record<string, string>} env */
async function starts(browser, env) {
  const { code } = await execute(browser, ['--version', '--no-sandbox'], {
    env: { ...process.env, ...env },
    silent: true,
  });
  return code === 0 || process.platform === 'win32'; // there it opens a window and says nothing
}

/** @param {Record<string, string>} env @returns {Promise<string>} the path of Chrome or Chromium */
export async function ensureBrowser(env) {
  const { CHROME_PATH } = process.env;
  if (!CHROME_PATH && !findBrowser() && isDebian() && isRoot()) {
    console.log('No Chrome or Chromium. Installing: chromium');
    await installPackages(['chromium']);
  }
  const browser = findBrowser();
  if (browser && (await starts(browser, env))) {
    console.log(`Browser: ${browser}`);
    return browser;
  }
  if (CHROME_PATH) {
    throw new Stop(
      `CHROME_PATH is "${CHROME_PATH}", which does not start; set it to a Chrome or Chromium, or unset it.`,
    );
  }
  const how = isDebian() ? 'install it (apt install chromium, as root)' : 'install it';
  throw new Stop(
    `The end-to-end tests need Chrome or Chromium and found none; ${how}, or name it in CHROME_PATH, and run npm test again.`,
  );
}
