/** `taskfield eval` as a person uses it: what it prints and writes, stopped in the middle, asked wrongly. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../src/cli/bundle.mjs';
import type { EvaluationReport } from '../../../src/protocol/evaluation';
import type { Outcome } from '../../helpers/run-cli';

const folder = mkdtempSync(join(tmpdir(), 'taskfield-eval-'));
const path = (name: string): string => join(folder, name);
const IMAGES = 12;

/** @param interrupt SIGINT once it has opened the GPU, before images are predicted */
function taskfield(args: readonly string[], interrupt = false): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args], {
    env: { ...process.env, TASKFIELD_HOME: path('home') },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => {
    if (interrupt && err === '') child.kill('SIGINT');
    err += text.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

beforeAll(async () => {
  const { code, err } = await taskfield([
    'train',
    '--steps=2',
    '--set=input=[32,48]',
    '--set=tasks=["semseg","depth","boundary"]',
    '--no-regularizer',
    `--set=data.rooms={"train":2,"val":${IMAGES},"views":1,"seed":1}`,
    `--out=${path('run')}`,
  ]);
  expect(code, err).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('--out gets every format, every image and the confusion; --worst prints the worst of each task', async () => {
  const { code, out, err } = await taskfield(['eval', '--run', path('run'), '--worst=2', '--out', path('scores')]);
  expect(code, err).toBe(0);
  const names = ['confusion-decoder-semseg.csv', 'images.csv', 'scores.csv', 'scores.json', 'scores.md', 'scores.tex'];
  expect(readdirSync(path('scores')).sort()).toEqual(names);
  const read = (name: string): string => readFileSync(join(path('scores'), name), 'utf8');
  const report = JSON.parse(read('scores.json')) as EvaluationReport;
  expect(report).toMatchObject({ name: 'run', step: 2, split: 'val', resolution: 'network', total: IMAGES });
  expect(report.images.length).toBe(3 * IMAGES);
  expect(read('images.csv').trimEnd().split('\n').length).toBe(1 + 3 * IMAGES);
  expect(read('confusion-decoder-semseg.csv').split('\n')[0]).toMatch(/^label,wall,floor,/);
  expect(read('scores.md')).toContain(`run, step 2: ${IMAGES} val images of rooms`);
  const depth = report.images.filter(({ task }) => task === 'depth').sort((a, b) => b.value - a.value);
  const worst = depth.slice(0, 2).map(({ id, value }) => `  ${id}  ${value.toFixed(4)} m`);
  expect(out).toContain(['Depth, decoder, worst first:', ...worst].join('\n'));
  expect(out).toMatch(/^decoder +boundary +odsF +\d/m);
});

test('the other resolution is told, and printed in the format that is asked for', async () => {
  const { code, out, err } = await taskfield(['eval', '--run', path('run'), '--resolution=original', '--format=csv']);
  expect(code, err).toBe(0);
  expect(out.split('\n')[1]).toMatch(/^run,2,rooms-[^,]*,val,original,decoder,semseg,mIoU,,,higher,12,0\.\d+,$/);
});

test('interrupted, nothing is written', async () => {
  const { code, out, err } = await taskfield(['eval', '--run', path('run'), '--out', path('never')], true);
  expect(code, err).toBe(130);
  expect(err).toMatch(/interrupted; nothing was written\n$/);
  expect(out).toBe('');
  expect(readdirSync(path('never'))).toEqual([]);
});

test.each<[string[], RegExp]>([
  [['--split=test'], /^--split is "test"; allowed are train and val\.$/],
  [['--resolution=half'], /^--resolution is "half"; allowed are network and original\.$/],
  [['--format=html'], /^--format is "html"; allowed are text, markdown, csv, latex and json\.$/],
  [['--worst=0'], /^--worst is 0; allowed is a whole number from 1\.$/],
  [
    ['--worst=3', '--format=json'],
    /^--worst goes with --format text, not json; --out writes the value of every image\.$/,
  ],
])('%j is answered with one sentence', async (wrong, sentence) => {
  const { code, out, err } = await taskfield(['eval', '--run', path('run'), '--out', path('wrong'), ...wrong]);
  expect([code, out]).toEqual([2, '']);
  expect(err.trimEnd()).toMatch(sentence);
  expect(existsSync(path('wrong'))).toBe(false);
});
