/** What a pickle of torch.save may mention, and what it becomes: tensors as places in storages. Nothing else is read. */
import { PyDict, PyFunction, PyOpaque, PyTuple, refusePickle, type PickleHost } from '../formats/pickle';
import type { Dtype } from './safetensors';
import { elements, span, type Strided } from './strided';

/** A storage that the file holds; several tensors may lie in it. */
export interface TorchStorage {
  readonly key: string;
  readonly dtype: Dtype;
  /** values */
  readonly size: number;
  /** tensors seen in it */
  users: number;
}

export class TorchTensor implements Strided {
  constructor(
    readonly storage: TorchStorage,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    readonly offset: number,
  ) {}
}

/** The class of a storage, as pickles name it. */
class StorageType {
  constructor(readonly dtype: Dtype) {}
}

/** A part of a storage, as files from before 2018 may have it. */
class StorageView {
  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
  ) {}
}

const STORAGE_TYPES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};
const MAX_AXES = 64; // PyTorch's own limit

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function counts(value: unknown, what: string): number[] {
  if (!(value instanceof PyTuple) || value.items.length > MAX_AXES || !value.items.every(isCount)) {
    refusePickle(`A tensor of the pickle has a ${what} that is no short list of whole numbers`);
  }
  return value.items as number[];
}

/** torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks) */
function rebuildTensor([place, given, size, stride]: readonly unknown[]): TorchTensor {
  const view = place instanceof StorageView ? place : undefined;
  if (!view || !isCount(given)) return refusePickle('A tensor of the pickle has no storage or no offset');
  const { storage } = view;
  const [shape, strides, offset] = [counts(size, 'size'), counts(stride, 'stride'), given + view.offset];
  const tensor = new TorchTensor(storage, shape, strides, offset);
  const { to } = shape.length === strides.length ? span(tensor) : { to: NaN };
  if (!Number.isSafeInteger(elements(shape)) || !(to <= storage.size)) {
    refusePickle(
      `A tensor [${shape.join(', ')}] with strides [${strides.join(', ')}] at ${offset} does not lie in its storage "${storage.key}" of ${storage.size} values`,
    );
  }
  storage.users++;
  return tensor;
}

function rebuildParameter([data]: readonly unknown[]): TorchTensor {
  return data instanceof TorchTensor ? data : refusePickle('A parameter of the pickle holds no tensor');
}

/** OrderedDict(), OrderedDict([[key, value], …]) of Python 2, Counter({…}) */
function dictionary([items]: readonly unknown[]): PyDict {
  if (items instanceof PyDict) return items;
  const dict = new PyDict();
  for (const pair of Array.isArray(items) ? (items as unknown[]) : []) {
    const [key, value] = pair instanceof PyTuple ? pair.items : Array.isArray(pair) ? (pair as unknown[]) : [];
    if (key === undefined || Array.isArray(key))
      refusePickle('A dictionary of the pickle is made of something else than pairs');
    dict.entries.set(key, value);
  }
  return dict;
}

const sequence = ([items]: readonly unknown[]): unknown =>
  Array.isArray(items) || items instanceof PyTuple ? items : refusePickle('A set of the pickle is made of no list');
const opaque = (name: string): PyFunction => new PyFunction(name, () => new PyOpaque(name));

/**
 * Tensors and containers, plus what training scripts put beside the weights and what is inert: NumPy's scalars (a best
 * result), torch.Size and torch.device.
 */
const GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.entries(STORAGE_TYPES).map(([name, dtype]): [string, unknown] => [`torch ${name}`, new StorageType(dtype)]),
  ...(
    [
      ['torch._utils _rebuild_tensor_v2', rebuildTensor],
      ['torch._utils _rebuild_parameter', rebuildParameter],
      ['collections OrderedDict', dictionary],
      ['collections Counter', dictionary],
      ['builtins set', sequence],
      ['__builtin__ set', sequence],
      ['torch Size', sequence],
    ] as const
  ).map(([name, build]): [string, unknown] => [name, new PyFunction(name, build)]),
  ...[
    'torch device',
    'numpy dtype',
    'numpy.core.multiarray scalar',
    'numpy._core.multiarray scalar',
    '_codecs encode',
  ].map((name): [string, unknown] => [name, opaque(name)]),
]);

/** @returns the host for `unpickle`, and the storages that the pickle has named so far */
export function torchHost(): { host: PickleHost; storages: ReadonlyMap<string, TorchStorage> } {
  const storages = new Map<string, TorchStorage>();
  const persistent = (id: unknown): StorageView => {
    const [kind, type, key, , size, view] = id instanceof PyTuple ? id.items : [];
    if (kind !== 'storage' || !(type instanceof StorageType) || typeof key !== 'string' || !isCount(size)) {
      refusePickle('The pickle holds something else than tensors and plain data (a whole model, perhaps)');
    }
    const known = storages.get(key);
    if (known && (known.dtype !== type.dtype || known.size !== size)) {
      refusePickle(
        `The storage "${key}" is ${known.dtype} of ${known.size} values and ${type.dtype} of ${size} at once`,
      );
    }
    const storage = known ?? { key, dtype: type.dtype, size, users: 0 };
    storages.set(key, storage);
    const offset = view instanceof PyTuple ? view.items[1] : 0;
    return new StorageView(
      storage,
      isCount(offset) ? offset : refusePickle(`The storage "${key}" has a view of no place`),
    );
  };
  return { host: { global: (module, name) => GLOBALS.get(`${module} ${name}`), persistent }, storages };
}
