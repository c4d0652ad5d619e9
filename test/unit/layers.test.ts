/** The layer check bites: every kind of violation, seeded in a folder of its own, is reported, and only those. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkLayers } from '../layers/check.mjs';
import { LAYERS, PACKAGES } from '../layers/layers.mjs';

let root = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const check = (): ReturnType<typeof checkLayers> => checkLayers(join(root, 'src'));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
  write('src/base/rng.ts', 'export const rng = 1;');
  write('src/store/run.ts', `import { rng } from '../base/rng';\nexport const run = rng;`);
  write('src/data/sample.ts', 'export interface Sample { id: string }\nexport const sample = 1;');
  write('src/data/rooms/room.ts', `import { sample } from '../sample';\nexport const room = sample;`);
  write('src/model/decoders/plain.ts', 'export const plain = 1;');
  write('src/tasks/metrics/f.ts', 'export const f = 1;');
  write('src/worker/train.worker.ts', 'export {};');
  write('shaders/a.wgsl', '');
});
afterEach(() => rmSync(root, { recursive: true }));

test('a clean tree has no problems, and says how much was read', () => {
  write('src/gpu/a.ts', `import a from '../../shaders/a.wgsl?raw';\nimport.meta.glob('../../shaders/**/*.wgsl');`);
  write('src/main.tsx', `new Worker(new URL('./worker/train.worker.ts', import.meta.url));`);
  write('src/protocol/m.ts', `import type { Sample } from '../data/sample';\nexport type S = Sample;`);
  write('src/cli/run.mjs', `const built = 'x';\nconst root = new URL('../..', import.meta.url);\nawait import(built);`);
  expect(check()).toEqual({ modules: 11, imports: 8, problems: [] });
});

const VIOLATIONS: [what: string, file: string, text: string, report: RegExp][] = [
  ['a plain import', 'src/gpu/x.ts', `import { run } from '../store/run';`, /gpu may not import store/],
  ['a side-effect import', 'src/gpu/x.ts', `import '../store/run';`, /gpu may not import store/],
  ['an import type', 'src/gpu/x.ts', `import type { run } from '../store/run';`, /gpu may not import store/],
  ['an inline type', 'src/gpu/x.ts', `let a: import('../store/run').run;`, /gpu may not import store/],
  ['export from', 'src/gpu/x.ts', `export { run } from '../store/run';`, /gpu may not import store/],
  ['export * from', 'src/gpu/x.ts', `export * from '../store/run';`, /gpu may not import store/],
  ['a dynamic import', 'src/gpu/x.ts', `await import('../store/run');`, /gpu may not import store/],
  ['a template literal', 'src/gpu/x.ts', 'await import(`../store/run`);', /gpu may not import store/],
  ['a computed import', 'src/gpu/x.ts', 'const p = 1; await import(`../${p}`);', /by a literal/],
  ['require', 'src/gpu/x.ts', `require('../store/run');`, /gpu may not import store/],
  ['a query', 'src/ui/x.ts', `import text from '../../shaders/a.wgsl?raw';`, /ui may not import shaders/],
  ['a .js ending', 'src/gpu/x.ts', `import { run } from '../store/run.js';`, /gpu may not import store/],
  ['a glob', 'src/ui/x.ts', `import.meta.glob('../tasks/*.ts');`, /ui may not import tasks/],
  ['a worker from elsewhere', 'src/ui/x.ts', `import W from '../worker/train.worker?worker';`, /may not start worker/],
  ['a worker URL', 'src/ui/x.ts', `new URL('../worker/train.worker.ts', import.meta.url);`, /may not start worker/],
  ['a sibling layer', 'src/model/encoders/x.ts', `import { plain } from '../decoders/plain';`, /model\/decoders/],
  ['more than sample', 'src/tasks/x.ts', `import { room } from '../data/rooms/room';`, /may not import data\/rooms/],
  ['a value for a type', 'src/protocol/x.ts', `import { sample } from '../data/sample';`, /only types from data/],
  ['a package of others', 'src/gpu/x.ts', `import React from 'react';`, /may not import "react"/],
  ['a deep package path', 'src/ui/x.ts', `import '@tensorflow/tfjs-core/dist/ops';`, /may not import "@tensorflow/],
  ['tfjs in metrics', 'src/tasks/metrics/x.ts', `import '@tensorflow/tfjs-core';`, /tasks\/metrics may not import/],
  ['a Node built-in', 'src/session/x.ts', `import { readFileSync } from 'node:fs';`, /may not import "node:fs"/],
  ['an unlisted package', 'src/ui/x.ts', `import _ from 'lodash';`, /not in the table/],
  ['an unknown folder', 'src/utils/x.ts', `export const x = 1;`, /belongs to no layer/],
  ['a file that is missing', 'src/ui/x.ts', `import './nowhere';`, /leads to no file/],
  ['a blind cast', 'src/ui/x.ts', `export const x = 1 as unknown as string;`, /as unknown as/],
];

describe('reported:', () => {
  test.each(VIOLATIONS)('%s', (_what, file, text, report) => {
    write(file, text);
    const { problems } = check();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${file}:`);
    expect(problems[0]).toMatch(report);
  });
});

test('a folder without modules is a problem, not a success', () => {
  rmSync(join(root, 'src'), { recursive: true });
  mkdirSync(join(root, 'src'));
  expect(check().problems).toHaveLength(1);
});

test('the table names only layers that it defines', () => {
  const known = new Set([...Object.keys(LAYERS), 'model']);
  for (const { may, not = [], types = [], starts = [] } of Object.values(LAYERS)) {
    for (const name of [...may, ...not, ...types, ...starts]) expect(known).toContain(name);
  }
  for (const { layers, not = [] } of PACKAGES) for (const name of [...layers, ...not]) expect(known).toContain(name);
});
