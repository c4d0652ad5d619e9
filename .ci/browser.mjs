// @ts-check
/** Finds an installed Chrome or Chromium, and holds the flags under which its software adapter computes and draws. */
import { join } from 'node:path';
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
