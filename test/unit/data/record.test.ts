import { expect, test } from 'vitest';
import { decodeRecord, encodeRecord, parseManifest, recordBytes } from '../../../src/data/record';
import type { Sample } from '../../../src/data/sample';

const extent = { height: 2, width: 3, labels: ['semseg', 'depth', 'normals', 'boundary'] as const };

const sample: Sample = {
  id: 'room-00001-0',
  height: 2,
  width: 3,
  image: Uint8Array.from({ length: 18 }, (_, i) => 10 * i),
  labels: {
    semseg: Uint8Array.of(0, 1, 2, 3, 255, 39),
    depth: Float32Array.of(0.5, 1.25, 2, 3, 4, 0),
    normals: Float32Array.from({ length: 18 }, (_, i) => i / 18),
    boundary: Uint8Array.of(0, 1, 0, 1, 255, 0),
  },
  camera: {
    intrinsics: { fx: 0.8, fy: 1.1, cx: 0.5, cy: 0.5 },
    worldFromCamera: Float32Array.from({ length: 16 }, (_, i) => i),
  },
};

test('a sample survives its record', () => {
  const record = encodeRecord(sample, extent) as Uint8Array<ArrayBuffer>;
  expect(record.length).toBe(recordBytes(extent));
  const back = decodeRecord(record, extent);
  expect(back.id).toBe(sample.id);
  expect(back.image).toEqual(sample.image);
  expect(back.labels).toEqual(sample.labels);
  expect(back.camera!.worldFromCamera).toEqual(sample.camera!.worldFromCamera);
  expect(back.camera!.intrinsics.fx).toBeCloseTo(0.8, 6);
});

test('a record may lie at any offset of a larger buffer', () => {
  const record = encodeRecord(sample, extent);
  const shifted = new Uint8Array(record.length + 1);
  shifted.set(record, 1);
  expect(decodeRecord(shifted.subarray(1), extent).labels).toEqual(sample.labels);
});

test('a sample without camera stays without', () => {
  const { camera: _camera, ...bare } = sample;
  expect(decodeRecord(encodeRecord(bare, extent) as Uint8Array<ArrayBuffer>, extent).camera).toBeUndefined();
});

test('a sample that lacks a label is refused by name', () => {
  const { depth: _depth, ...labels } = sample.labels;
  expect(() => encodeRecord({ ...sample, labels }, extent)).toThrow(/depth has no values, wanted 6/);
});

test('a folder that is no data set is named, with what to do', () => {
  expect(() => parseManifest('hello', '/data/x')).toThrow(/\/data\/x is no data set: its dataset.json is not JSON/);
  expect(() => parseManifest('{"format":"other"}', '/data/x')).toThrow(/says format "other"/);
  expect(() => parseManifest('{"format":"taskfield-dataset","version":99}', '/data/x')).toThrow(
    /version 99; this Taskfield reads version 1/,
  );
});
