/** `predict` and `step` with a model file against the values of the published code, as processes and files. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { expectClose } from '../../helpers/close';
import { formulaWeights, waves } from '../../helpers/described';
import { GOLDEN_FOLDER, readGolden, type Golden, type GoldenTensor } from '../../helpers/golden';
import { joined, normedByBatch, resized } from '../../helpers/nchw-reference';
import { runCli } from '../../helpers/run-cli';

/** The published code in float32 stays within 7e-6 of float64; the rest is margin. */
const GOLDEN = 1e-4;
const EPSILON = 1e-5; // of batch norm

const folder = mkdtempSync(join(tmpdir(), 'taskfield-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);

function write(name: string, tensors: ReadonlyMap<string, StoredTensor>): string {
  writeFileSync(path(name), writeSafetensors(tensors));
  return path(name);
}

function writeModel(name: string, model: object): string {
  writeFileSync(path(name), JSON.stringify(model));
  return path(name);
}

const stored = ({ shape, data }: GoldenTensor): StoredTensor => ({ dtype: 'F32', shape, data });

const writeInput = (name: string, input: GoldenTensor): string => write(name, new Map([['input', stored(input)]]));

const read = (name: string) => readSafetensors(readFileSync(path(name))).tensors;

interface Predicting {
  readonly config: string;
  readonly weights: string;
  readonly input: string;
  readonly out?: string;
  readonly more?: readonly string[];
}

const predict = ({ config, weights, input, out = 'out', more = [] }: Predicting) =>
  runCli(['predict', '--config', config, '--weights', weights, '--input', input, '--out', path(out), ...more]);

/** All values under `prefix` in the golden file, and no tensor else. */
function expectGolden(golden: Golden, prefix: string, names: readonly string[]): void {
  const got = read('out');
  expect([...got.keys()].sort()).toEqual([...names].sort());
  for (const name of names) {
    const want = golden.get(`${prefix}${name}`);
    expect(got.get(name)!.shape, name).toEqual(want.shape);
    expectClose(got.get(name)!.data as Float32Array, want.data, GOLDEN, name);
  }
}

test('MTI-Net: every head and every auxiliary prediction of the published code', async () => {
  const golden = readGolden('mtl/mtinet_w18s_formula.safetensors');
  const model = { encoder: 'hrnet-w18-small-v2', tasks: ['semseg', 'normals', 'edge', 'depth'] };
  const named = [...formulaWeights(model, [64, 96])].map(([name, tensor]) => [`module.${name}`, tensor] as const);
  const { code, err } = await predict({
    config: writeModel('mti.json', model),
    weights: write('mti.safetensors', new Map(named)),
    input: writeInput('mti-input', golden.get('input')),
  });
  expect(code, err).toBe(0);
  expect(err).toMatch(
    /mti\.safetensors \(safetensors\): (\d+) of the model's \1 tensors .*prefix "module\." left out\./,
  );
  const prefix = 'eval/';
  const names = [...golden.tensors.keys()].filter((name) => name.startsWith(prefix));
  expectGolden(
    golden,
    prefix,
    names.map((name) => name.slice(prefix.length)),
  );
});

const INVPT = {
  encoder: { kind: 'vit', width: 48, depth: 4, heads: 3, taps: [1, 2, 3] },
  decoder: { kind: 'inv-pt', width: 32, added: 16 },
};

test('InvPT: heads and preliminary predictions of the published code', async () => {
  const golden = readGolden('mtl/invpt_tiny_nyud.eval.safetensors');
  const { code, err } = await predict({
    config: writeModel('invpt.json', INVPT),
    weights: `${GOLDEN_FOLDER}mtl/invpt_tiny_nyud.weights.safetensors`,
    input: writeInput('invpt-input', golden.get('input')),
  });
  expect(code, err).toBe(0);
  const tasks = ['semseg', 'depth', 'normals', 'edge'];
  expectGolden(golden, 'eval/', [...tasks, ...tasks.map((task) => `inter_preds/${task}`)]);
});

const HRNET = {
  encoder: { kind: 'hrnet', planes: 8, channels: 6 },
  decoder: 'high-resolution',
  tasks: [{ name: 'semseg', channels: 90 }],
};

/** Weights of the golden HRNet, and of a head that hands on the maps as they are: all 6 + 12 + 24 + 48 channels. */
function hrnetWeights(): string {
  const { tensors } = readGolden('mtl/hrnet_tiny.weights.safetensors');
  const width = 90;
  const own = Float32Array.from({ length: width * width }, (_, i) => (i % (width + 1) === 0 ? 1 : 0));
  const fill = (value: number): StoredTensor => ({
    dtype: 'F32',
    shape: [width],
    data: new Float32Array(width).fill(value),
  });
  const conv: StoredTensor = { dtype: 'F32', shape: [width, width, 1, 1], data: own };
  const head: Record<string, StoredTensor> = {
    '0.weight': conv,
    '0.bias': fill(0),
    '1.weight': fill(1),
    '1.bias': fill(0),
    '1.running_mean': fill(0),
    '1.running_var': fill(1 - EPSILON),
    '1.num_batches_tracked': { dtype: 'F32', shape: [], data: Float32Array.of(0) },
    '3.weight': conv,
    '3.bias': fill(0),
  };
  const layer = 'decoders.semseg.last_layer';
  return write(
    'hrnet.safetensors',
    new Map([
      ...[...tensors].map(([name, tensor]) => [`backbone.${name}`, stored(tensor)] as const),
      ...Object.entries(head).map(([name, tensor]) => [`${layer}.${name}`, tensor] as const),
    ]),
  );
}

const io = readGolden('mtl/hrnet_tiny.io.safetensors');

/** What the head makes of the published branches, at the input's size. */
function expectedMaps(input: string, branches: string, training: boolean): GoldenTensor {
  const maps = [0, 1, 2, 3].map((b) => io.get(`${branches}/branch${b}`));
  const [, , rows, columns] = maps[0]!.shape as [number, number, number, number];
  const all = joined(maps.map((map) => resized(map, [rows, columns])));
  const [, , height, width] = io.get(input).shape as [number, number, number, number];
  return resized(training ? normedByBatch(all, EPSILON) : all, [height, width]);
}

test.each([
  ['input', 'eval', false],
  ['input_odd', 'eval_odd', false],
  ['input', 'train', true],
])('HRNet on %s: the published %s branches', async (input, branches, training) => {
  const { code, err } = await predict({
    config: writeModel('hrnet.json', HRNET),
    weights: hrnetWeights(),
    input: writeInput('hrnet-input', io.get(input)),
    more: training ? ['--train-mode'] : [],
  });
  expect(code, err).toBe(0);
  const want = expectedMaps(input, branches, training);
  const got = read('out').get('semseg')!;
  expect(got.shape).toEqual(want.shape);
  expectClose(got.data as Float32Array, want.data, GOLDEN);
});

test('a step leaves the running statistics of the published code, and counts the batch', async () => {
  const { shape } = io.get('input');
  const [batch, , height, width] = shape as [number, number, number, number];
  const target = new Float32Array(batch * height * width).map((_, i) => i % 90);
  const tensors = new Map([
    ['input', stored(io.get('input'))],
    ['target/semseg', { dtype: 'F32', shape: [batch, 1, height, width], data: target } as const],
  ]);
  const described = ['--config', writeModel('hrnet.json', HRNET), '--weights', hrnetWeights()];
  const files = ['--batch', write('hrnet-batch', tensors), '--out', path('after'), '--grads', path('grads')];
  const { code, out, err } = await runCli(['step', ...described, ...files, '--steps', '1']);
  expect(code, err).toBe(0);
  const losses = JSON.parse(out) as Record<string, number>;
  expect(Object.keys(losses)).toEqual(['semseg', 'total']);
  expect(losses.total).toBe(losses.semseg);
  const after = read('after');
  const names = [...io.tensors.keys()].filter((name) => name.startsWith('after_train_forward/'));
  expect(names.length).toBeGreaterThan(100);
  for (const name of names) {
    const got = after.get(name.replace('after_train_forward/', 'backbone.'))!;
    if (got.dtype === 'F32') expectClose(got.data as Float32Array, io.get(name).data, GOLDEN, name);
  }
  expect(after.get('backbone.bn1.num_batches_tracked')).toEqual({
    dtype: 'I64',
    shape: [],
    data: BigInt64Array.of(
      BigInt(readGolden('mtl/hrnet_tiny.weights.safetensors').get('bn1.num_batches_tracked').data[0]! + 1),
    ),
  });
  const before = readSafetensors(readFileSync(path('hrnet.safetensors'))).tensors;
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  const trained = [...before.keys()].filter((name) => !/running_|num_batches/.test(name));
  expect([...read('grads').keys()].sort()).toEqual(trained.sort());
  for (const [name, { shape: wanted }] of read('grads')) expect(wanted, name).toEqual(before.get(name)!.shape);
});

const TINY = {
  encoder: { kind: 'hrnet', stem: 4, planes: 2, bottlenecks: 1, channels: 4, modules: [1, 1, 1], blocks: [1, 1, 1] },
  tasks: [{ name: 'semseg', channels: 3 }, 'depth'],
};

/** Paths of what `predict` and `step` are refused with. */
function tinyFiles(): string[] {
  const weights = write('tiny.safetensors', formulaWeights(TINY, [64, 64]));
  writeFileSync(path('cut.safetensors'), readFileSync(weights).subarray(0, 40_000));
  const input = write('tiny-input', new Map([['input', waves([1, 3, 64, 64])]]));
  return ['--weights', weights, '--input', input, '--out', path('never')];
}

test.each([
  ['weights cut off', TINY, ['--weights', path('cut.safetensors')], /^cut\.safetensors: .*damaged or/],
  ['no weights', TINY, ['--weights', path('none')], /^There is no file .*none; check its name\./],
  ['an unknown key', { ...TINY, encodr: 1 }, [], /^"encodr" is not a setting of a model file/],
  [
    '--config',
    TINY,
    ['--from', 'heads'],
    /^--from chooses for a checkpoint; with --config all predictions are written/,
  ],
  ['--train-mode alone', undefined, ['--train-mode'], /^--train-mode is for networks that --config describes/],
])('predict answers %s with one sentence and exit code 2', async (_, model, more, sentence) => {
  const files = tinyFiles();
  const described = model ? ['--config', writeModel('tiny.json', model)] : [];
  const { code, out, err } = await runCli(['predict', ...described, ...files, ...more]);
  expect(err).toMatch(sentence);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(out).toBe('');
  expect(code).toBe(2);
  expect(existsSync(path('never'))).toBe(false);
});

test('step refuses a number of steps that is none', async () => {
  const config = ['--config', writeModel('tiny.json', TINY)];
  const [weights, file, , input, out, never] = tinyFiles() as [string, string, string, string, string, string];
  const { code, err } = await runCli(['step', ...config, weights, file, '--batch', input, out, never, '--steps', '0']);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^--steps is 0; a whole number from 1 to 1000000 is allowed\.\n$/),
  ]);
});
