/** Writes MAT files of version 5 as MATLAB's save -v6 does, for tests. */

/** What a MAT file may hold here: a matrix row by row, text, a struct, an array of structs (1 x N). */
export type MatInput = MatMatrix | string | readonly MatStruct[] | MatStruct;
export interface MatStruct {
  readonly [field: string]: MatInput;
}
export interface MatMatrix {
  readonly type: 'uint8' | 'uint16' | 'double';
  readonly height: number;
  readonly width: number;
  /** Row by row. */
  readonly rows: ArrayLike<number>;
}

const NUMBERS = { uint8: [9, 2, 1], uint16: [11, 4, 2], double: [6, 9, 8] } as const; // class, type, bytes

export function mat5Bytes(variables: Readonly<Record<string, MatInput>>): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(128).fill(32);
  header.set([0, 1, 0x49, 0x4d], 124);
  return joined([header, ...Object.entries(variables).map(([name, value]) => matrix(name, value))]);
}

function matrix(name: string, value: MatInput): Uint8Array {
  if (typeof value === 'string') {
    return array({ kind: 4, dims: [1, value.length], name }, [element(4, new Uint16Array([...value].map(codeOf)))]);
  }
  if (Array.isArray(value)) return structs(name, value as readonly MatStruct[]);
  if ('rows' in value && 'type' in value) return numbers(name, value as MatMatrix);
  return structs(name, [value as MatStruct]);
}

function numbers(name: string, { type, height, width, rows }: MatMatrix): Uint8Array {
  const [kind, stored, size] = NUMBERS[type];
  const data = new Uint8Array(height * width * size);
  const view = new DataView(data.buffer);
  for (let x = 0, i = 0; x < width; x++) {
    for (let y = 0; y < height; y++, i++) {
      const number = rows[y * width + x]!;
      if (type === 'uint8') view.setUint8(i, number);
      else if (type === 'uint16') view.setUint16(2 * i, number, true);
      else view.setFloat64(8 * i, number, true);
    }
  }
  return array({ kind, dims: [height, width], name }, [element(stored, data)]);
}

function structs(name: string, list: readonly MatStruct[]): Uint8Array {
  const fields = Object.keys(list[0] ?? {});
  const letters = new Uint8Array(fields.length * 32);
  fields.forEach((field, i) => letters.set([...field].map(codeOf), 32 * i));
  const values = list.flatMap((one) => fields.map((field) => matrix('', one[field]!)));
  const parts = [element(5, Int32Array.of(32)), element(1, letters), ...values];
  return array({ kind: 2, dims: [1, list.length], name }, parts);
}

function array(
  { kind, dims, name }: { kind: number; dims: readonly number[]; name: string },
  content: readonly Uint8Array[],
): Uint8Array {
  const flags = element(6, Uint32Array.of(kind, 0));
  const label = element(1, Uint8Array.from([...name].map(codeOf)));
  return element(14, joined([flags, element(5, Int32Array.from(dims)), label, ...content]));
}

function element(type: number, content: Uint8Array | Uint16Array | Uint32Array | Int32Array): Uint8Array {
  const data = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const padded = new Uint8Array(8 + Math.ceil(data.length / 8) * 8);
  new DataView(padded.buffer).setUint32(0, type, true);
  new DataView(padded.buffer).setUint32(4, data.length, true);
  padded.set(data, 8);
  return padded;
}

const codeOf = (letter: string): number => letter.charCodeAt(0);

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
