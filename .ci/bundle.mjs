// @ts-check
/** The page's own scripts, as built: small, and without the numerics, which belong to the worker alone. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const PAGE_BUDGET = 350_000;
/** Texts of tfjs that survive minification: a name in the address bar, and messages. */
const TFJS_MARKS = ['tfjsflags', 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 'registered for backend'];

/** @param {string} code @returns {string[]} */
const staticImports = (code) =>
  [...code.matchAll(/(?:^|[;}\s])(?:import|from)\s*["'](\.\/[^"']+)["']/g)].map((m) => m[1] ?? '');

/** Scripts that the page loads before anything is asked for. @param {string} dist @returns {string[]} */
export function pageScripts(dist) {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/<(?:script|link)[^>]*?(?:src|href)="\/?([^"]+\.js)"/g)].map((m) =>
    join(dist, m[1] ?? ''),
  );
  const seen = new Set(waiting);
  for (const file of seen) {
    for (const next of staticImports(readFileSync(file, 'utf8'))) seen.add(join(dirname(file), next));
  }
  return [...seen];
}

/** @param {string} file @returns {string | undefined} */
function tfjsIn(file) {
  const code = readFileSync(file, 'utf8');
  const mark = TFJS_MARKS.find((text) => code.includes(text));
  if (mark) return `"${mark}"`;
  const map = existsSync(`${file}.map`) ? JSON.parse(readFileSync(`${file}.map`, 'utf8')) : { sources: [] };
  return map.sources.find((/** @type {string} */ source) => source.includes('@tensorflow/'));
}

/** @param {string} dist @returns {{ scripts: number, gzipped: number, problems: string[] }} */
export function checkBundle(dist) {
  const scripts = pageScripts(dist);
  const gzipped = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  const problems = scripts.flatMap((file) => {
    const found = tfjsIn(file);
    return found ? [`${file} holds tfjs (${found}); only the worker may import it`] : [];
  });
  if (scripts.length === 0) problems.push(`${dist}/index.html loads no script: nothing was checked`);
  if (gzipped > PAGE_BUDGET)
    problems.push(`the page's scripts are ${gzipped} bytes gzipped; allowed are ${PAGE_BUDGET}`);
  return { scripts: scripts.length, gzipped, problems };
}
