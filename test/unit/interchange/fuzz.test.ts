import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { elements } from '../../../src/interchange/strided';
import { DTYPES, writeSafetensors, type StoredTensor } from '../../../src/interchange/safetensors';
import { readWeights } from '../../../src/interchange/weights';
import { goldenBytes, npyOf, watched, zipOf } from './files';

/** Numbers that headers lie with: lengths and counts at the ends of their types. */
const LIES = [0, 1, 0x7f, 0x80, 0xff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** What a reader may ask a source for in all, in file sizes: directory, pickle and storages once each, and the start. */
const MOST_READ = 4;
/** Bytes that fixed parts of the formats may add to that: start, end and headers of members, each of at most 64 kB. */
const FIXED_READS = 1 << 17;

/** Parts of the file that say something, as bytes from and to. */
interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly parts: readonly (readonly [number, number])[];
}

function safetensorsSeed(): Seed {
  const tensors = new Map<string, StoredTensor>([
    ['a.weight', { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) }],
    ['b', { dtype: 'I64', shape: [], data: BigInt64Array.of(3n) }],
    ['c', { dtype: 'F16', shape: [4], data: new Uint16Array(4) }],
  ]);
  const bytes = writeSafetensors(tensors, { format: 'pt' });
  return {
    name: 'safetensors',
    bytes,
    parts: [
      [0, 8],
      [8, bytes.length - 40],
    ],
  };
}

/** The parts of an archive: its pickle if it has one, the directory, the end. */
function archiveSeed(name: string, bytes: Uint8Array): Seed {
  const text = Buffer.from(bytes).toString('latin1');
  const find = (mark: string, from = 0): number => {
    const at = text.indexOf(mark, from);
    if (at < 0) throw new Error(`${name} has no ${JSON.stringify(mark)}`);
    return at;
  };
  const pickle = text.indexOf('.pkl') < 0 ? [] : [[find('\x80\x02'), find('PK\x03\x04', 4)] as const];
  const directory = find('PK\x01\x02');
  const end = bytes.length - 22; // no comment
  return { name, bytes, parts: [...pickle, [directory, end], [end, bytes.length]] };
}

const PACKED_VALUES = 81 * 4; // bytes of the deflated array, which are more than its file
const npz = zipOf({
  'a.npy': npyOf('<f4', [2, 3], new Float32Array(6)),
  'b.npy': npyOf('<i8', [2], new BigInt64Array(2)),
});
const packed = zipOf({ 'a.npy': npyOf('<f4', [9, 9], new Float32Array(81)) }, 6);
const legacy = goldenBytes('ckpt/training.legacy.pth.tar');
const SEEDS: readonly (readonly [Seed, number])[] = [
  [safetensorsSeed(), 4000],
  [archiveSeed('.pth', goldenBytes('ckpt/odd_tensors.zip.pth')), 2500],
  [archiveSeed('.pth.tar', goldenBytes('ckpt/training.pth.tar')), 1500],
  [{ name: 'legacy .pth', bytes: legacy, parts: [[0, legacy.length]] }, 1500],
  [archiveSeed('.npz', npz), 300],
  [archiveSeed('deflated .npz', packed), 200],
];

/** One to four changes in one part: a byte, a digit, a lying number, a piece copied, left out or put in, the end cut. */
function mutated({ bytes, parts }: Seed, random: Random): Uint8Array {
  let out: Uint8Array = bytes.slice();
  const [from, to] = random.pick(parts);
  const place = (): number => Math.min(from + random.below(to - from), out.length - 1);
  for (let left = 1 + random.below(4); left > 0 && out.length > 0; left--) {
    const kind = random.below(20);
    const [at, other, length] = [place(), place(), 1 + random.below(16)];
    if (kind < 4) out[at] = random.below(256);
    else if (kind < 8) writeDigit(out, at, random);
    else if (kind < 10) out[at]! ^= 1 << random.below(8);
    else if (kind < 14) writeLie(out, at, random);
    else if (kind < 16) out.copyWithin(at, other, other + length);
    else if (kind < 18) out = spliced(out, at, length);
    else if (kind < 19) out = spliced(out, at, 0, out.subarray(other, other + length));
    else out = out.slice(0, at);
  }
  return out;
}

/** Another digit for the next one of a text, or another byte where there is none. */
function writeDigit(bytes: Uint8Array, at: number, random: Random): void {
  const next = bytes.findIndex((byte, i) => i >= at && byte >= 0x30 && byte <= 0x39);
  bytes[next < 0 ? at : next] = 0x30 + random.below(10);
}

function writeLie(bytes: Uint8Array, at: number, random: Random): void {
  const [value, view] = [random.pick(LIES), new DataView(bytes.buffer)];
  const width = random.pick([1, 2, 4, 8]);
  for (let i = 0; i < width && at + i < bytes.length; i++) view.setUint8(at + i, (value / 256 ** (i % 4)) & 255);
}

function spliced(bytes: Uint8Array, at: number, drop: number, insert: Uint8Array = new Uint8Array(0)): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + drop)]);
}

/** @returns 'read' or 'refused'; anything else fails the test */
async function attempt(bytes: Uint8Array): Promise<'read' | 'refused'> {
  const source = watched(bytes);
  let result: 'read' | 'refused' = 'read';
  try {
    const { tensors } = await readWeights(source, 'x');
    for (const { dtype, shape, read } of tensors.values()) {
      const size = elements(shape) * DTYPES[dtype].BYTES_PER_ELEMENT;
      const isSmall = size <= Math.max(bytes.length, PACKED_VALUES);
      if (!isSmall) throw new Error(`a tensor of ${size} bytes in a file of ${bytes.length}`);
      if ((await read()).byteLength !== size) throw new Error(`[${shape.join(', ')}] was read as another size`);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (!/^x: .{10,}\.$|^(The|Tensor) .{10,}\.$/su.test(error.message)) throw error; // no sentence
    result = 'refused';
  }
  const total = source.reads.reduce((sum, { length }) => sum + length, 0);
  if (total > MOST_READ * bytes.length + FIXED_READS) throw new Error(`${total} bytes were read of ${bytes.length}`);
  return result;
}

test.each(SEEDS)('10,000 mutated headers are read or refused: $name', async (seed, rounds) => {
  const random = new Random(7);
  expect(await attempt(seed.bytes)).toBe('read');
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < rounds; i++) counts[await attempt(mutated(seed, random))]++;
  expect(counts.refused).toBeGreaterThan(rounds / 4); // or nothing was mutated
  expect(counts.read).toBeGreaterThan(0); // or everything is refused
});

test('the seeds make ten thousand', () => {
  expect(SEEDS.reduce((sum, [, rounds]) => sum + rounds, 0)).toBe(10_000);
});

/** Pickles whose reading would take the square of their length: a long list handed over again and again. */
test('a pickle that asks for quadratic work runs out of steps at once', async () => {
  const n = 20_000;
  const list = ['}q\0(', 'K\x01'.repeat(n), 'tq\x01'];
  const again = 'ccollections\nOrderedDict\nq\x02' + '0h\x02(h\x01tR'.repeat(n);
  const bytes = Uint8Array.from(`\x80\x02${list.join('')}${again}.`, (char) => char.charCodeAt(0));
  const started = performance.now();
  await expect(readWeights(zipOf({ 'a/data.pkl': bytes }), 'x')).rejects.toThrow('more steps than its size allows');
  expect(performance.now() - started).toBeLessThan(5000); // a slow machine's milliseconds; unbounded it takes minutes
});
