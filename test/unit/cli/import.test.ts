/** `taskfield import` and `taskfield data` as a person uses them: processes, killed and begun again. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../src/cli/bundle.mjs';
import { nyudMt, tgzOf } from '../../helpers/layouts';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
const data = join(folder, 'home/data');
const SET = join(folder, 'NYUD_MT');
const TRAIN = 40;
const VAL = 8;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param kill asked every few milliseconds; when it is true the process is killed */
function taskfield(args: readonly string[], kill: () => boolean = () => false): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args], {
    env: { ...process.env, TASKFIELD_HOME: join(folder, 'home') },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const timer = setInterval(() => void (kill() && child.kill('SIGKILL')), 2);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, out, err });
    });
  });
}

/** What is stored of a data set, but for its name and time. */
function stored(name: string): unknown {
  const files = ['train.bin', 'val.bin', 'train.index', 'val.index'].map((file) =>
    readFileSync(join(data, name, file), 'hex'),
  );
  const {
    origin,
    name: _,
    ...info
  } = JSON.parse(readFileSync(join(data, name, 'dataset.json'), 'utf8')) as {
    name: string;
    origin: { createdAt: number };
  };
  return { files, info, origin: { ...origin, createdAt: 0 } };
}

beforeAll(async () => {
  const files = nyudMt({ train: TRAIN, val: VAL, height: 48, width: 64 });
  for (const { path, bytes } of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(join(folder, 'mt.tgz'), await tgzOf(files));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a dry run says what is there, and stores nothing', async () => {
  const { code, out } = await taskfield(['import', SET, '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain(`${TRAIN + VAL} images of 48x64: ${TRAIN} train, ${VAL} val`);
  expect(out).toMatch(/Depth +\d\.\d\d to \d\.\d\d m, mean \d\.\d\d m; \d\.\d % unlabelled/);
  expect(out).toContain('Classes: nyuv2-40, nyuv2-13');
  expect(existsSync(data)).toBe(false);
});

test('what is imported is listed, shown and removed', async () => {
  const imported = await taskfield(['import', SET, '--as', 'some', '--limit=12', '--height=24', '--classes=nyuv2-13']);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.out).toContain('Stored 12 images as "some"');
  expect(imported.err).toContain('stored 12 of 12 images');
  expect((await taskfield(['data', 'list'])).out).toMatch(/^some +\d+ KiB +10 train, 2 val +24x32 +.*\(nyuv2-13\)\n$/);
  const shown = await taskfield(['data', 'show', 'some']);
  expect(shown.out).toContain('Over 12 images:');
  expect(await taskfield(['import', SET, '--as', 'some'])).toMatchObject({ code: 2 });
  expect((await taskfield(['data', 'remove', 'some'])).out).toBe('Removed "some".\n');
  expect(await taskfield(['data', 'show', 'some'])).toMatchObject({
    code: 2,
    err: 'There is no data set "some"; none is stored.\n',
  });
});

test('wrong options are one sentence', async () => {
  expect(await taskfield(['import', SET])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--as is missing') as string,
  });
  for (const [option, sentence] of [
    ['--split=test', 'The split is "test"; allowed are train, val and both.'],
    ['--choose=depth', '--choose depth has no "="; write --choose id=value.'],
  ] as const) {
    const { code, err } = await taskfield(['import', SET, '--as', 'x', option]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  }
  expect(readdirSync(data)).toEqual([]);
});

test('killed in the middle and begun again, it goes on to the same bytes; from a folder and from an archive', async () => {
  await taskfield(['import', SET, '--as', 'whole']);
  for (const source of [SET, join(folder, 'mt.tgz')]) {
    const command = ['import', source, '--as', 'torn'];
    const begun = (): string | undefined => readdirSync(data).find((name) => name.startsWith('.import-'));
    const killed = await taskfield(command, () => {
      const job = begun() && join(data, begun()!, 'import.json');
      return job !== undefined && existsSync(job) && /"counts":\{"train":[1-9]/.test(readFileSync(job, 'utf8'));
    });
    expect(killed.code).toBe(null);
    expect(existsSync(join(data, 'torn'))).toBe(false);
    const { out } = await taskfield(['data', 'list']);
    const done = Number(/"torn" of .* was interrupted at (\d+) of 48 images/.exec(out)![1]);
    expect(done).toBeGreaterThan(0);
    const resumed = await taskfield(command);
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.out).toContain(`as "torn" was interrupted at ${done} images; with the same options it goes on.`);
    const [torn, whole] = [stored('torn'), stored('whole')] as { origin: { source: string } }[];
    expect({ ...torn, origin: { ...torn!.origin, source: '' } }).toEqual({
      ...whole,
      origin: { ...whole!.origin, source: '' },
    });
    expect(begun()).toBe(undefined);
    await taskfield(['data', 'remove', 'torn']);
  }
});
