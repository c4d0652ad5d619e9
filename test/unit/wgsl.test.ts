import { expect, test } from 'vitest';
import { linearGroups } from '../../src/gpu/dispatch';
import { interfaceOf, packUniform } from '../../src/gpu/wgsl';

const SOURCE = `
// struct Params { ghost: u32 }
struct Params { size: u32, shift: i32, rate: f32 }
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>; // [n]
@group(0) @binding(2) var<uniform> params: Params;
`;

test('bindings and uniform fields are read from the source', () => {
  const face = interfaceOf(SOURCE);
  expect(face.bindings).toEqual([
    { index: 0, name: 'x', kind: 'read' },
    { index: 1, name: 'y', kind: 'read_write' },
    { index: 2, name: 'params', kind: 'uniform' },
  ]);
  expect(face.uniform.map((field) => field.name)).toEqual(['size', 'shift', 'rate']);
});

test('uniforms are packed by name, in the order of the struct', () => {
  const view = new DataView(packUniform(interfaceOf(SOURCE).uniform, { rate: 0.5, size: 7, shift: -2 }));
  expect(view.byteLength).toBe(16);
  expect([view.getUint32(0, true), view.getInt32(4, true), view.getFloat32(8, true)]).toEqual([7, -2, 0.5]);
});

test('a missing, an unknown and an unpackable uniform are refused by name', () => {
  const fields = interfaceOf(SOURCE).uniform;
  expect(() => packUniform(fields, { size: 1, shift: 1 })).toThrow('uniform "rate" is missing');
  expect(() => packUniform(fields, { size: 1, shift: 1, rate: 1, more: 2 })).toThrow('no uniform named more');
  const vector = interfaceOf(SOURCE.replace('rate: f32', 'rate: vec3f')).uniform;
  expect(() => packUniform(vector, { size: 1, shift: 1, rate: 1 })).toThrow(
    'uniform "rate" is vec3f: only u32, i32 and f32',
  );
});

test('many workgroups fold into rows', () => {
  expect(linearGroups(100, 64)).toEqual([2, 1, 1]);
  const [x, y] = linearGroups(64 * 200_000, 64);
  expect(x).toBeLessThanOrEqual(65_535);
  expect(x * y).toBeGreaterThanOrEqual(200_000);
});
