/**
 * Safetensors of any size, one tensor at a time; and models split over several files, which
 * model.safetensors.index.json lists (huggingface/transformers, `save_pretrained`).
 */
import { InputError } from '../base/errors';
import { readRange, type ByteSource } from '../formats/byte-source';
import { headerLength, LENGTH_BYTES, readHeader, type SafetensorsHeader } from './safetensors';
import { parseStrictJson } from './strict-json';
import { typed } from './strided';
import type { WeightFile, WeightTensor } from './weight-file';

/** Finds a file that lies beside the one that is read, or undefined. */
export type FindBeside = (name: string) => Promise<ByteSource | undefined>;

const MAX_INDEX = 100_000_000; // bytes, as of a header
const PLAIN_NAME = /^[^/\\:]+\.safetensors$/;

/** @throws InputError if the header lies; no tensor has been read then */
export async function openSafetensors(source: ByteSource): Promise<WeightFile> {
  const start = await readRange(source, 0, Math.min(LENGTH_BYTES, source.size), 'The start of the file');
  const length = headerLength(start, source.size);
  const bodyAt = LENGTH_BYTES + length;
  const header = readHeader(await readRange(source, LENGTH_BYTES, length, 'The header'), source.size - bodyAt);
  return { format: 'safetensors', tensors: lazy(source, header, bodyAt), metadata: header.metadata, notes: [] };
}

function lazy(source: ByteSource, { entries }: SafetensorsHeader, bodyAt: number): Map<string, WeightTensor> {
  return new Map(
    entries.map(({ name, dtype, shape, begin, end }) => {
      const read: WeightTensor['read'] = async () =>
        typed(dtype, await readRange(source, bodyAt + begin, end - begin, `Tensor "${name}"`));
      return [name, { dtype, shape, read }];
    }),
  );
}

function refuse(problem: string): never {
  throw new InputError(`${problem}; fetch the index and all files it names again, into one folder.`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function readIndex(
  source: ByteSource,
): Promise<{ places: [string, string][]; metadata: Record<string, string> }> {
  if (source.size > MAX_INDEX) refuse(`The index has ${source.size} bytes; it may have ${MAX_INDEX}`);
  const text = new TextDecoder().decode(await readRange(source, 0, source.size, 'The index'));
  const { value, duplicate } = parseStrictJson(text);
  if (duplicate !== undefined) refuse(`The index has two entries named "${duplicate}"`);
  if (!isRecord(value) || !isRecord(value.weight_map)) {
    return refuse('The file is JSON or text, but no index of .safetensors files (it has no "weight_map")');
  }
  const places = Object.entries(value.weight_map).map(([name, file]): [string, string] => {
    if (typeof file === 'string' && PLAIN_NAME.test(file)) return [name, file];
    return refuse(`The index puts "${name}" into ${JSON.stringify(file)}; it must be a .safetensors file beside it`);
  });
  const metadata = isRecord(value.metadata) ? Object.entries(value.metadata) : [];
  return { places, metadata: Object.fromEntries(metadata.map(([key, text]) => [key, String(text)])) };
}

/** @throws InputError if a file is missing, lies, or has other tensors than the index says */
export async function openSharded(source: ByteSource, findBeside: FindBeside): Promise<WeightFile> {
  const { places, metadata } = await readIndex(source);
  const shards = new Map<string, ReadonlyMap<string, WeightTensor>>();
  for (const file of new Set(places.map(([, name]) => name))) {
    const shard = await findBeside(file);
    if (!shard) return refuse(`The file "${file}" that the index names is missing`);
    shards.set(file, (await openSafetensors(shard)).tensors);
  }
  const tensors = new Map<string, WeightTensor>();
  for (const [name, file] of places) {
    const tensor = shards.get(file)?.get(name);
    if (!tensor) return refuse(`Tensor "${name}" is not in "${file}", where the index puts it`);
    tensors.set(name, tensor);
  }
  const unlisted = [...shards.values()].reduce((sum, shard) => sum + shard.size, 0) - tensors.size;
  const notes = unlisted > 0 ? [`${unlisted} tensors of the files are not in the index and are not read.`] : [];
  return { format: 'sharded safetensors', tensors, metadata, notes };
}
