/** The command line as a person uses it: processes, files, signals, exit codes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/interchange/safetensors';
import { ROOT } from '../../../src/cli/bundle.mjs';

const folder = mkdtempSync(join(tmpdir(), 'taskfield-cli-'));
const STEPS = 12;
const SMALL = [
  '--steps=12',
  '--checkpoint-every=4',
  '--set=input=[32,48]',
  '--set=regularizer.rays=[16,24]',
  '--set=data.rooms={"train":3,"val":1,"views":1,"seed":1}',
];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  /** Sent as soon as metrics.csv in `watch` has that many rows. */
  readonly signal?: { readonly name: 'SIGINT' | 'SIGKILL'; readonly afterRows: number; readonly watch: string };
  readonly env?: Record<string, string>;
}

const rowsOf = (run: string): number => {
  const file = join(run, 'metrics.csv');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').length - 1 : 0;
};

function taskfield(args: readonly string[], { signal, env = {} }: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args], {
    env: { ...process.env, TASKFIELD_HOME: join(folder, 'home'), ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const timer =
    signal &&
    setInterval(() => {
      if (rowsOf(signal.watch) < signal.afterRows) return;
      clearInterval(timer);
      child.kill(signal.name);
    }, 5);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, out, err });
    });
  });
}

const path = (name: string): string => join(folder, name);
const metrics = (run: string): string => readFileSync(join(path(run), 'metrics.csv'), 'utf8');

beforeAll(async () => {
  const { code, err } = await taskfield(['train', ...SMALL, '--out', path('whole')]);
  expect(code, err).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('train writes what it says, and tells how it goes', async () => {
  expect(readdirSync(path('whole')).sort()).toEqual([
    'checkpoint.safetensors',
    'config.json',
    'metrics.csv',
    'sample-1.png',
  ]);
  expect(rowsOf(path('whole'))).toBe(STEPS);
});

test('interrupted by SIGINT, the run saves, says so, and continues to the same file', async () => {
  const run = path('interrupted');
  const first = await taskfield(['train', ...SMALL, '--out', run], {
    signal: { name: 'SIGINT', afterRows: 6, watch: run },
  });
  expect(first.code).toBe(130);
  expect(first.err).toMatch(/stopped after step \d+; saved/);
  expect(rowsOf(run)).toBeLessThan(STEPS);
  const second = await taskfield(['train', '--resume', run]);
  expect(second.code, second.err).toBe(0);
  expect(second.err).toMatch(/continuing after step \d+ of 12/);
  expect(metrics('interrupted')).toBe(metrics('whole'));
});

test('killed at once, the run continues from its last checkpoint to the same file', async () => {
  const run = path('killed');
  const first = await taskfield(['train', ...SMALL, '--out', run], {
    signal: { name: 'SIGKILL', afterRows: 6, watch: run },
  });
  expect(first.code).toBe(null);
  expect(rowsOf(run)).toBeGreaterThanOrEqual(6);
  const second = await taskfield(['train', '--resume', run]);
  expect(second.code, second.err).toBe(0);
  expect(second.err).toContain('continuing after step 4 of 12');
  expect(metrics('killed')).toBe(metrics('whole'));
  expect(
    readFileSync(join(run, 'checkpoint.safetensors')).equals(
      readFileSync(join(path('whole'), 'checkpoint.safetensors')),
    ),
  ).toBe(true);
});

test('a run is not overwritten', async () => {
  const before = metrics('whole');
  const { code, err } = await taskfield(['train', ...SMALL, '--out', path('whole')]);
  expect(code).toBe(2);
  expect(err).toContain(`holds a run already; continue it with "taskfield train --resume ${path('whole')}"`);
  expect(metrics('whole')).toBe(before);
});

test('eval prints every metric of decoder, regularizer and their average', async () => {
  const { code, out, err } = await taskfield(['eval', '--run', path('whole')]);
  expect(code, err).toBe(0);
  for (const name of ['mIoU', 'RMSE']) {
    expect(out).toMatch(new RegExp(`^decoder .*${name} +\\d`, 'm'));
    expect(out).toMatch(new RegExp(`^rendered .*${name} +\\d`, 'm'));
    expect(out).toMatch(new RegExp(`^average .*${name} +\\d`, 'm'));
  }
});

test('predict writes the published names in their layout, and the same twice', async () => {
  const shape = [1, 3, 32, 48];
  const data = Float32Array.from({ length: 3 * 32 * 48 }, (_, i) => Math.sin(i));
  writeFileSync(path('input.safetensors'), writeSafetensors(new Map([['input', { dtype: 'F32', shape, data }]])));
  const args = [
    'predict',
    '--weights',
    join(path('whole'), 'checkpoint.safetensors'),
    '--input',
    path('input.safetensors'),
    '--out',
  ];
  for (const name of ['a', 'b']) expect((await taskfield([...args, path(name)])).code).toBe(0);
  const { tensors } = readSafetensors(readFileSync(path('a')));
  const shapes = Object.fromEntries([...tensors].map(([name, tensor]) => [name, tensor.shape]));
  expect(shapes).toEqual({
    semseg: [1, 40, 32, 48],
    depth: [1, 1, 32, 48],
    normals: [1, 3, 32, 48],
    edge: [1, 1, 32, 48],
  });
  expect(readFileSync(path('a')).equals(readFileSync(path('b')))).toBe(true);
});

test('train --estimate says what a run would take, and makes nothing', async () => {
  const { code, out } = await taskfield(['train', '--preset', 'nano', '--batch', '3', '--estimate']);
  expect(out).toMatch(
    /^nano on .+: fits\na step +3 images of 48 x 64, \d+ launches\noperations +\d\.\d+ GFLOP\nparameters +153 499 \(603 KiB\)\n/,
  );
  expect(code).toBe(0);
});

test.each([
  [['trian'], /^Unknown command 'trian'/],
  [['train', '--stps', '5', '--out', 'x'], /^Unknown option '--stps'/],
  [['train', '--steps', '-40', '--out', 'x'], /^Steps is −40; allowed is a whole number from 1 to 1 000 000\./],
  [['train', '--steps', 'many', '--out', 'x'], /^Steps is "many"; a number is allowed\./],
  [['train', '--preset', 'huge', '--out', 'x'], /^Preset "huge" is unknown; known presets: nano, /],
  [['train'], /^The option --out is missing; name the folder/],
  [
    ['train', '--set', 'regularizer.depthSamples=3', '--out', 'x'],
    /^"regularizer.depthSamples" is not a setting; known here: enabled/,
  ],
  [['train', '--resume', '/nowhere'], /^\/nowhere holds no run \(there is no config.json\)/],
  [['train', '--resume', 'x', '--estimate'], /^--resume continues a run with its own settings; leave out --estimate\./],
  [['train', '--resume', 'x', '--steps', '9'], /^--resume continues a run with its own settings; leave out --steps\./],
  [
    ['predict', '--weights', 'x', '--input', 'x', '--out', 'x', '--from', 'field'],
    /^--from is "field"; allowed are heads, regularizer, average\./,
  ],
  [['eval'], /^Name the model by either --run FOLDER or --weights FILE\./],
  [['eval', '--weights', '/nowhere'], /^There is no file \/nowhere/],
  [['rooms', '--out', 'x.png', '--kind', 'colour'], /^The kind "colour" is unknown; known kinds: image, semseg/],
])('%j is answered with one sentence and exit code 2', async (args, sentence) => {
  const { code, out, err } = await taskfield(args);
  expect(err).toMatch(sentence);
  expect(
    err
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('Warning:')).length,
  ).toBe(1);
  expect(out).toBe('');
  expect(code).toBe(2);
});

test('a folder that is no data set, and a file that is no checkpoint, are named', async () => {
  const data = await taskfield(['train', ...SMALL, '--data', folder, '--out', path('no-data')]);
  expect(data.code).toBe(2);
  expect(data.err).toContain(`${folder} is no data set: it holds no dataset.json`);
  const weights = await taskfield(['eval', '--weights', path('input.safetensors')]);
  expect(weights.code).toBe(2);
  expect(weights.err).toContain('The file is no Taskfield checkpoint');
});

test('without an adapter the sentence says what to install', async () => {
  const { code, err } = await taskfield(['eval', '--run', path('whole')], {
    env: { VK_ICD_FILENAMES: '/dev/null', VK_DRIVER_FILES: '/dev/null' },
  });
  expect(code).toBe(1);
  expect(err).toContain('mesa-vulkan-drivers');
});

test.each(['', 'train', 'eval', 'predict', 'step', 'export', 'rooms'])(
  '"%s --help" answers on standard output',
  async (command) => {
    const { code, out } = await taskfield([command, '--help'].filter(Boolean));
    expect(code).toBe(0);
    expect(out).toContain('Usage: taskfield');
  },
);
