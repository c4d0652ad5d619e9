/**
 * The WGSL files of shaders/, by stem. A line `// @use lib/NAME` in a shader puts that library file in front
 * of it, once, before its own text.
 */

const FILES = import.meta.glob<string>('../../shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true });
const USE = /^\/\/ @use (\S+)$/gm;

function stems(): string[] {
  return Object.keys(FILES)
    .map((path) => path.replace('../../shaders/', '').replace('.wgsl', ''))
    .sort();
}

/** Stems of all kernels: 'composite', 'composite-grad', … (libraries and drawings left out). */
export function shaderNames(): string[] {
  return stems().filter((stem) => !stem.includes('/'));
}

/** Stems of the shaders that draw, with entry points `corner` and `main`: 'render/draw-map'. */
export function drawingNames(): string[] {
  return stems().filter((stem) => stem.startsWith('render/'));
}

function fileOf(stem: string): string {
  const text = FILES[`../../shaders/${stem}.wgsl`];
  if (text === undefined) throw new Error(`no shader "${stem}"; known shaders: ${shaderNames().join(', ')}`);
  return text;
}

/** The complete WGSL of one kernel, libraries in front. Library files may use others; each comes once. */
export function shaderSource(stem: string): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = fileOf(name);
    for (const match of text.matchAll(USE)) add(match[1]!);
    parts.push(text);
  };
  add(stem);
  return parts.join('\n');
}
