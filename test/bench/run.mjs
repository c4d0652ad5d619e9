/**
 * `npm run bench -- NAME`: runs `bench()` of test/bench/NAME.bench.ts, bundled for plain Node, or of NAME.bench.mjs as
 * it is.
 */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundle, ROOT } from '../../src/cli/bundle.mjs';

const ENDING = /\.bench\.(ts|mjs)$/;
const files = readdirSync(`${ROOT}/test/bench`).filter((name) => ENDING.test(name));
const [name = ''] = process.argv.slice(2);
const file = files.find((one) => one.replace(ENDING, '') === name);
if (!file) {
  console.error(`Bench "${name}" is unknown; known: ${files.map((one) => one.replace(ENDING, '')).join(', ')}.`);
  process.exit(2);
}
const entry = `test/bench/${file}`;
const { bench } = await import(pathToFileURL(file.endsWith('.ts') ? await bundle(entry) : `${ROOT}/${entry}`).href);
await bench();
process.exit(0); // Dawn keeps threads alive
