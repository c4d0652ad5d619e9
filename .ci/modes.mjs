// @ts-check
/** The modes of ensure.mjs, and how they end: 0, or one sentence and 1. */
import { ensureAdapter, ensureBrowser } from './machine.mjs';
import { ensurePackages } from './packages.mjs';
import { serveBuild } from './serve.mjs';
import { runStages } from './stages.mjs';
import { Stop } from './tools.mjs';

/** Packages, adapter and browser; what the stages need to know about them is in the environment returned. */
async function installAll() {
  await ensurePackages();
  const env = await ensureAdapter();
  return { ...env, CHROME_PATH: await ensureBrowser(env) };
}

/** @type {Record<string, () => Promise<unknown>>} */
const MODES = {
  start: async () => {
    await ensurePackages();
    await serveBuild();
  },
  test: async () => {
    process.exitCode = (await runStages(await installAll())) ? 0 : 1;
  },
  install: installAll,
};

/** @param {string | undefined} mode */
export async function run(mode = '') {
  try {
    const chosen = MODES[mode];
    if (!chosen) throw new Stop(`Mode is "${mode}"; allowed are ${Object.keys(MODES).join(', ')}.`);
    await chosen();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
