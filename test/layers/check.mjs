// @ts-check
/** Checks every import below src/ against the table of layers. `npm run layers`; exit code 1 if one breaks it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModule } from './imports.mjs';
import { LAYERS, PACKAGES } from './layers.mjs';

const ENDINGS = ['', '.ts', '.tsx', '.mts', '.mjs', '/index.ts', '/index.tsx'];
const MODULE = /\.(ts|tsx|mts|mjs|js|jsx)$/;

/** @param {string} name @param {string[]} allowed */
const covers = (name, allowed) => allowed.some((one) => name === one || name.startsWith(`${one}/`));

/** The layer of a file, by the longest matching folder. @param {string} src @param {string} file */
export function layerOf(src, file) {
  const path = relative(src, file).split(sep).join('/');
  const folders = Object.entries(LAYERS)
    .filter(([, { folder }]) => path === folder || path.startsWith(`${folder}/`) || path.replace(MODULE, '') === folder)
    .sort(([, a], [, b]) => b.folder.length - a.folder.length);
  return folders[0]?.[0];
}

/** @param {string} from @param {string} specifier @returns {string | undefined} the file meant */
function locate(from, specifier) {
  const path = resolve(dirname(from), specifier.replace(/\?.*$/, ''));
  const candidates = [...ENDINGS.map((ending) => path + ending), path.replace(/\.js$/, '.ts')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

/** @param {string} specifier @param {string} layer */
function packageProblem(specifier, layer) {
  const matches = (/** @type {string} */ name) =>
    /[/:]$/.test(name) ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
  const rule = PACKAGES.find(({ names }) => names.some(matches));
  if (!rule) return `package "${specifier}" is not in the table; add it to test/layers/layers.mjs`;
  if (covers(layer, rule.layers) && !covers(layer, rule.not ?? [])) return undefined;
  return `${layer} may not import "${specifier}"; only ${rule.layers.join(', ')} may`;
}

/**
 * @param {string} layer the layer that imports
 * @param {string} target the layer imported
 * @param {import('./imports.mjs').Import} what
 */
function layerProblem(layer, target, { specifier, kind }) {
  const rule = /** @type {import('./layers.mjs').Layer} */ (LAYERS[layer]);
  const isStart = kind === 'start' || /\?(.*&)?(shared)?worker\b/.test(specifier);
  if (isStart) return covers(target, rule.starts ?? []) ? undefined : `${layer} may not start ${target} as a worker`;
  if (target === layer || target === 'base') return undefined;
  if (target.startsWith(`${layer}/`)) return undefined;
  if (covers(target, rule.may) && !covers(target, rule.not ?? [])) return undefined;
  if (covers(target, rule.types ?? [])) {
    return kind === 'type' ? undefined : `${layer} may import only types from ${target} ("${specifier}")`;
  }
  return `${layer} may not import ${target} ("${specifier}"); allowed: ${['base', ...rule.may].join(', ')}`;
}

/** @param {string} src @param {string} file @param {string} layer @param {import('./imports.mjs').Import} what */
function problemOf(src, file, layer, what) {
  const { specifier, kind } = what;
  if (specifier.startsWith('('))
    return LAYERS[layer]?.computed ? undefined : 'an import must name its module by a literal';
  const isLocal = specifier.startsWith('.') || specifier.startsWith('/') || kind === 'start';
  if (!isLocal) return packageProblem(specifier, layer);
  const target =
    kind === 'glob' ? resolve(dirname(file), specifier.replace(/[^/]*[*{[?].*$/, '')) : locate(file, specifier);
  // An address of something else than a module (a folder, a picture) starts nothing.
  if (kind === 'start' && !(target && MODULE.test(target))) return undefined;
  if (!target) return `"${specifier}" leads to no file`;
  const targetLayer = layerOf(src, target);
  if (!targetLayer) return `"${specifier}" leads into no layer of the table`;
  return layerProblem(layer, targetLayer, what);
}

/** @param {string} src @param {string} file */
function checkFile(src, file) {
  const name = `src/${relative(src, file).split(sep).join('/')}`;
  const layer = layerOf(src, file);
  if (!layer) return { count: 0, problems: [`${name}: belongs to no layer; add its folder to test/layers/layers.mjs`] };
  const { imports, blindCasts } = readModule(file, readFileSync(file, 'utf8'));
  const problems = imports.flatMap((what) => {
    const problem = problemOf(src, file, layer, what);
    return problem ? [`${name}:${what.line}: ${problem}`] : [];
  });
  if (layer !== 'gpu') {
    problems.push(...blindCasts.map((line) => `${name}:${line}: "as unknown as" is allowed in gpu only`));
  }
  return { count: imports.length, problems };
}

/** @param {string} src folder of the sources @returns {{ modules: number, imports: number, problems: string[] }} */
export function checkLayers(src) {
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && MODULE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const results = files.map((file) => checkFile(src, file));
  const problems = results.flatMap((result) => result.problems);
  if (files.length === 0) problems.push(`no modules found in ${src}: nothing was checked`);
  return { modules: files.length, imports: results.reduce((sum, { count }) => sum + count, 0), problems };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { modules, imports, problems } = checkLayers(fileURLToPath(new URL('../../src', import.meta.url)));
  for (const problem of problems) console.error(problem);
  console.log(`layers: ${modules} modules, ${imports} imports, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
