// @ts-check
/**
 * `npm run shots [-- data results]`: pictures of the page's states, in both themes and two sizes, to look at; all groups
 * of states, or those that are named. The page is the one on port 4173, else the built one, served for this run alone; or
 * the one that SHOTS_OF names. They go to test-results/shots, outside of git. It exits with 1 if a state was not reached.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVED = 'http://localhost:4173';
const ENDING = '.shots.ts';
const HERE = dirname(fileURLToPath(import.meta.url));

const groups = readdirSync(join(HERE, 'shots'))
  .filter((name) => name.endsWith(ENDING))
  .map((name) => name.slice(0, -ENDING.length));

/** @param {string} url */
const answers = (url) =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Where the page is, and the port to serve it on if nobody does. */
async function place() {
  const given = process.env.SHOTS_OF ?? SERVED;
  if (await answers(given)) return { SHOTS_OF: given, SHOTS_PORT: '' };
  if (process.env.SHOTS_OF) throw new Error(`Nothing answers at ${given}, which SHOTS_OF names.`);
  const port = await freePort();
  return { SHOTS_OF: `http://localhost:${port}`, SHOTS_PORT: String(port) };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !groups.includes(name));
if (unknown.length > 0) {
  console.error(`There are no states called ${unknown.join(', ')}; there are ${groups.join(', ')}.`);
  process.exitCode = 1;
} else {
  const names = wanted.length > 0 ? wanted : groups;
  const env = { ...process.env, ...(await place()), SHOTS: names.map((name) => name + ENDING).join() };
  console.log(`Pictures of ${names.join(', ')} at ${env.SHOTS_OF}`);
  const command = ['playwright', 'test', '--config', 'e2e/shots/playwright.config.ts'];
  const child = spawn('npx', command, {
    cwd: dirname(HERE),
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}
