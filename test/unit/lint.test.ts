/** The linter bites: one seeded violation per rule of ours is reported, and a clean file is not. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Rules reported for the given files, as `file: rule`. */
function lint(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'lint-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--config', join(repository, 'test/oxlint.json'), '--format', 'unix', '.'];
  try {
    return rulesIn(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
  } catch (error) {
    return rulesIn((error as { stdout: string }).stdout);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function rulesIn(report: string): string[] {
  const hits = report.matchAll(/^(?:\.\/)?([^:\n]+):\d+:\d+: .*\[\w+\/(.+)\]$/gm);
  return [...hits].map(([, file, rule]) => `${file}: ${rule}`).sort();
}

const LINES = 'export const a = 1;\n';

test('seeded violations are reported, each by its rule', () => {
  const found = lint({
    'src/clean.ts': 'export const a = 1;\n',
    'src/random.ts': 'export const a = Math.random();\n',
    'src/sync.ts':
      'export const f = (t: { dataSync(): number; arraySync(): number }) => [t.dataSync(), t.arraySync()];\n',
    'src/any.ts': 'export const a = (b: any) => b;\n',
    'src/default.ts': 'export default 1;\n',
    'src/params.ts': 'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];\n',
    'src/long-function.ts': `export function f() {\n${'  f();\n'.repeat(50)}}\n`,
    'src/long-file.ts': LINES + '\n// x'.repeat(300),
    'src/barrel.ts': `export * from './clean';\n`,
    'src/index.ts': `export * from './clean';\n`,
    'src/type.ts': `import { A } from './a';\nexport const a = (b: A) => b;\n`,
    'src/a.ts': `import { b } from './b';\nexport interface A { a: 1 }\nexport const a = () => b;\n`,
    'src/b.ts': `import { a } from './a';\nexport const b = () => a;\n`,
    'test/long-function.test.ts': `export function f() {\n${'  f();\n'.repeat(50)}}\n`,
    'vite.config.ts': 'export default {};\n',
  });
  expect(found).toEqual([
    'src/a.ts: import(no-cycle)',
    'src/any.ts: typescript(no-explicit-any)',
    'src/b.ts: import(no-cycle)',
    'src/barrel.ts: oxc(no-barrel-file)',
    'src/default.ts: import(no-default-export)',
    'src/long-file.ts: eslint(max-lines)',
    'src/long-function.ts: eslint(max-lines-per-function)',
    'src/params.ts: eslint(max-params)',
    'src/random.ts: eslint(no-restricted-properties)',
    'src/sync.ts: eslint(no-restricted-properties)',
    'src/sync.ts: eslint(no-restricted-properties)',
    'src/type.ts: typescript(consistent-type-imports)',
  ]);
});
