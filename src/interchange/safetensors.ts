/**
 * Reading and writing .safetensors: 8 bytes header length, a JSON header, then the tensors, little-endian
 * (huggingface/safetensors, README "Format"). Reading is strict, since a file may come from anywhere.
 */
import { InputError } from '../base/errors';
import { parseStrictJson } from './strict-json';

/** Bytes of one value and the array that holds them; F16 and BF16 stay raw, see `toFloat32`. */
export const DTYPES = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

export type Dtype = keyof typeof DTYPES;
export type TensorData =
  | Float64Array
  | Float32Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | BigUint64Array
  | Uint32Array
  | Uint8Array;

/** Rows first; `data` has as many values as `shape` says. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** A tensor's place: bytes `begin` to `end` behind the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes, which they fill without a gap. */
  readonly entries: readonly SafetensorsEntry[];
}

export const LENGTH_BYTES = 8; // of the header's length, at the start of the file
const ALIGNMENT = 8; // of the first tensor; the published writer pads the header with spaces
const MAX_HEADER = 100_000_000; // bytes, as the published reader
const METADATA = '__metadata__';
const ADVICE = 'the file is damaged or not a .safetensors file, fetch or export it again.';

function refuse(problem: string): never {
  throw new InputError(`${problem}; ${ADVICE}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** @throws InputError that names the first thing wrong; nothing of a wrong file is used */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const bodyAt = LENGTH_BYTES + headerLength(bytes.subarray(0, LENGTH_BYTES), bytes.length);
  const { metadata, entries } = readHeader(bytes.subarray(LENGTH_BYTES, bodyAt), bytes.length - bodyAt);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => {
      const own = new Uint8Array(end - begin); // a copy: typed arrays need aligned memory of their own
      own.set(bytes.subarray(bodyAt + begin, bodyAt + end)); // slice() would be a view if `bytes` is Node's Buffer
      return [name, { dtype, shape, data: new DTYPES[dtype](own.buffer, 0, count(shape)) }];
    }),
  );
  return { metadata, tensors };
}

/**
 * @param start the first bytes of a file of `fileSize` bytes
 * @returns bytes of the JSON header that follows them
 */
export function headerLength(start: Uint8Array, fileSize: number): number {
  if (start.length < LENGTH_BYTES) refuse(`The file has ${fileSize} bytes; it must have at least ${LENGTH_BYTES}`);
  const claimed = new DataView(start.buffer, start.byteOffset, start.byteLength).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER, fileSize - LENGTH_BYTES);
  if (claimed > most)
    refuse(`The header claims ${claimed} bytes; this file of ${fileSize} bytes can hold at most ${most}`);
  return Number(claimed);
}

/**
 * @param bytes the JSON header
 * @param bodyLength bytes that follow it
 * @throws InputError unless the tensors, without gap or overlap, are exactly those bytes
 */
export function readHeader(bytes: Uint8Array, bodyLength: number): SafetensorsHeader {
  const json = parseHeader(bytes);
  const entries = Object.entries(json)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => entryOf(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let place = 0;
  for (const { name, begin, end } of entries) {
    if (begin < place)
      refuse(`Tensor "${name}" starts at byte ${begin}, inside the tensor before it, which ends at ${place}`);
    if (begin > place)
      refuse(`Tensor "${name}" starts at byte ${begin}; it must start at ${place}, where the one before it ends`);
    if (end > bodyLength)
      refuse(`Tensor "${name}" ends at byte ${end}, but only ${bodyLength} bytes follow the header`);
    place = end;
  }
  if (place !== bodyLength) refuse(`${bodyLength - place} bytes follow the last tensor; there must be none`);
  return { metadata: metadataOf(json[METADATA]), entries };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse(`The ${bytes.length} bytes of the header are not JSON`);
  }
  const { value, duplicate } = parseStrictJson(text);
  if (duplicate !== undefined) refuse(`The header has two entries named "${duplicate}"`);
  if (value === undefined) refuse(`The ${bytes.length} bytes of the header are not JSON`);
  if (!isRecord(value)) refuse('The header is JSON but not an object of tensors');
  return value;
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function entryOf(name: string, value: unknown): SafetensorsEntry {
  if (!isRecord(value))
    refuse(`Tensor "${name}" is described by ${JSON.stringify(value)}; it must be dtype, shape and data_offsets`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype)) {
    refuse(`Tensor "${name}" has dtype ${JSON.stringify(dtype)}; known are ${Object.keys(DTYPES).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every(isWhole) || !Number.isSafeInteger(count(shape))) {
    refuse(`Tensor "${name}" has shape ${JSON.stringify(shape)}; it must be a list of whole numbers`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isWhole)) {
    refuse(`Tensor "${name}" has data_offsets ${JSON.stringify(offsets)}; they must be two whole numbers`);
  }
  const [begin, end] = offsets as [number, number];
  const bytes = count(shape) * DTYPES[dtype as Dtype].BYTES_PER_ELEMENT;
  if (end - begin !== bytes) {
    refuse(
      `Tensor "${name}" is ${dtype} [${shape.join(', ')}] and needs ${bytes} bytes, but its data_offsets are ${begin} to ${end}`,
    );
  }
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse(`${METADATA} is ${JSON.stringify(value)}; it must be an object of texts`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') refuse(`${METADATA} has "${key}": ${JSON.stringify(text)}; it must be a text`);
  }
  return value as Record<string, string>;
}

/**
 * The bytes of a file: widest types first, so that every tensor is aligned, as the published writer does.
 * @throws Error if a tensor's data is not of its dtype and shape, or its name is the reserved one
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const width = ([, { dtype }]: [string, StoredTensor]): number => DTYPES[dtype].BYTES_PER_ELEMENT;
  const ordered = [...tensors].sort((a, b) => width(b) - width(a)); // stable: equals keep their order
  const header = new Map<string, unknown>(Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : []);
  let end = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    if (name === METADATA) throw new Error(`a tensor is named "${METADATA}", a name that the format reserves`);
    if (!(data instanceof DTYPES[dtype]) || data.length !== count(shape)) {
      throw new Error(
        `tensor "${name}" is ${dtype} [${shape.join(', ')}] but its data is ${data.constructor.name} of ${data.length}; it must be ${DTYPES[dtype].name} of ${count(shape)}`,
      );
    }
    header.set(name, { dtype, shape, data_offsets: [end, end + data.byteLength] });
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  file.set(json, LENGTH_BYTES);
  let place = LENGTH_BYTES + headerLength;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return file;
}
