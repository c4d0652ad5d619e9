/**
 * Samples as fixed-size records, so that one read at a known place brings one sample. A data set is one file of
 * records for each split and a description (`Manifest`) beside them.
 */
import { InputError } from '../base/errors';
import type { DatasetInfo } from './dataset';
import type { Labels, Sample, TaskId } from './sample';

/** Raised whenever the bytes change. */
export const RECORD_VERSION = 1;

export const FORMAT = 'taskfield-dataset';

interface Field {
  readonly bytes: 1 | 4;
  readonly channels: number;
}

/** Order and width of the labels in a record. */
const FIELDS: Readonly<Record<TaskId, Field>> = {
  depth: { bytes: 4, channels: 1 },
  normals: { bytes: 4, channels: 3 },
  semseg: { bytes: 1, channels: 1 },
  boundary: { bytes: 1, channels: 1 },
  parts: { bytes: 1, channels: 1 },
  saliency: { bytes: 1, channels: 1 },
};

const CAMERA_FLOATS = 20; // fx fy cx cy, then the 4x4 pose; all zero = no camera
const ID_BYTES = 60; // UTF-8, zero-padded

export interface Manifest extends DatasetInfo {
  readonly format: typeof FORMAT;
  readonly version: number;
}

type Extent = Pick<Manifest, 'height' | 'width' | 'labels'>;

/** Bytes of one record: 4-byte fields first, so that every field is aligned. */
export function recordBytes({ height, width, labels }: Extent): number {
  const pixels = height * width;
  const labelBytes = labels.reduce((sum, name) => sum + FIELDS[name].bytes * FIELDS[name].channels * pixels, 0);
  return Math.ceil((ID_BYTES + 4 * CAMERA_FLOATS + labelBytes + 3 * pixels) / 4) * 4;
}

/** Walks the label fields of a record, 4-byte fields first, then the image. */
function places({
  height,
  width,
  labels,
}: Extent): { name: TaskId | 'image'; offset: number; length: number; bytes: 1 | 4 }[] {
  const pixels = height * width;
  const ordered = (Object.keys(FIELDS) as TaskId[]).filter((name) => labels.includes(name));
  const found: { name: TaskId | 'image'; offset: number; length: number; bytes: 1 | 4 }[] = [];
  let offset = ID_BYTES + 4 * CAMERA_FLOATS;
  for (const name of ordered) {
    const { bytes, channels } = FIELDS[name];
    found.push({ name, offset, length: channels * pixels, bytes });
    offset += bytes * channels * pixels;
  }
  found.push({ name: 'image', offset, length: 3 * pixels, bytes: 1 });
  return found;
}

/** @throws Error if the sample is not what the manifest says */
export function encodeRecord(sample: Sample, extent: Extent): Uint8Array {
  if (sample.height !== extent.height || sample.width !== extent.width) {
    throw new Error(
      `sample ${sample.id} is ${sample.height}x${sample.width}, the data set ${extent.height}x${extent.width}`,
    );
  }
  const record = new Uint8Array(recordBytes(extent));
  record.set(new TextEncoder().encode(sample.id).subarray(0, ID_BYTES));
  if (sample.camera) {
    const { fx, fy, cx, cy } = sample.camera.intrinsics;
    new Float32Array(record.buffer, ID_BYTES, CAMERA_FLOATS).set([fx, fy, cx, cy, ...sample.camera.worldFromCamera]);
  }
  for (const { name, offset, length, bytes } of places(extent)) {
    const values = name === 'image' ? sample.image : sample.labels[name];
    if (values?.length !== length)
      throw new Error(`sample ${sample.id}: ${name} has ${values?.length ?? 'no'} values, wanted ${length}`);
    if (bytes === 4) new Float32Array(record.buffer, offset, length).set(values);
    else record.set(values, offset);
  }
  return record;
}

/** @param record as written by `encodeRecord`; its buffer is shared by the result */
export function decodeRecord(record: Uint8Array<ArrayBuffer>, extent: Extent): Sample {
  const own = record.byteOffset % 4 === 0 ? record : record.slice();
  const text = new TextDecoder().decode(own.subarray(0, ID_BYTES));
  const labels: Record<string, Uint8Array | Float32Array> = {};
  let image = new Uint8Array(0);
  for (const { name, offset, length, bytes } of places(extent)) {
    const start = own.byteOffset + offset;
    if (name === 'image') image = new Uint8Array(own.buffer, start, length);
    else
      labels[name] =
        bytes === 4 ? new Float32Array(own.buffer, start, length) : new Uint8Array(own.buffer, start, length);
  }
  const camera = new Float32Array(own.buffer, own.byteOffset + ID_BYTES, CAMERA_FLOATS);
  const [fx = 0, fy = 0, cx = 0, cy = 0] = camera;
  return {
    id: text.replace(/\0+$/, ''),
    height: extent.height,
    width: extent.width,
    image,
    labels: labels as Labels,
    ...(fx > 0 && { camera: { intrinsics: { fx, fy, cx, cy }, worldFromCamera: camera.slice(4) } }),
  };
}

/** @throws InputError if this is no manifest, or one of another version */
export function parseManifest(text: string, where: string): Manifest {
  let value: Partial<Manifest>;
  try {
    value = JSON.parse(text) as Partial<Manifest>;
  } catch {
    throw new InputError(
      `${where} is no data set: its dataset.json is not JSON; choose a folder that Taskfield wrote, or "rooms".`,
    );
  }
  if (value.format !== FORMAT) {
    throw new InputError(
      `${where} is no data set: its dataset.json says format "${value.format}", wanted "${FORMAT}".`,
    );
  }
  if (value.version !== RECORD_VERSION) {
    throw new InputError(
      `${where} holds a data set of version ${value.version}; this Taskfield reads version ${RECORD_VERSION}: make it again.`,
    );
  }
  return value as Manifest;
}
