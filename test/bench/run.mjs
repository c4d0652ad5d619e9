/** `npm run bench -- NAME`: bundles test/bench/NAME.ts for plain Node and runs its `bench()`. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readdirSync } from 'node:fs';
import { bundle, ROOT } from '../../src/cli/bundle.mjs';

const names = readdirSync(`${ROOT}/test/bench`)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''));
const [name] = process.argv.slice(2);
if (!name || !existsSync(`${ROOT}/test/bench/${name}.bench.ts`)) {
  console.error(`Bench "${name ?? ''}" is unknown; known: ${names.join(', ')}.`);
  process.exit(2);
}
const { bench } = await import(pathToFileURL(await bundle(`test/bench/${name}.bench.ts`)).href);
await bench();
process.exit(0); // Dawn keeps threads alive
