/** Samples as bytes and back: of any size, with any labels; what is damaged is found and named. */
import { expect, test } from 'vitest';
import { decodeRecord, encodeRecord, recordBytes } from '../../../src/data/record';
import type { Labels, Sample } from '../../../src/data/sample';

/** Values that come back exactly: whole millimetres, normals along axes. */
const sample: Sample = {
  id: 'room-00001-0',
  height: 2,
  width: 3,
  image: Uint8Array.from({ length: 18 }, (_, i) => 10 * i),
  labels: {
    semseg: Uint8Array.of(0, 1, 2, 3, 255, 39),
    depth: Float32Array.of(0.5, 1.25, 2, 3, 4, 0),
    normals: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0, 0, 0, 0),
    boundary: Uint8Array.of(0, 1, 0, 1, 255, 0),
    parts: Uint8Array.of(0, 1, 2, 6, 255, 3),
    saliency: Uint8Array.of(1, 0, 255, 0, 1, 1),
    contour: Uint8Array.of(1, 0, 0, 1, 0, 1),
  },
  camera: {
    intrinsics: { fx: 0.8, fy: 1.1, cx: 0.5, cy: 0.4999999 },
    worldFromCamera: Float32Array.from({ length: 16 }, (_, i) => i / 3),
  },
  scene: 'kitchen_0004',
};

const NAMES = Object.keys(sample.labels) as (keyof Labels)[];
const only = (names: readonly (keyof Labels)[]): Labels =>
  Object.fromEntries(names.map((name) => [name, sample.labels[name]])) as Labels;

/** As a browser's database gives it back: a buffer of its own. */
const record = (given: Sample): Uint8Array<ArrayBuffer> => encodeRecord(given);

test('a sample survives its record, whatever labels it has', () => {
  const wishes = [
    NAMES,
    [],
    ...NAMES.map((name) => [name]),
    ['depth', 'saliency'] as const,
    ['normals', 'parts'] as const,
    ['boundary', 'contour'] as const,
  ];
  for (const names of wishes) {
    const given = { ...sample, labels: only(names) };
    expect(decodeRecord(record(given))).toEqual(given);
  }
});

test('a record takes 3 bytes a pixel for the image, 2 for depth, 4 for normals, an eighth for contours, 1 for each other', () => {
  const extent = { height: 480, width: 640 };
  const pixels = 480 * 640;
  expect(recordBytes({ ...extent, labels: [] }) - 3 * pixels).toBeLessThan(100);
  expect(recordBytes({ ...extent, labels: NAMES }) - (3 + 2 + 4 + 1 / 8 + 4) * pixels).toBeLessThan(100);
  const bare: Sample = { id: '', height: 2, width: 3, image: sample.image, labels: only(NAMES) };
  expect(record(bare).length).toBe(recordBytes({ height: 2, width: 3, labels: NAMES }));
});

test('sizes differ from record to record, odd ones too', () => {
  for (const [height, width] of [
    [1, 1],
    [3, 5],
    [7, 1],
  ] as const) {
    const pixels = height * width;
    const given: Sample = {
      id: 'x',
      height,
      width,
      image: new Uint8Array(3 * pixels).fill(9),
      labels: { depth: new Float32Array(pixels).fill(2), semseg: new Uint8Array(pixels).fill(4) },
    };
    expect(decodeRecord(record(given))).toEqual(given);
  }
});

/** A record from before there were contours: 2 x 3, "p" of the scene "s", its semseg and boundary. */
const OLD = 'VEZSAvTI3OJAAAAAAgAAAAMAAAAMAgEAAQAAAHBzAAAAAQID/xQAAQABAQAAChQeKDI8RlBaZG54goyWoKoAAA==';

test('a record that was stored before there were contours is read, and written, as ever', () => {
  const bytes = Uint8Array.from(Buffer.from(OLD, 'base64'));
  const old: Sample = {
    id: 'p',
    height: 2,
    width: 3,
    image: Uint8Array.from({ length: 18 }, (_, i) => 10 * i),
    labels: { semseg: Uint8Array.of(0, 1, 2, 3, 255, 20), boundary: Uint8Array.of(0, 1, 0, 1, 1, 0) },
    scene: 's',
  };
  expect(decodeRecord(bytes)).toEqual(old);
  expect(record(old)).toEqual(bytes);
});

test('a contour stands behind all else, a bit a pixel: who does not know it reads the rest', () => {
  const bare = { ...sample, labels: only(NAMES.filter((name) => name !== 'contour')) };
  const [with_, without] = [record(sample), record(bare)];
  const end = without.length - 2; // 2 zeros fill the last word
  expect([...without.subarray(end)]).toEqual([0, 0]);
  expect([...with_.subarray(end)]).toEqual([0b101001, 0]);
  expect(with_.subarray(22, end)).toEqual(without.subarray(22, end));
  const pixels = 3 * 7; // more than two bytes of them
  const contour = Uint8Array.from({ length: pixels }, (_, i) => (i % 3 === 0 || i === 20 ? 1 : 0));
  const given: Sample = {
    id: '',
    height: 3,
    width: 7,
    image: new Uint8Array(3 * pixels).fill(255),
    labels: { contour },
  };
  expect(decodeRecord(record(given))).toEqual(given);
});

test('ids are text of any language and up to 64 KB; without camera and scene there is none', () => {
  for (const id of ['2008_000008', 'кухня/0004 – ✓', 'x'.repeat(65_535), '']) {
    const back = decodeRecord(record({ id, height: 2, width: 3, image: sample.image, labels: {} }));
    expect(back.id).toBe(id);
    expect(Object.keys(back)).toEqual(['id', 'height', 'width', 'image', 'labels']);
  }
  expect(() => record({ ...sample, id: 'é'.repeat(32_768) })).toThrow(/takes 65536 bytes; at most 65535/);
  expect(decodeRecord(record({ ...sample, scene: '' })).scene).toBe('');
});

test('a record may lie at any offset of a larger buffer', () => {
  const bytes = record(sample);
  for (const offset of [1, 2, 4]) {
    const larger = new Uint8Array(bytes.length + offset);
    larger.set(bytes, offset);
    expect(decodeRecord(larger.subarray(offset))).toEqual(sample);
  }
});

test('labels of another size are a mistake that is named', () => {
  const labels = { ...sample.labels, depth: new Float32Array(5) };
  expect(() => record({ ...sample, labels })).toThrow('sample room-00001-0 of 2x3: depth has 5 values, wanted 6');
  expect(() => record({ ...sample, labels: { contour: new Uint8Array(1) } })).toThrow('contour has 1 values, wanted 6');
  expect(() => record({ ...sample, image: new Uint8Array(6) })).toThrow('image has 6 values, wanted 18');
});

test('depth that is no number is refused by name, before anything is stored', () => {
  const labels = { depth: Float32Array.of(1, 2, NaN, 1, 1, 1) };
  expect(() => record({ ...sample, labels })).toThrow('The depth of "room-00001-0" holds NaN at pixel 2;');
});

test('every changed byte of a record is found, in one sentence', () => {
  const bytes = record(sample);
  for (let at = 0; at < bytes.length; at++) {
    const spoilt = bytes.slice();
    spoilt[at]! ^= 0x40;
    expect(() => decodeRecord(spoilt, 'Image 3'), `byte ${at}`).toThrow(
      /^Image 3 is damaged: [^.]+; delete the data set and import or make it again\.$/,
    );
  }
});

test('a record that ends early is found at every length', () => {
  const bytes = record(sample);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeRecord(bytes.slice(0, length)), `${length} bytes`).toThrow(/^This record is damaged: it /);
  }
});
