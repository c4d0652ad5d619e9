/** Writes small HDF5 files as MATLAB's v7.3 lays them out: numbers by name, and cells of texts by reference. */
import * as h5 from 'h5wasm/node';

export interface MatArray {
  /** As HDF5 has it: MATLAB's axes in reverse. */
  readonly shape: readonly number[];
  readonly data: Uint8Array | Uint16Array | Float32Array | Float64Array;
  readonly chunks?: readonly number[];
}

const DTYPES: Readonly<Record<string, string>> = {
  Uint8Array: '<B',
  Uint16Array: '<H',
  Float32Array: '<f',
  Float64Array: '<d',
};

export async function writeMat73(
  path: string,
  arrays: Readonly<Record<string, MatArray>>,
  cells: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> {
  await h5.ready;
  const file = new h5.File(path, 'w');
  for (const [name, { shape, data, chunks }] of Object.entries(arrays)) {
    const dtype = DTYPES[data.constructor.name]!;
    file.create_dataset({
      name,
      data,
      shape: [...shape],
      dtype,
      ...(chunks && { chunks: [...chunks], compression: 'gzip', compression_opts: 4 }),
    });
  }
  const texts = file.create_group('#refs#');
  for (const [name, values] of Object.entries(cells)) {
    const references = values.map((value, i) => {
      const letters = Uint16Array.from(value, (letter) => letter.charCodeAt(0));
      const text = { name: `${name}${i}`, data: letters, shape: [letters.length, 1], dtype: '<H' };
      return texts.create_dataset(text).create_reference();
    });
    file.create_dataset({ name, data: references, shape: [1, values.length], dtype: 'Reference' });
  }
  file.close();
}
