/** Golden files whose tensors are bytes, whole numbers of 32 bits or float32, as stored. */
import { readFileSync } from 'node:fs';
import { GOLDEN_FOLDER } from './golden';

const TYPES = { U8: Uint8Array, I32: Int32Array, F32: Float32Array } as const;

type Values = Uint8Array | Int32Array | Float32Array;

/** @param path inside test/golden, with its ending */
export function readGoldenBytes(path: string): { get(name: string): Values } {
  const bytes = readFileSync(GOLDEN_FOLDER + path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    { dtype: keyof typeof TYPES; data_offsets: [number, number] }
  >;
  return {
    get(name) {
      const entry = header[name];
      if (!entry) throw new Error(`${path} holds no ${name}`);
      const [from, to] = entry.data_offsets;
      const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
      return new TYPES[entry.dtype](copy.buffer);
    },
  };
}
