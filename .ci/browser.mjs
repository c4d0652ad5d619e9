// @ts-check
/**
 * Finds an installed Chrome or Chromium and the software Vulkan driver that comes with it, and holds the flags under
 * which that driver computes and draws.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, onPath } from './tools.mjs';

/** WebGPU on SwiftShader, in the worker and on canvases: without the last three a WebGPU canvas ends the GPU process. */
export const SOFTWARE_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

const COMMANDS = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];

/** @param {NodeJS.ProcessEnv} env @returns {string[]} */
function usualPlaces(env) {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Google Chrome Canary'];
    return apps.flatMap((app) =>
      ['/Applications', join(env.HOME ?? '', 'Applications')].map((folder) =>
        join(folder, `${app}.app`, 'Contents/MacOS', app),
      ),
    );
  }
  if (process.platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return folders.flatMap((folder) => (folder ? [join(folder, 'Google/Chrome/Application/chrome.exe')] : []));
  }
  return [];
}

/**
 * @param {NodeJS.ProcessEnv} [env] CHROME_PATH in it decides alone, where set
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env) {
  if (env.CHROME_PATH) return isExecutable(env.CHROME_PATH) ? env.CHROME_PATH : undefined;
  return usualPlaces(env).find(isExecutable) ?? onPath(COMMANDS, env.PATH);
}

/** Where Linux systems keep the files of a browser that they start by a script elsewhere. */
const BROWSER_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/snap/chromium/current/usr/lib/chromium-browser',
];

/** The Vulkan loader's description of SwiftShader beside the browser. @returns {string | undefined} */
export function findSwiftShader(env = process.env) {
  const browser = findBrowser(env);
  const folders = browser ? [dirname(browser), dirname(realpathSync(browser)), ...BROWSER_FOLDERS] : [];
  return folders
    .filter((folder) => existsSync(join(folder, 'libvk_swiftshader.so')))
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find((file) => existsSync(file));
}
