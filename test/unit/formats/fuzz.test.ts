/** Thousands of damaged files: each is read or refused by an InputError, at once, and none takes memory it has not got. */
import { gzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { readJpeg } from '../../../src/formats/jpeg';
import { readMat5 } from '../../../src/formats/mat5';
import { readNpy } from '../../../src/formats/npy';
import { readPng } from '../../../src/formats/png';
import { gunzip, untar } from '../../../src/formats/tar';
import { jpg, nyudMt, tarOf } from '../../helpers/layouts';
import { mat5Bytes } from '../../helpers/mat5-writer';
import { npyBytes } from '../../helpers/npy-writer';
import { linesOf, pngBytes } from '../../helpers/png-writer';

const MOST_MILLISECONDS = 2000; // for one file: far more than any takes, far less than a hang
const MOST_BYTES = 1 << 26;
/** Numbers that headers lie with. */
const LIES = [0, 1, 0x7f, 0x80, 0xff];

/** A few bytes changed, the file cut short or grown, mostly where headers are. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const reach = random.uniform() < 0.7 ? Math.min(256, copy.length) : copy.length;
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(reach);
    copy[at] = random.uniform() < 0.5 ? random.pick(LIES) : random.below(256);
    if (random.uniform() < 0.2) copy.fill(random.pick(LIES), at, at + 4);
  }
  return random.uniform() < 0.1 ? copy.slice(0, random.below(copy.length)) : copy;
}

async function fuzz(files: readonly Uint8Array[], count: number, read: (bytes: Uint8Array<ArrayBuffer>) => unknown) {
  const random = new Random(files[0]!.length);
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const bytes = mutated(files[i % files.length]!, random);
    const from = performance.now();
    const [before] = [process.memoryUsage().arrayBuffers];
    try {
      await read(bytes);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused += 1;
    }
    expect(performance.now() - from).toBeLessThan(MOST_MILLISECONDS);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_BYTES);
  }
  expect(refused).toBeGreaterThan(count / 4); // the files were damaged, and it was noticed
  return refused;
}

const samples = Array.from({ length: 24 * 16 * 3 }, (_, i) => (i * 7) % 256);
const shared = { width: 24, height: 16, samples };

/** Its checksums put right again, so that what lies behind them is reached. */
function reopened(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height, depth, color] = [view.getUint32(16), view.getUint32(20), bytes[24]!, bytes[25]!];
  const packed = bytes.subarray(41, Math.max(41, bytes.length - 28));
  return pngBytes({ ...shared, depth, color, interlaced: bytes[28] === 1, declared: { width, height }, packed });
}

it('png, as damaged and with right checksums', async () => {
  const files = [
    pngBytes({ ...shared, depth: 8, color: 2 }),
    pngBytes({ ...shared, depth: 16, color: 0, interlaced: true }),
    pngBytes({ ...shared, depth: 8, color: 3, palette: samples.slice(0, 768) }),
  ];
  expect(linesOf({ ...shared, depth: 8, color: 2 })).toHaveLength(16 * 73);
  await fuzz(files, 3000, (bytes) => readPng(bytes, 'x'));
  await fuzz(files, 3000, (bytes) => {
    if (bytes.length > 60) readPng(reopened(bytes), 'x');
    else throw new InputError('too short');
  });
});

it('jpeg', async () => {
  const random = new Random(3);
  const noise = Uint8Array.from({ length: 32 * 24 * 3 }, () => random.below(256));
  await fuzz([jpg(32, 24, noise)], 2000, (bytes) => readJpeg(bytes, 'x'));
});

it('npy', async () => {
  const files = [
    npyBytes([4, 5, 3], new Float32Array(60), { fortran: true }),
    npyBytes([60], new Float64Array(60), { version: 3 }),
  ];
  await fuzz(files, 4000, (bytes) => readNpy(bytes, 'x'));
});

it('mat 5', async () => {
  const mask = { type: 'uint8', height: 3, width: 2, rows: [1, 0, 1, 1, 0, 0] } as const;
  const person = {
    class: 'person',
    mask,
    parts: [
      { part_name: 'head', mask },
      { part_name: 'torso', mask },
    ],
  };
  const bytes = mat5Bytes({ LabelMap: { ...mask, type: 'double' }, anno: { objects: [person, person] } });
  await fuzz([bytes, bytes.slice(0, 400)], 4000, (changed) => readMat5(changed, 'x'));
});

it('tar and gzip', async () => {
  const tar = await tarOf(nyudMt({ train: 1, val: 1 }));
  const read = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    for await (const member of untar(stream, 'x')) if (member.size < 1 << 20) await member.read();
  };
  const streamOf = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> => new Blob([bytes]).stream();
  await fuzz([tar], 500, (bytes) => read(streamOf(bytes)));
  await fuzz([gzipSync(tar)], 500, (bytes) => read(gunzip(streamOf(bytes), 'x')));
});
