/** Weights of any known kind, recognised by what is in the file and never by its name. */
import { InputError } from '../base/errors';
import { bytesSource, readRange, type ByteSource } from '../formats/byte-source';
import { NPY_MAGIC } from '../formats/npy';
import { openZip } from '../formats/zip';
import { fromJaxVit, isJaxVit } from './jax-vit';
import { isNpz, openNpz } from './npz';
import { openSafetensors, openSharded, type FindBeside } from './safetensors-stream';
import { openTorchLegacy, openTorchZip, TORCH_PICKLE } from './torch-file';
import type { WeightFile } from './weight-file';

const KNOWN = 'known are .safetensors (and their index.json), .pth and .pt of PyTorch, .npz of JAX vision transformers';
const START = 264; // bytes: a tar archive says what it is at 257
const TAR_MARK = 257;
const PICKLE_PROTOCOL = 0x80;

/** Files that people may take for weights, and what to do with them. */
const OTHERS: readonly [mark: string, at: number, what: string][] = [
  ['\x1f\x8b', 0, 'a gzip file: unpack it first'],
  ['ustar', TAR_MARK, 'a tar archive: unpack it first'],
  ['\x89HDF', 0, 'an HDF5 file: load it in Keras and save as .safetensors'],
  [NPY_MAGIC, 0, 'a single array: save named ones with numpy.savez'],
  ['BZh', 0, 'a bzip2 file: unpack it first'],
  ['<', 0, 'a web page: the address led to no file, sign in or take the direct link'],
  ['version https://git-lfs', 0, 'a pointer of git-lfs: fetch the file itself with git lfs pull'],
];

/**
 * @param file its bytes, or where they can be read
 * @param name as a person knows the file, for errors
 * @param findBeside finds the parts of a model that is split over several files
 * @throws InputError if the file is of no known kind, or is not what it says; nothing but headers has been read then
 */
export async function readWeights(
  file: Uint8Array | ByteSource,
  name: string,
  findBeside: FindBeside = async () => undefined,
): Promise<WeightFile> {
  const source = file instanceof Uint8Array ? bytesSource(file) : file;
  try {
    return await openByContent(source, findBeside);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${name}: ${error.message}`, { cause: error });
  }
}

async function openByContent(source: ByteSource, findBeside: FindBeside): Promise<WeightFile> {
  if (source.size === 0) throw new InputError(`The file is empty; ${KNOWN}.`);
  const bytes = await readRange(source, 0, Math.min(START, source.size), 'The start of the file');
  const start = String.fromCharCode(...bytes);
  const isText = /^\s*[{[]/.test(start) && bytes[7] !== 0; // the length of a header below 2^56 ends with a zero
  if (start[8] === '{' && !isText) return openSafetensors(source); // behind the eight bytes of the header's length
  if (start.startsWith('PK')) return openArchive(source);
  if (bytes[0] === PICKLE_PROTOCOL) return openTorchLegacy(source);
  if (isText) return openSharded(source, findBeside);
  const other = OTHERS.find(([mark, at]) => start.startsWith(mark, at));
  if (other) throw new InputError(`The file is ${other[2]}; ${KNOWN}.`);
  const shown = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new InputError(`The file begins with ${shown}, which is no kind of weights known here; ${KNOWN}.`);
}

async function openArchive(source: ByteSource): Promise<WeightFile> {
  const archive = await openZip(source);
  if ([...archive.members.keys()].some((name) => TORCH_PICKLE.test(name))) return openTorchZip(archive);
  if (!isNpz(archive)) {
    const names = [...archive.members.keys()].slice(0, 5).join(', ') || 'nothing';
    throw new InputError(`The archive holds ${names}; wanted is PyTorch's data.pkl or NumPy's arrays (.npy).`);
  }
  const arrays = await openNpz(archive);
  return isJaxVit(arrays) ? fromJaxVit(arrays) : arrays;
}
