/** Arrays of a NumPy .npz archive: a zip of .npy files, stored or deflated. */
import { InputError } from '../base/errors';
import { NPY_HEADER_MOST, readNpyHeader, type NpyHeader } from '../formats/npy';
import { readChecked, readMember, type ZipArchive, type ZipMember } from '../formats/zip';
import { DTYPES, type Dtype } from './safetensors';
import { elements, gather, typed } from './strided';
import type { WeightFile, WeightTensor } from './weight-file';

/** NumPy's names of dtypes, little-endian or of one byte. */
const DESCRIPTIONS: Readonly<Record<string, Dtype>> = {
  '<f8': 'F64',
  '<f4': 'F32',
  '<f2': 'F16',
  '<i8': 'I64',
  '<i4': 'I32',
  '<i2': 'I16',
  '<u8': 'U64',
  '<u4': 'U32',
  '<u2': 'U16',
  '|i1': 'I8',
  '|u1': 'U8',
  '|b1': 'BOOL',
};
const ENDING = '.npy';

export const isNpz = ({ members }: ZipArchive): boolean => [...members.keys()].some((name) => name.endsWith(ENDING));

/** Reads all headers. @throws InputError; no values have been read then, unless the archive is deflated */
export async function openNpz(archive: ZipArchive): Promise<WeightFile> {
  const tensors = new Map<string, WeightTensor>();
  const others: string[] = [];
  for (const member of archive.members.values()) {
    const { name } = member;
    if (name.endsWith(ENDING)) tensors.set(name.slice(0, -ENDING.length), await openArray(archive, member));
    else others.push(name);
  }
  const notes = others.length > 0 ? [`Not read, since no arrays: ${others.slice(0, 5).join(', ')}.`] : [];
  return { format: 'npz', tensors, metadata: {}, notes };
}

async function openArray(archive: ZipArchive, member: ZipMember): Promise<WeightTensor> {
  const most = { from: 0, to: Math.min(member.size, NPY_HEADER_MOST) };
  const header = readNpyHeader(await readMember(archive, member, most), member.name);
  const { descr, shape, dataOffset } = header;
  const dtype = Object.hasOwn(DESCRIPTIONS, descr) ? DESCRIPTIONS[descr] : undefined;
  if (!dtype) {
    throw new InputError(
      `The array "${member.name}" has the dtype "${descr}"; known are ${Object.keys(DESCRIPTIONS).join(', ')}.`,
    );
  }
  const bytes = elements(shape) * DTYPES[dtype].BYTES_PER_ELEMENT;
  if (dataOffset + bytes !== member.size) {
    throw new InputError(
      `The array "${member.name}" is ${dtype} [${shape.join(', ')}] and needs ${bytes} bytes, but has ${member.size - dataOffset}; the archive is damaged, fetch it again.`,
    );
  }
  return { dtype, shape, read: () => readArray(archive, member, { ...header, dtype }) };
}

async function readArray(
  archive: ZipArchive,
  member: ZipMember,
  { dtype, shape, fortran, dataOffset }: NpyHeader & { dtype: Dtype },
): ReturnType<WeightTensor['read']> {
  const data = typed(dtype, (await readChecked(archive, member)).subarray(dataOffset));
  if (!fortran) return data;
  const strides = shape.map((_, axis) => elements(shape.slice(0, axis)));
  return gather(dtype, data, { shape, strides, offset: 0 });
}
