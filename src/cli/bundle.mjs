/** Bundles a TypeScript entry for Node, once for each state of the sources; plain JavaScript, because nothing is built yet. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/taskfield');

// Node resolves tfjs to its CommonJS files but deep imports to ES modules: two copies of every class.
export const tfjsAliases = ['tfjs-core', 'tfjs-backend-webgpu', 'tfjs-backend-cpu'].map((name) => ({
  find: new RegExp(`^@tensorflow/${name}$`),
  replacement: join(ROOT, `node_modules/@tensorflow/${name}/dist/index.js`),
}));

// tfjs asks Node's require for its platform modules.
const BANNER =
  "import { createRequire as taskfieldRequire } from 'node:module'; const require = taskfieldRequire(import.meta.url);";

/** Names, sizes and times of all sources that a bundle may hold. */
function fingerprint(folders) {
  const hash = createHash('sha256');
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else hash.update(`${path} ${statSync(path).size} ${statSync(path).mtimeMs}\n`);
    }
  };
  for (const folder of folders) walk(join(ROOT, folder));
  const lock = statSync(join(ROOT, 'package-lock.json'));
  hash.update(`${lock.size} ${lock.mtimeMs}`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param {string} entry path from the project's root
 * @returns {Promise<string>} path of one ES module that runs in plain Node (only the packages `webgpu` and `h5wasm` stay outside)
 */
export async function bundle(entry) {
  const name = basename(entry).replace(/\.ts$/, '');
  const file = join(CACHE, `${name}-${fingerprint(['src', 'shaders', 'test/bench'])}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(CACHE, { recursive: true });
  const { build } = await import('vite');
  const fresh = `${name}-${process.pid}.mjs`;
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: tfjsAliases },
    // h5wasm: four megabytes in two builds, rarely needed.
    ssr: { noExternal: true, external: ['webgpu', 'h5wasm', 'h5wasm/node'] },
    build: {
      ssr: join(ROOT, entry),
      outDir: CACHE,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: fresh, codeSplitting: false, banner: BANNER } },
    },
  });
  renameSync(join(CACHE, fresh), file); // whole or not at all, also when two runs bundle at once
  return file;
}
