/**
 * The compiler keeps page and worker apart: the page's code knows no worker globals, the worker's none of the page.
 * Seeded into each configuration, a use of the other side's globals is an error.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Errors of the compiler for one file under one of our configurations. */
function errorsOf(config: string, text: string): string {
  // Inside the project, in a folder that git ignores: `extends` and the types of packages are found from there.
  const folder = mkdtempSync(join(root, 'node_modules', '.types-'));
  writeFileSync(join(folder, 'seeded.ts'), text);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, config), include: ['seeded.ts'], exclude: [] }),
  );
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PAGE_ONLY = 'export const title = document.title;\n';
const WORKER_ONLY = 'export const open = (file: FileSystemFileHandle) => file.createSyncAccessHandle();\n';
const BOTH = 'export const gpu: GPU = navigator.gpu;\n';

test('the worker has no document', () => {
  expect(errorsOf('tsconfig.worker.json', PAGE_ONLY + BOTH)).toMatch(/seeded\.ts\(1,.*TS2584/);
});
test('the page has no synchronous files', () => {
  expect(errorsOf('tsconfig.json', WORKER_ONLY + BOTH)).toMatch(/seeded\.ts\(1,.*TS2339/);
});
test('each has its own, and both have WebGPU', () => {
  expect(errorsOf('tsconfig.json', PAGE_ONLY + BOTH)).toBe('');
  expect(errorsOf('tsconfig.worker.json', WORKER_ONLY + BOTH)).toBe('');
});
