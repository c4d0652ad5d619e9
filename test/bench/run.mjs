/**
 * `npm run bench -- NAME [options]`: runs `bench()` of test/bench/NAME.bench.ts, bundled for plain Node, or of
 * NAME.bench.mjs as it is. It is given the options, and the versions that its figures are of.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundle, ROOT } from '../../src/cli/bundle.mjs';

const ENDING = /\.bench\.(ts|mjs)$/;
const files = readdirSync(`${ROOT}/test/bench`).filter((name) => ENDING.test(name));
const [name = '', ...args] = process.argv.slice(2);
const file = files.find((one) => one.replace(ENDING, '') === name);
if (!file) {
  console.error(`Bench "${name}" is unknown; known: ${files.map((one) => one.replace(ENDING, '')).join(', ')}.`);
  process.exit(2);
}
const read = (path) => JSON.parse(readFileSync(`${ROOT}/${path}`, 'utf8'));
const { version, dependencies, devDependencies } = read('package.json');
const versions = {
  Taskfield: version,
  tfjs: dependencies['@tensorflow/tfjs'],
  Dawn: `(webgpu ${devDependencies.webgpu})`,
  Node: process.versions.node,
};
const entry = `test/bench/${file}`;
const { bench } = await import(pathToFileURL(file.endsWith('.ts') ? await bundle(entry) : `${ROOT}/${entry}`).href);
await bench({ args, versions, bundle });
process.exit(0); // Dawn keeps threads alive
