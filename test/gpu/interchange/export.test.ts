/** `taskfield export` as a person uses it: from a checkpoint with everything that training has to files without it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../src/cli/bundle.mjs';
import { parseModelFile } from '../../../src/config/model-file';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { readSafetensors, writeSafetensors } from '../../../src/interchange/safetensors';
import { MultiTaskModel } from '../../../src/model/multitask';
import { headsOf, tasksOf } from '../../../src/session/heads';
import { TASKS } from '../../../src/tasks';
import { decodeWeights, encodeCheckpoint } from '../../../src/training/checkpoint';
import { Trainer } from '../../../src/training/trainer';
import { expectClose } from '../../helpers/close';
import { randomImages, runOnnx } from '../../helpers/onnx';
import { syntheticSample } from '../../helpers/synthetic';
import { messages, readFields, texts } from '../../unit/interchange/onnx-reader';

/** Both compute in float32, in another order. */
const RUNTIME = 1e-4;

const folder = mkdtempSync(join(tmpdir(), 'taskfield-export-'));
const path = (name: string): string => join(folder, name);
const preset = presetOf('nano');
const config = parseConfig({
  ...preset,
  input: [32, 48],
  auxiliaryHeads: true,
  regularizer: { ...preset.regularizer, rays: [8, 12] },
});

const taskfield = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { code: status, err: stderr };
};
const exported = (...args: string[]) => taskfield('export', '--weights', path('checkpoint.safetensors'), ...args);

beforeAll(async () => {
  const tasks = tasksOf(config);
  const model = new MultiTaskModel(config, headsOf(tasks, config, { meanDepth: 1.5 }));
  const trainer = new Trainer(config, model, tasks);
  const samples = [0, 1].map((seed) => syntheticSample(seed, 32, 48));
  for (let step = 0; step < 2; step++) await trainer.step(step, samples); // running statistics move
  const { optimizer } = trainer;
  writeFileSync(path('checkpoint.safetensors'), await encodeCheckpoint({ config, model, optimizer, step: 2 }));
  trainer.dispose();
  model.dispose();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Description {
  readonly format: string;
  readonly input: number[];
  readonly image: { readonly mean: number[]; readonly std: number[] };
  readonly model: unknown;
  readonly classes: Record<string, string[]>;
}

test('safetensors: the weights of inference under their names, bit by bit, and what they are', () => {
  const { code, err } = exported('--out', path('made/here'));
  expect(code, err).toBe(0);
  expect(readdirSync(path('made/here')).sort()).toEqual(['model.json', 'model.safetensors']);
  const whole = readSafetensors(readFileSync(path('checkpoint.safetensors'))).tensors;
  const bytes = readFileSync(path('made/here/model.safetensors'));
  const { tensors } = readSafetensors(bytes);
  const wanted = [...whole.keys()].filter((name) => /^(backbone|decoders)\./.test(name));
  expect([...tensors.keys()].sort()).toEqual(wanted.sort());
  expect(wanted).toContain('decoders.edge.1.weight');
  for (const [name, tensor] of tensors) expect(tensor).toEqual(whole.get(name));
  expect(decodeWeights(bytes).config).toMatchObject({ auxiliaryHeads: false, input: [32, 48] });
  const description = JSON.parse(readFileSync(path('made/here/model.json'), 'utf8')) as Description;
  expect(description).toMatchObject({ format: 'taskfield-model', input: [32, 48] });
  expect(description.image).toMatchObject({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
  expect(description.classes.semseg).toHaveLength(40);
  const { config: read, channels } = parseModelFile(description.model, Object.values(TASKS), [32, 48]);
  expect(channels).toEqual({ semseg: 40, depth: 1, normals: 3, boundary: 1 });
  const { encoder, decoder, tasks, batchNormMomentum } = config;
  expect(read).toMatchObject({ encoder, decoder, tasks, batchNormMomentum });
});

test('ONNX: what onnxruntime-web makes of it is what predict writes', async () => {
  const made = exported('--out', path('net.onnx'));
  expect(made.code, made.err).toBe(0);
  const images = randomImages(2, [32, 48]);
  const { shape, data } = images;
  writeFileSync(path('in.safetensors'), writeSafetensors(new Map([['input', { dtype: 'F32', shape, data }]])));
  const weights = ['--weights', path('checkpoint.safetensors')];
  const files = ['--input', path('in.safetensors'), '--out', path('out.safetensors')];
  const { code, err } = taskfield('predict', ...weights, ...files);
  expect(code, err).toBe(0);
  const { tensors } = readSafetensors(readFileSync(path('out.safetensors')));
  const bytes = readFileSync(path('net.onnx'));
  const [outputs] = await runOnnx(bytes, [images]);
  expect(Object.keys(outputs!).sort()).toEqual([...tensors.keys()].sort());
  for (const [name, tensor] of tensors) {
    expect(outputs![name]!.dims).toEqual(tensor.shape);
    expectClose(outputs![name]!.data, tensor.data as Float32Array, RUNTIME, name);
  }
  const model = readFields(bytes);
  const names = messages(messages(model, 7)[0]!, 5).flatMap((tensor) => texts(tensor, 8));
  expect(names).toContain('decoders.edge.1.weight');
  expect(names.filter((name) => /regularizer|auxiliary/.test(name))).toEqual([]);
  const [note] = messages(model, 14);
  expect([texts(note!, 1)[0], texts(note!, 2)[0]]).toEqual(['taskfield', readFileSync(path('net.json'), 'utf8')]);
});

test('what cannot be, and what would be lost, is refused in a sentence', () => {
  const format = exported('--out', path('x'), '--format', 'pickle');
  expect(format).toEqual({ code: 2, err: 'The format is "pickle"; allowed are safetensors and onnx.\n' });
  const ending = exported('--out', path('x.onnx'), '--format', 'safetensors');
  expect(ending.err).toContain('x.onnx and --format is "safetensors"; let the file end with .safetensors.');
  const onto = exported('--out', path('checkpoint.safetensors'));
  expect(onto.err).toContain('the file that --weights names; give the export a name of its own.');
  writeFileSync(path('config.json'), '{"preset":"nano"}');
  const beside = exported('--out', path('config.onnx'));
  expect(beside.err).toContain('config.json is there already and describes no exported model');
  expect([ending.code, onto.code, beside.code]).toEqual([2, 2, 2]);
  expect(['x', 'x.onnx', 'x.json', 'config.onnx'].filter((name) => existsSync(path(name)))).toEqual([]);
});
