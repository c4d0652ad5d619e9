/** From files to a trained model: `taskfield import`, then `train` and `eval` on what was imported. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../../../src/cli/bundle.mjs';
import { nyudMt } from '../../helpers/layouts';

const folder = mkdtempSync(join(tmpdir(), 'taskfield-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function taskfield(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args], {
    env: { ...process.env, TASKFIELD_HOME: join(folder, 'home') },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

test('what was imported is trained on under its name, and evaluated', async () => {
  for (const { path, bytes } of nyudMt({ train: 4, val: 2, height: 48, width: 64 })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  expect(await taskfield(['import', join(folder, 'NYUD_MT'), '--as', 'mine'])).toMatchObject({ code: 0 });
  const run = join(folder, 'run');
  const settings = ['--set=input=[32,48]', '--set=regularizer.rays=[16,24]', '--batch=2', '--steps=3'];
  const trained = await taskfield(['train', '--data', 'mine', ...settings, '--out', run]);
  expect(trained).toMatchObject({ code: 0 });
  const rows = readFileSync(join(run, 'metrics.csv'), 'utf8').trimEnd().split('\n');
  expect(rows).toHaveLength(4);
  const evaluated = await taskfield(['eval', '--run', run]);
  expect(evaluated).toMatchObject({ code: 0 });
  expect(evaluated.out).toContain('mIoU');
  const refused = await taskfield(['train', '--data', 'other', ...settings, '--out', join(folder, 'run2')]);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('other');
});
