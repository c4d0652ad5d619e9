/** The bundle budget bites: tfjs in the page is found by its texts and by its source map; a lazy script is not the page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkBundle, PAGE_BUDGET } from '../../../.ci/bundle.mjs';

let dist = '';
const write = (name: string, text: string): void => writeFileSync(join(dist, name), text);

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'dist-'));
  mkdirSync(join(dist, 'assets'));
  write('index.html', '<script type="module" crossorigin src="/assets/index.js"></script>');
  write('assets/index.js', 'import{a}from"./shared.js";a();import("./lazy.js");');
  write('assets/shared.js', 'export const a=1;');
  write('assets/lazy.js', 'const x="tfjsflags";');
});
afterEach(() => rmSync(dist, { recursive: true }));

test('a clean page passes, its static imports counted', () => {
  expect(checkBundle(dist)).toMatchObject({ scripts: 2, problems: [] });
});
test('a text of tfjs in a static import is reported', () => {
  write('assets/shared.js', 'export const a="tfjsflags";');
  expect(checkBundle(dist).problems[0]).toContain('shared.js holds tfjs');
});
test('a source of tfjs in a source map is reported', () => {
  write('assets/index.js.map', JSON.stringify({ sources: ['../../node_modules/@tensorflow/tfjs-core/dist/ops.js'] }));
  expect(checkBundle(dist).problems[0]).toContain('@tensorflow/tfjs-core');
});
test('a page that is too big is reported', () => {
  const noise = Array.from({ length: PAGE_BUDGET }, (_, i) => ((i * 2654435761) >>> 0).toString(36)).join('');
  write('assets/shared.js', `//${noise}`);
  expect(checkBundle(dist).problems[0]).toContain('bytes gzipped');
});
test('a page without scripts is a problem, not a success', () => {
  write('index.html', '<p>nothing</p>');
  expect(checkBundle(dist).problems[0]).toContain('nothing was checked');
});
