/** Every shader compiles as it is used, and stands in its places. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileDrawing } from '../../src/gpu/draw-map';
import { compileKernel } from '../../src/gpu/kernel';
import { drawingNames, shaderNames, shaderSource } from '../../src/gpu/shader';
import { interfaceOf } from '../../src/gpu/wgsl';
import { testDevice } from '../helpers/device';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAX_STORAGE_BUFFERS = 8; // WebGPU's guaranteed limit a stage

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
}

function textOf(folder: string): string {
  return filesUnder(folder, '.ts')
    .map((name) => readFileSync(`${ROOT}${folder}/${name}`, 'utf8'))
    .join('\n');
}

test('there are shaders, and each file of the folder is known', () => {
  const files = filesUnder('shaders', '.wgsl').filter((name) => !name.startsWith('lib/'));
  expect(files.length).toBeGreaterThan(10);
  expect([...shaderNames(), ...drawingNames()].toSorted()).toEqual(
    files.map((name) => name.replace('.wgsl', '')).toSorted(),
  );
});

test.each(shaderNames())('%s compiles with its explicit layout', async (name) => {
  const device = testDevice();
  device.pushErrorScope('validation');
  compileKernel(device, name, interfaceOf(shaderSource(name)), {});
  const error = await device.popErrorScope();
  expect(error?.message).toBeUndefined();
});

test.each(drawingNames())('%s compiles with its explicit layout, and says what it is', async (name) => {
  const device = testDevice();
  device.pushErrorScope('validation');
  compileDrawing(device, name, 'rgba8unorm');
  expect((await device.popErrorScope())?.message).toBeUndefined();
  expect(readFileSync(`${ROOT}shaders/${name}.wgsl`, 'utf8')).toMatch(/^\/\/ /);
});

test.each(shaderNames())('%s stays within what every adapter has, and says what it is', (name) => {
  const source = shaderSource(name);
  const storage = interfaceOf(source).bindings.filter((binding) => binding.kind !== 'uniform');
  expect(storage.length).toBeLessThanOrEqual(MAX_STORAGE_BUFFERS);
  const [, size = ''] = /@workgroup_size\(([^)]*)\)/.exec(source) ?? [];
  const threads = size.split(',').reduce((product, part) => product * Number(part.trim().replace('u', '')), 1);
  expect(threads).toBeGreaterThan(0);
  expect(threads).toBeLessThanOrEqual(256);
  expect(readFileSync(`${ROOT}shaders/${name}.wgsl`, 'utf8')).toMatch(/^\/\/ /);
});

test('each shader is used by a source file, and its stem has a test', () => {
  const source = textOf('src');
  const tests = filesUnder('test/gpu', '.test.ts');
  for (const name of [...shaderNames(), ...drawingNames()]) {
    expect(source, `no source file runs shaders/${name}.wgsl`).toMatch(new RegExp(`['"\`]${name}['"\`]`));
    const stem = name.replace('render/', '').replace(/-grad.*$/, '');
    const tested =
      tests.some((file) => stem.startsWith(file.replace(/^.*\//, '').replace('.test.ts', ''))) ||
      tests.some((file) => file.includes(`${stem.split('-')[0]}`));
    expect(tested, `no test for shaders/${name}.wgsl`).toBe(true);
  }
});

test('a shader that does not compile is caught', async () => {
  const device = testDevice();
  device.pushErrorScope('validation');
  device.createShaderModule({ code: '@compute @workgroup_size(1) fn main() { let x: u32 = 1.5; }' });
  expect((await device.popErrorScope())?.message).toMatch(/f32|abstract-float|cannot/);
});

test('no shader library lies unused', () => {
  const used = new Set(
    filesUnder('shaders', '.wgsl').flatMap((name) =>
      [...readFileSync(`${ROOT}shaders/${name}`, 'utf8').matchAll(/^\/\/ @use (\S+)$/gm)].map(
        (match) => `${match[1]}.wgsl`,
      ),
    ),
  );
  const libraries = existsSync(`${ROOT}shaders/lib`)
    ? filesUnder('shaders/lib', '.wgsl').map((name) => `lib/${name}`)
    : [];
  expect(libraries.filter((name) => !used.has(name))).toEqual([]);
});
