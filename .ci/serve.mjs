// @ts-check
/** `npm start`: builds the page, serves it on one fixed port and opens the browser where there is one. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { onPath, ROOT, Stop } from './tools.mjs';

const PORT = 4173;

/** @param {number} port @param {string} host @returns {Promise<boolean>} whether something answers there */
export function answers(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const end = (/** @type {boolean} */ answered) => {
      socket.destroy();
      resolve(answered);
    };
    socket
      .on('connect', () => end(true))
      .on('error', () => end(false))
      .on('timeout', () => end(false));
  });
}

/** @param {number} port */
export const portTaken = (port) =>
  `Port ${port} is taken; Taskfield is served there only: stop the program that holds it and run npm start again.`;

/**
 * The command that opens an address, or none.
 * @param {string} url
 * @param {{ platform: string, env: Record<string, string | undefined>, find: (names: string[]) => string | undefined }} where
 * @returns {[command: string, args: string[]] | undefined}
 */
export function opener(url, { platform, env, find }) {
  if (env.BROWSER === 'none') return undefined;
  if (env.BROWSER) return [env.BROWSER, [url]];
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['cmd.exe', ['/c', 'start', '', url]];
  const command = env.DISPLAY || env.WAYLAND_DISPLAY ? find(['xdg-open']) : undefined;
  return command ? [command, [url]] : undefined;
}

/** @param {string} url */
function openBrowser(url) {
  const command = opener(url, { platform: process.platform, env: process.env, find: onPath });
  if (!command) return;
  const child = spawn(command[0], command[1], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log(`No browser could be opened; open ${url} yourself.`));
  child.unref();
}

export async function serveBuild() {
  const busy = await Promise.all([answers(PORT, '127.0.0.1'), answers(PORT, '::1')]);
  if (busy.includes(true)) throw new Stop(portTaken(PORT));
  const { build, preview } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn' });
  try {
    // One address of the machine itself, which both localhost and 127.0.0.1 reach; nothing outside does.
    await preview({ root: ROOT, logLevel: 'warn', preview: { port: PORT, strictPort: true, host: '127.0.0.1' } });
  } catch (error) {
    if (/already in use/.test(String(error))) throw new Stop(portTaken(PORT));
    throw error;
  }
  const url = `http://localhost:${PORT}`;
  console.log(`Taskfield runs at ${url} (Ctrl C ends it)`);
  openBrowser(url);
}
