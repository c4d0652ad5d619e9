// @ts-check
/**
 * `npm test` after installation: two rows of stages side by side, each with its time, until the first that fails. Tests
 * in Node and in the browser wait for different things: together they take two thirds of the time.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBundle } from './bundle.mjs';
import { executeNamed, ROOT, secondsSince } from './tools.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ name: string, tests?: 'vitest' | 'playwright', after?: () => boolean }} Stage */

/**
 * The renderer once more, on the driver that a browser without a GPU has. Elsewhere than on Linux Dawn in Node has the
 * system's own interface to GPUs instead of Vulkan, and cannot load it.
 * @type {Stage}
 */
const SWIFTSHADER = { name: 'gpu-swiftshader', tests: 'vitest' };

/** Each row in its order. @type {readonly Stage[][]} */
export const ROWS = [
  [
    { name: 'typecheck' },
    { name: 'lint' },
    { name: 'layers' },
    { name: 'wgsl', tests: 'vitest' },
    { name: 'gpu', tests: 'vitest' },
    ...(process.platform === 'linux' ? [SWIFTSHADER] : []),
  ],
  [
    { name: 'format' },
    { name: 'build', after: bundleFits },
    { name: 'unit', tests: 'vitest' },
    { name: 'e2e', tests: 'playwright' },
  ],
];

function bundleFits() {
  const { scripts, gzipped, problems } = checkBundle(join(ROOT, 'dist'));
  for (const problem of problems) console.error(problem);
  console.log(`page: ${scripts} script${scripts === 1 ? '' : 's'}, ${Math.round(gzipped / 1000)} kB gzipped, no tfjs`);
  return problems.length === 0;
}

/** @param {'vitest' | 'playwright'} tool @param {any} report its JSON @returns {Counts} */
export function countResults(tool, report) {
  if (tool === 'vitest') {
    const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = report;
    // A file that could not be loaded has no tests that failed, and is a failure all the same.
    return { passed, failed: Math.max(failed, report.success === false ? 1 : 0), skipped };
  }
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  return { passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped };
}

/**
 * Why a stage did not pass, or undefined. Tests that did not run are no success: none at all, or some left out.
 * @param {{ code: number, counts?: Counts, fits?: boolean }} result
 */
export function failureOf({ code, counts, fits = true }) {
  if (code !== 0) return `ended with code ${code}`;
  if (!fits) return 'does not keep the bundle budget';
  if (!counts) return undefined;
  if (counts.failed > 0) return `${counts.failed} failed`;
  if (counts.skipped > 0) return `${counts.skipped} skipped; a test runs or is removed`;
  return counts.passed === 0 ? 'ran no test' : undefined;
}

/** The last line: alone, and with at least one failure where a stage failed. @param {Counts[]} all @param {boolean} ok */
export function summary(all, ok) {
  const passed = all.reduce((sum, counts) => sum + counts.passed, 0);
  const failed = all.reduce((sum, counts) => sum + counts.failed, 0);
  return `${passed} passed, ${ok ? failed : Math.max(failed, 1)} failed`;
}

/** @param {Stage} stage @param {NodeJS.ProcessEnv} env @param {string} folder for reports */
async function runStage({ name, tests, after }, env, folder) {
  const file = join(folder, `${name}.json`);
  const reporters = {
    vitest: ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    playwright: ['--', '--reporter=list,json'],
  };
  const command = ['npm', 'run', '--silent', name, ...(tests ? reporters[tests] : [])];
  const code = await executeNamed(name, command, { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const counts = tests && countResults(tests, report);
  const fits = code === 0 && after ? after() : true;
  return { counts, failure: failureOf({ code, fits, ...(counts && { counts }) }) };
}

/** @param {Record<string, string>} found by the installation @returns {Promise<boolean>} whether all passed */
export async function runStages(found) {
  const folder = mkdtempSync(join(tmpdir(), 'taskfield-reports-'));
  const begin = performance.now();
  /** @type {Counts[]} */
  const all = [];
  let ok = true;
  /** @param {Stage[]} row */
  const runRow = async (row) => {
    for (const stage of row) {
      if (!ok) return; // another row failed
      const start = performance.now();
      console.log(`== ${stage.name} begins`);
      const { counts, failure } = await runStage(stage, { ...process.env, ...found }, folder);
      if (counts) all.push(counts);
      const told = counts ? `, ${counts.passed} passed` : '';
      console.log(`== ${stage.name}: ${failure ?? `ok${told}`}, ${secondsSince(start)}`);
      if (failure) ok = false;
    }
  };
  await Promise.all(ROWS.map(runRow));
  rmSync(folder, { recursive: true });
  console.log(`\nAll stages took ${secondsSince(begin)}`);
  console.log(summary(all, ok));
  return ok;
}
