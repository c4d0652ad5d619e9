/**
 * Reading what torch.save wrote: the zip archive of PyTorch 1.6 and later (data.pkl beside one member a storage), and
 * the older sequence of pickles followed by the storages (torch/serialization.py, `_save` and `_legacy_save`).
 */
import { InputError } from '../base/errors';
import { readRange, type ByteSource } from '../formats/byte-source';
import { PyDict, PyTuple, refusePickle, ShortPickleError, unpickle } from '../formats/pickle';
import { readMember, type ZipArchive, type ZipMember } from '../formats/zip';
import { DTYPES, type TensorData } from './safetensors';
import { elements, gather, isContiguous, span, typed } from './strided';
import { findWeights } from './torch-dictionary';
import { torchHost, type TorchStorage, type TorchTensor } from './torch-tensors';
import type { WeightFile, WeightFormat, WeightTensor } from './weight-file';

/** The name of the pickle in the archive, behind its folder. */
export const TORCH_PICKLE = /^([^/]*\/)?data\.pkl$/;
export const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_PROTOCOL = 1001;
const LEGACY_SIZE_BYTES = 8; // the number of values in front of each storage
const MAX_PICKLE = 1 << 26; // bytes; one of a thousand tensors has a hundred thousand
const FIRST_CHUNK = 1 << 16; // bytes read of a file whose pickles end nobody knows where

const widthOf = ({ dtype }: TorchStorage): number => DTYPES[dtype].BYTES_PER_ELEMENT;

/** Bytes `from` to `to` of a storage. */
type StorageReader = (storage: TorchStorage, from: number, to: number) => Promise<Uint8Array>;

/** Reads tensors out of storages; one that several tensors share is read once and kept until each has been read. */
class TensorReader {
  private readonly shared = new Map<TorchStorage, { data: Promise<TensorData>; left: number }>();

  constructor(private readonly readStorage: StorageReader) {}

  async read(tensor: TorchTensor): Promise<TensorData> {
    const { storage, shape, strides, offset } = tensor;
    const [isShared, used] = [storage.users > 1, span(tensor)];
    const { from, to } = isShared ? { from: 0, to: storage.size } : used;
    const data = isShared ? await this.whole(storage) : await this.fetch(storage, from, to);
    const place = { shape, strides, offset: offset - from };
    if (!isContiguous(place)) return gather(storage.dtype, data, place);
    return isShared ? data.slice(used.from, used.from + elements(shape)) : data;
  }

  private async fetch(storage: TorchStorage, from: number, to: number): Promise<TensorData> {
    const width = widthOf(storage);
    return typed(storage.dtype, await this.readStorage(storage, from * width, to * width));
  }

  private whole(storage: TorchStorage): Promise<TensorData> {
    const known = this.shared.get(storage) ?? { data: this.fetch(storage, 0, storage.size), left: storage.users };
    known.left--;
    if (known.left > 0) this.shared.set(storage, known);
    else this.shared.delete(storage);
    return known.data;
  }
}

/** @param root what the pickle held */
function weightFile(format: WeightFormat, root: unknown, fileSize: number, readStorage: StorageReader): WeightFile {
  const { path, tensors, beside } = findWeights(root);
  const reader = new TensorReader(readStorage);
  const lazy = new Map<string, WeightTensor>();
  for (const [name, tensor] of tensors) {
    const { shape, storage } = tensor;
    const bytes = elements(shape) * widthOf(storage);
    if (bytes > fileSize) {
      throw new InputError(
        `Tensor "${name}" [${shape.join(', ')}] would take ${bytes} bytes, more than its whole file of ${fileSize}: it repeats few values, save it contiguous.`,
      );
    }
    lazy.set(name, { dtype: storage.dtype, shape, read: () => reader.read(tensor) });
  }
  const others = [...beside.keys()].join(', ');
  const notes = path ? [`The weights are those under "${path}"${others ? `; not read: ${others}` : ''}.`] : [];
  const metadata = Object.fromEntries([...beside].filter(([, text]) => text !== ''));
  return { format, tensors: lazy, metadata, notes };
}

/** @throws InputError; no storage has been read then */
export async function openTorchZip(archive: ZipArchive): Promise<WeightFile> {
  const pickles = [...archive.members.values()].filter(({ name }) => TORCH_PICKLE.test(name));
  const [pickle] = pickles;
  if (!pickle || pickles.length > 1)
    throw new InputError('The archive has no data.pkl of its own; it is no PyTorch file.');
  if (pickle.size > MAX_PICKLE) refusePickle(`The pickle has ${pickle.size} bytes, more than ${MAX_PICKLE}`);
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const order = archive.members.get(`${folder}byteorder`);
  if (order && order.size < FIRST_CHUNK && new TextDecoder().decode(await readMember(archive, order)) === 'big') {
    throw new InputError('The file was written on a big-endian machine; convert it to .safetensors there.');
  }
  const { host, storages } = torchHost();
  const { value } = unpickle(await readMember(archive, pickle), host);
  const members = new Map<TorchStorage, ZipMember>();
  for (const storage of storages.values()) members.set(storage, memberOf(archive, folder, storage));
  return weightFile('PyTorch', value, archive.source.size, (storage, from, to) =>
    readMember(archive, members.get(storage)!, { from, to }),
  );
}

function memberOf({ members }: ZipArchive, folder: string, storage: TorchStorage): ZipMember {
  const member = members.get(`${folder}data/${storage.key}`);
  const bytes = storage.size * widthOf(storage);
  if (member?.size === bytes) return member;
  return refusePickle(
    `The storage "${storage.key}" should have ${bytes} bytes, but the archive has ${member ? member.size : 'none'}`,
  );
}

/** Four pickles after the magic one: protocol, machine, the object, the storages' keys; `end` is behind them. */
function legacyPickles(
  bytes: Uint8Array,
): { object: unknown; keys: unknown; end: number } & ReturnType<typeof torchHost> {
  const { host, storages } = torchHost();
  let end = 0;
  const next = (): unknown => {
    const result = unpickle(bytes, host, end);
    end = result.end;
    return result.value;
  };
  if (next() !== LEGACY_MAGIC) refusePickle('The pickle does not begin with the number of torch.save');
  const version = next();
  if (version !== LEGACY_PROTOCOL)
    refusePickle(`The file is of PyTorch's protocol ${String(version)}, known is ${LEGACY_PROTOCOL}`);
  const machine = next();
  if (machine instanceof PyDict && machine.entries.get('little_endian') === false) {
    throw new InputError('The file was written on a big-endian machine; convert it to .safetensors there.');
  }
  const object = next();
  return { object, keys: next(), end, host, storages };
}

/** Reads more and more of the file until its pickles are whole; the storages behind them stay where they are. */
async function readLegacyPickles(source: ByteSource): Promise<ReturnType<typeof legacyPickles>> {
  for (let length = Math.min(FIRST_CHUNK, source.size); ; length = Math.min(4 * length, source.size)) {
    try {
      return legacyPickles(await readRange(source, 0, length, 'The pickles'));
    } catch (error) {
      if (!(error instanceof ShortPickleError) || length === source.size) throw error;
      if (length >= MAX_PICKLE) refusePickle(`The pickles go on behind byte ${length}`);
    }
  }
}

/** @throws InputError; no storage has been read then */
export async function openTorchLegacy(source: ByteSource): Promise<WeightFile> {
  const { object, keys, end, storages } = await readLegacyPickles(source);
  const list: readonly unknown[] = keys instanceof PyTuple ? keys.items : Array.isArray(keys) ? keys : [];
  const places = new Map<TorchStorage, number>();
  let place = end;
  for (const key of list) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (!storage || places.has(storage)) {
      return refusePickle('The list of storages names one that no tensor lies in, or one twice');
    }
    const head = await readRange(source, place, LEGACY_SIZE_BYTES, `The size of storage "${storage.key}"`);
    const size = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
    if (size !== BigInt(storage.size))
      refusePickle(`The storage "${storage.key}" has ${size} values, not ${storage.size}`);
    places.set(storage, place + LEGACY_SIZE_BYTES);
    place += LEGACY_SIZE_BYTES + storage.size * widthOf(storage);
  }
  const absent = [...storages.values()].find((storage) => !places.has(storage));
  if (absent) refusePickle(`The storage "${absent.key}" is not in the file`);
  if (place > source.size) refusePickle(`The storages end at byte ${place}, the file at ${source.size}`);
  return weightFile('PyTorch (before 1.6)', object, source.size, (storage, from, to) =>
    readRange(source, places.get(storage)! + from, to - from, `The storage "${storage.key}"`),
  );
}
