/** A little reader of protobuf's wire format that shares nothing with the writer, after protobuf.dev, "Encoding". */

/** A field's values in order: whole numbers, bytes, or the four bytes of a float as a number. */
export type Fields = ReadonlyMap<number, readonly (bigint | Uint8Array | number)[]>;

export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (bigint | Uint8Array | number)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte % 128) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const values = fields.get(key >> 3) ?? [];
    fields.set(key >> 3, values);
    if (key % 8 === 0) values.push(BigInt.asIntN(64, varint()));
    else if (key % 8 === 5) values.push(view.getFloat32((at += 4) - 4, true));
    else if (key % 8 === 2) {
      const length = Number(varint());
      if (at + length > bytes.length) throw new Error(`a field of ${length} bytes at ${at} of ${bytes.length}`);
      values.push(bytes.subarray(at, (at += length)));
    } else throw new Error(`wire type ${key % 8} at ${at}`);
  }
  return fields;
}

export const messages = (fields: Fields, field: number): Fields[] =>
  (fields.get(field) ?? []).map((value) => readFields(value as Uint8Array));

export const texts = (fields: Fields, field: number): string[] =>
  (fields.get(field) ?? []).map((value) => new TextDecoder().decode(value as Uint8Array));

export const numbers = (fields: Fields, field: number): number[] => (fields.get(field) ?? []).map(Number);

export const raw = (fields: Fields, field: number): Uint8Array => fields.get(field)![0] as Uint8Array;
