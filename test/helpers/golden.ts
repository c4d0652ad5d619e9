/** Reads golden files (.safetensors; whole numbers of 8 and 64 bits as float32) without the code under test. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface GoldenTensor {
  readonly shape: number[];
  readonly data: Float32Array;
}

export interface Golden {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  get(name: string): GoldenTensor;
}

export const GOLDEN_FOLDER = fileURLToPath(new URL('../golden/', import.meta.url));

const READ: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array>> = {
  F32: (bytes) => new Float32Array(bytes),
  I64: (bytes) => Float32Array.from(new BigInt64Array(bytes), Number),
  U8: (bytes) => Float32Array.from(new Uint8Array(bytes)),
};

/** @param path inside test/golden, with its ending */
export function readGolden(path: string): Golden {
  const bytes = readFileSync(GOLDEN_FOLDER + path);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const metadata = (header.__metadata__ ?? {}) as unknown as Record<string, string>;
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const values = READ[dtype];
    if (!values) throw new Error(`${path}: ${name} is ${dtype}, golden files hold ${Object.keys(READ).join(', ')}`);
    const [from, to] = data_offsets;
    const copy = bytes.subarray(8 + headerLength + from, 8 + headerLength + to);
    const bytesOf = copy.buffer.slice(copy.byteOffset, copy.byteOffset + copy.length);
    tensors.set(name, { shape, data: values(bytesOf) });
  }
  return {
    metadata,
    tensors,
    get(name) {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`${path} has no tensor "${name}"; it has ${[...tensors.keys()].join(', ')}`);
      return tensor;
    },
  };
}
