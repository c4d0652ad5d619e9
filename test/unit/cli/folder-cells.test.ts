/** Results and models of an experiment as files: what is kept, what goes, and what a killed process left. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderCells } from '../../../src/cli/folder-cells';
import { openRun } from '../../../src/cli/folder-run';
import { presetOf } from '../../../src/config/parse';
import type { CellResult } from '../../../src/session/experiments/cells';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'taskfield-cells-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const result = (key: string): CellResult => ({ key, config: presetOf('nano') }) as CellResult;
const bytes = Uint8Array.of(1, 2, 3);

async function trained(key: string, keep: boolean) {
  const cells = folderCells(folder, { keep });
  await cells.run(key).writeCheckpoint(bytes, 5);
  await cells.run(key).writeMetrics('step\n');
  return cells;
}

test('not kept, the result alone stays', async () => {
  const cells = await trained('k', false);
  await cells.write(result('k'));
  expect(readdirSync(folder)).toEqual(['cells']);
  expect(readdirSync(join(folder, 'cells'))).toEqual(['k.json']);
  expect([await cells.read('k'), cells.model('k')]).toEqual([result('k'), undefined]);
});

test('kept, the run is a folder like any, with its configuration', async () => {
  const cells = await trained('k', true);
  expect(cells.model('k')).toBe(undefined); // not before its result is there
  await cells.write(result('k'));
  expect(readdirSync(join(folder, 'cells'))).toEqual(['k.json']);
  const place = join(folder, 'runs', 'k');
  expect(cells.model('k')).toBe(place);
  const { config, run } = openRun(place);
  expect(config).toEqual(presetOf('nano'));
  expect(new Uint8Array((await run.readCheckpoint())!)).toEqual(bytes);
  expect(await run.readMetrics()).toBe('step\n');
});

test('a run that was killed after its result was written is kept when it is begun again', async () => {
  await trained('k', true);
  writeFileSync(join(folder, 'cells', 'k.json'), JSON.stringify(result('k')));
  const again = folderCells(folder, { keep: true });
  expect(await again.read('k')).toEqual(result('k'));
  expect(again.model('k')).toBe(join(folder, 'runs', 'k'));
  expect(existsSync(join(folder, 'cells', 'k'))).toBe(false);
});

test('a run made anew takes the place of an older model', async () => {
  const first = await trained('k', true);
  await first.write(result('k'));
  rmSync(join(folder, 'cells', 'k.json'));
  const second = folderCells(folder, { keep: true });
  await second.run('k').writeCheckpoint(Uint8Array.of(9), 5);
  await second.write(result('k'));
  expect(new Uint8Array((await openRun(second.model('k')!).run.readCheckpoint())!)).toEqual(Uint8Array.of(9));
});

test('models that are there already stay where others are not kept', async () => {
  const first = await trained('k', true);
  await first.write(result('k'));
  const other = await trained('l', false);
  await other.write(result('l'));
  expect([other.model('k'), other.model('l')]).toEqual([join(folder, 'runs', 'k'), undefined]);
});
