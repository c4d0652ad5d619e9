/**
 * Samples as bytes. A record says itself how large its image is and which labels it has, so that a data set may hold
 * images of many sizes and samples that lack labels. Little-endian; every field begins at a multiple of its width.
 *
 *   0 magic and version · 4 checksum of all that follows · 8 bytes in all · 12 height · 16 width (u32)
 *   20 labels, 21 flags (u8) · 22 bytes of the id · 24 bytes of the scene's name (u16), 2 unused
 *   28 camera, if there is one: fx fy cx cy (f64), pose (16 x f32) · id, scene (UTF-8), zeros to a multiple of 4
 *   depth (u16, mm) · normals (2 x i16, octahedral) · semseg · boundary · parts · saliency · image, RGB (u8)
 *   contour, a bit a pixel, the first the lowest: behind all that readers from before it know, who pass over it
 */
import { InputError } from '../base/errors';
import { decodeDepth, decodeNormals, encodeDepth, encodeNormals } from './quantize';
import type { Camera, Labels, Sample, TaskId } from './sample';

/** Raised whenever bytes that are read change. */
export const RECORD_VERSION = 2;

const MAGIC = 0x00524654 | (RECORD_VERSION << 24); // "TFR" and the version
const HEADER = 28; // bytes
const CAMERA = 4 * 8 + 16 * 4; // bytes
const LONGEST_TEXT = 0xffff; // bytes
const LARGEST_SIDE = 1 << 16; // pixels
const HAS_CAMERA = 1;
const HAS_SCENE = 2;
const HAS_CONTOUR = 4;

/** Bytes of a label's pixel, in the order of the fields; its place is its bit in the header. */
const FIELDS = [
  ['depth', 2],
  ['normals', 4],
  ['semseg', 1],
  ['boundary', 1],
  ['parts', 1],
  ['saliency', 1],
] as const satisfies readonly (readonly [TaskId, number])[];

const LAYERS: readonly (keyof Labels)[] = [...FIELDS.map(([name]) => name), 'contour'];

const align = (bytes: number): number => Math.ceil(bytes / 4) * 4;

interface Head {
  readonly height: number;
  readonly width: number;
  readonly labels: readonly (keyof Labels)[];
  readonly hasCamera: boolean;
  /** bytes */
  readonly id: number;
  readonly scene: number;
}

interface Places {
  readonly id: number;
  readonly label: ReadonlyMap<TaskId, number>;
  readonly image: number;
  /** Where there is one. */
  readonly contour: number;
  readonly total: number;
}

function placesOf({ height, width, labels, hasCamera, id, scene }: Head): Places {
  const pixels = height * width;
  const text = HEADER + (hasCamera ? CAMERA : 0);
  const label = new Map<TaskId, number>();
  let at = align(text + id + scene);
  for (const [name, bytes] of FIELDS) {
    if (!labels.includes(name)) continue;
    label.set(name, at);
    at += bytes * pixels;
  }
  const contour = at + 3 * pixels;
  const end = contour + (labels.includes('contour') ? Math.ceil(pixels / 8) : 0);
  return { id: text, label, image: at, contour, total: align(end) };
}

const stir = (lane: number, word: number): number => {
  const mixed = Math.imul(lane ^ word, 0x9e3779b1);
  return (mixed << 13) | (mixed >>> 19);
};

/** Four lanes side by side, which a processor works at together; a change of one word always changes the sum. */
function checksum(words: Uint32Array): number {
  let a = 0x2545f491;
  let b = 0x6c078965;
  let c = 0x1b873593;
  let d = 0x5bd1e995;
  const whole = words.length - (words.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a = stir(a, words[i]!);
    b = stir(b, words[i + 1]!);
    c = stir(c, words[i + 2]!);
    d = stir(d, words[i + 3]!);
  }
  for (const word of words.subarray(whole)) a = stir(a, word);
  return [b, c, d].reduce(stir, a) >>> 0;
}

const checksumOf = (record: Uint8Array): number =>
  checksum(new Uint32Array(record.buffer, record.byteOffset + 8, record.length / 4 - 2));

/** Bytes of a sample's record, but for its id, scene and camera: for estimates. */
export function recordBytes({ height, width, labels }: Pick<Head, 'height' | 'width' | 'labels'>): number {
  return placesOf({ height, width, labels, hasCamera: false, id: 0, scene: 0 }).total;
}

const wantedLength = (name: TaskId, pixels: number): number => (name === 'normals' ? 3 : 1) * pixels;

/** @throws Error if image or labels have not as many values as the sample's size says */
function checkLengths({ id, height, width, image, labels }: Sample): void {
  const pixels = height * width;
  const given: [string, number, number][] = [['image', image.length, 3 * pixels]];
  for (const [name] of FIELDS) if (labels[name]) given.push([name, labels[name].length, wantedLength(name, pixels)]);
  if (labels.contour) given.push(['contour', labels.contour.length, pixels]);
  for (const [name, length, wanted] of given) {
    if (length !== wanted)
      throw new Error(`sample ${id} of ${height}x${width}: ${name} has ${length} values, wanted ${wanted}`);
  }
}

/**
 * Depth comes back within 0.5 mm, normals within 0.004 degrees, all else exactly.
 * @throws InputError if depth or normals hold what is no number, or the id is too long
 */
export function encodeRecord(sample: Sample): Uint8Array<ArrayBuffer> {
  const { id, height, width, scene, camera, labels } = sample;
  checkLengths(sample);
  const text = [id, scene ?? ''].map((one) => new TextEncoder().encode(one));
  const long = text.find(({ length }) => length > LONGEST_TEXT);
  if (long)
    throw new InputError(
      `The name of sample ${id.slice(0, 40)}… takes ${long.length} bytes; at most ${LONGEST_TEXT} are allowed.`,
    );
  if (Math.max(height, width) > LARGEST_SIDE || Math.min(height, width) < 1)
    throw new InputError(`Image ${id} is ${height}x${width}; allowed are 1 to ${LARGEST_SIDE} pixels a side.`);
  const names = LAYERS.filter((name) => labels[name]);
  const [idText, sceneText] = text as [Uint8Array, Uint8Array];
  const places = placesOf({
    height,
    width,
    labels: names,
    hasCamera: camera !== undefined,
    id: idText.length,
    scene: sceneText.length,
  });
  const record = new Uint8Array(places.total);
  const view = new DataView(record.buffer);
  const head = [MAGIC, 0, places.total, height, width];
  for (const [i, word] of head.entries()) view.setUint32(4 * i, word, true);
  view.setUint8(
    20,
    FIELDS.reduce((bits, [name], i) => bits | (labels[name] ? 1 << i : 0), 0),
  );
  view.setUint8(21, flagsOf(sample));
  view.setUint16(22, idText.length, true);
  view.setUint16(24, sceneText.length, true);
  if (camera) writeCamera(view, camera);
  record.set(idText, places.id);
  record.set(sceneText, places.id + idText.length);
  writeLabels(record, sample, places);
  record.set(sample.image, places.image);
  if (labels.contour) writeBits(record.subarray(places.contour), labels.contour);
  view.setUint32(4, checksumOf(record), true);
  return record;
}

const flagsOf = ({ camera, scene, labels }: Sample): number =>
  (camera ? HAS_CAMERA : 0) | (scene === undefined ? 0 : HAS_SCENE) | (labels.contour ? HAS_CONTOUR : 0);

function writeCamera(view: DataView, { intrinsics, worldFromCamera }: Camera): void {
  const { fx, fy, cx, cy } = intrinsics;
  for (const [i, value] of [fx, fy, cx, cy].entries()) view.setFloat64(HEADER + 8 * i, value, true);
  for (let i = 0; i < 16; i++) view.setFloat32(HEADER + 32 + 4 * i, worldFromCamera[i]!, true);
}

function readCamera(view: DataView): Camera {
  const [fx, fy, cx, cy] = [0, 8, 16, 24].map((at) => view.getFloat64(HEADER + at, true));
  const worldFromCamera = Float32Array.from({ length: 16 }, (_, i) => view.getFloat32(HEADER + 32 + 4 * i, true));
  return { intrinsics: { fx: fx!, fy: fy!, cx: cx!, cy: cy! }, worldFromCamera };
}

function writeLabels({ buffer }: Uint8Array<ArrayBuffer>, sample: Sample, { label }: Places): void {
  const pixels = sample.height * sample.width;
  const what = `"${sample.id}"`;
  for (const [name, at] of label) {
    if (name === 'depth') encodeDepth(sample.labels.depth!, new Uint16Array(buffer, at, pixels), what);
    else if (name === 'normals') encodeNormals(sample.labels.normals!, new Int16Array(buffer, at, 2 * pixels), what);
    else new Uint8Array(buffer, at, pixels).set(sample.labels[name]!);
  }
}

/** What the header says, if the record is whole. @throws InputError with what is wrong with it */
function readHead(record: Uint8Array<ArrayBuffer>, what: string): { head: Head; flags: number } {
  const refuse = (why: string): never => {
    throw new InputError(`${what} is damaged: ${why}; delete the data set and import or make it again.`);
  };
  if (record.length < HEADER) refuse(`it has ${record.length} bytes, fewer than a header of ${HEADER}`);
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (view.getUint32(0, true) !== MAGIC) refuse('it does not begin as a record does');
  const total = view.getUint32(8, true);
  if (record.length !== total) refuse(`it has ${record.length} bytes and should have ${total}`);
  if (view.getUint32(4, true) !== checksumOf(record)) refuse('its checksum is wrong');
  const bits = view.getUint8(20);
  const flags = view.getUint8(21);
  const head: Head = {
    height: view.getUint32(12, true),
    width: view.getUint32(16, true),
    labels: LAYERS.filter((name, i) => (name === 'contour' ? flags & HAS_CONTOUR : bits & (1 << i))),
    hasCamera: (flags & HAS_CAMERA) !== 0,
    id: view.getUint16(22, true),
    scene: view.getUint16(24, true),
  };
  return { head, flags };
}

/**
 * @param record as written by `encodeRecord`; its buffer is shared by the result
 * @param what how a person would call it
 * @throws InputError if it is damaged
 */
export function decodeRecord(record: Uint8Array<ArrayBuffer>, what = 'This record'): Sample {
  const own = record.byteOffset % 4 === 0 ? record : record.slice();
  if (own.length % 4 !== 0)
    throw new InputError(`${what} is damaged: it ends early; delete the data set and import or make it again.`);
  const { head, flags } = readHead(own, what);
  const { height, width } = head;
  const places = placesOf(head);
  const text = (at: number, length: number): string => new TextDecoder().decode(own.subarray(at, at + length));
  return {
    id: text(places.id, head.id),
    height,
    width,
    image: own.subarray(places.image, places.image + 3 * height * width),
    labels: {
      ...readLabels(own, height * width, places),
      ...(flags & HAS_CONTOUR && { contour: readBits(own.subarray(places.contour), height * width) }),
    },
    ...(flags & HAS_SCENE && { scene: text(places.id + head.id, head.scene) }),
    ...(head.hasCamera && { camera: readCamera(new DataView(own.buffer, own.byteOffset)) }),
  };
}

function writeBits(into: Uint8Array, values: Uint8Array): void {
  for (let i = 0; i < values.length; i++) if (values[i]! !== 0) into[i >> 3]! |= 1 << (i & 7);
}

function readBits(from: Uint8Array, pixels: number): Uint8Array {
  const values = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) values[i] = (from[i >> 3]! >> (i & 7)) & 1;
  return values;
}

function readLabels({ buffer, byteOffset }: Uint8Array<ArrayBuffer>, pixels: number, { label }: Places): Labels {
  const labels: Partial<Record<TaskId, Uint8Array | Float32Array>> = {};
  for (const [name, place] of label) {
    const at = byteOffset + place;
    if (name === 'depth') labels.depth = decodeDepth(new Uint16Array(buffer, at, pixels));
    else if (name === 'normals') labels.normals = decodeNormals(new Int16Array(buffer, at, 2 * pixels));
    else labels[name] = new Uint8Array(buffer, at, pixels);
  }
  return labels as Labels;
}
