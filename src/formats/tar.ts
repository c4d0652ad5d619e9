/**
 * Tar archives (POSIX.1-2001 pax, GNU), member by member from front to back, through modern-tar; gzip (RFC 1952) through
 * the DecompressionStream that browsers and Node have. Nothing is kept but what is asked for.
 */
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { InputError } from '../base/errors';
import { joined } from './inflate';

export interface TarMember {
  /** As the archive has it: it may be a path outside. */
  readonly name: string;
  /** bytes, claimed; a member that is read and has fewer is an error */
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** All of it; once, and before the next member is asked for. @throws InputError if the archive ends within it */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

/** An honest archive of pictures shrinks 20-fold at most; a bomb 1000-fold (deflate's bound is 1032). */
const MOST_RATIO = 200;
/** Unpacked bytes that are never too many: an archive of label maps alone may be small. */
const NEVER_TOO_MANY = 1 << 28;

/** Bytes that are handed on at a time: Node unpacks 16 KB, and every chunk passes through several streams. */
const HANDED_ON = 1 << 18;

const TAR_MARK = { at: 257, text: 'ustar' };
const CHECKSUM = { at: 148, end: 156 };
const BLOCK = 512;

export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;

/** Whether a file is a tar archive. @param start its first 512 bytes */
export function isTar(start: Uint8Array): boolean {
  if (start.length < BLOCK) return false;
  if (String.fromCharCode(...start.subarray(TAR_MARK.at, TAR_MARK.at + 5)) === TAR_MARK.text) return true;
  const claimed = /^\s*([0-7]+)/.exec(String.fromCharCode(...start.subarray(CHECKSUM.at, CHECKSUM.end)))?.[1];
  if (!claimed || start[0] === 0) return false; // older than ustar: only the sum tells
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= CHECKSUM.at && i < CHECKSUM.end ? 32 : start[i]!;
  return sum === Number.parseInt(claimed, 8);
}

/**
 * Unpacked bytes of a gzip file, unpacked as they are asked for.
 * @param packed all its bytes
 * @param what the file, as a person would call it
 * @throws (through the stream) InputError if it is damaged, cut off, or grows without measure
 */
export function gunzip(packed: ReadableStream<Uint8Array>, what: string): Bytes {
  const chunks = unpacked(packed, what);
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void chunks.return(undefined),
    },
    { highWaterMark: 0 },
  );
}

async function* unpacked(packed: ReadableStream<Uint8Array>, what: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const inflater = new Inflater(packed);
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await inflater.read();
      if (done) break;
      bytes += value.length;
      if (bytes > Math.max(NEVER_TOO_MANY, inflater.packed * MOST_RATIO)) {
        const problem = `${what} unpacks to more than ${bytes} bytes from ${inflater.packed}`;
        throw new InputError(`${problem}, over ${MOST_RATIO} times as much; it is no archive of pictures.`);
      }
      waiting.push(value);
      size += value.length;
      if (size < HANDED_ON) continue;
      yield joined(waiting, size);
      [waiting, size] = [[], 0];
    }
    if (size > 0) yield joined(waiting, size);
  } catch (error) {
    if (!isDecoderError(error)) throw error;
    const problem = `${what} is damaged or cut off after ${inflater.packed} packed bytes`;
    throw new InputError(`${problem} (${(error as Error).message}); fetch it again.`, { cause: error });
  } finally {
    inflater.cancel();
  }
}

const ignore = (): void => undefined;
/** Turns of the microtask queue after which a chunk that lies ready has come. */
const TURNS = 4;

/**
 * Fed only when it has nothing left to give: in Node the queues of a DecompressionStream count chunks where bytes are
 * meant, and piped into one, a whole archive would lie in memory.
 */
class Inflater {
  /** bytes fed */
  packed = 0;
  private readonly source: ReadableStreamDefaultReader<Uint8Array>;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly writer: WritableStreamDefaultWriter<BufferSource>;
  private feeding: Promise<void> | undefined;
  private ended = false;

  constructor(packed: ReadableStream<Uint8Array>) {
    const { readable, writable } = new DecompressionStream('gzip');
    this.source = packed.getReader();
    this.reader = readable.getReader();
    this.writer = writable.getWriter();
  }

  async read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    let settled = false;
    const reading = this.reader.read().finally(() => (settled = true));
    reading.catch(ignore);
    for (;;) {
      for (let turn = 0; turn < TURNS && !settled; turn++) await Promise.resolve();
      if (settled || this.ended) return reading;
      this.feeding ??= this.feed();
      await Promise.race([reading, this.feeding]);
    }
  }

  cancel(): void {
    for (const end of [this.source.cancel(), this.reader.cancel(), this.writer.abort()]) end.catch(ignore);
  }

  private async feed(): Promise<void> {
    const { done, value } = await this.source.read();
    if (done) {
      this.ended = true;
      this.writer.close().catch(ignore); // what is missing, the reader says
    } else {
      this.packed += value.length;
      await this.writer.write(value as Uint8Array<ArrayBuffer>);
    }
    this.feeding = undefined;
  }
}

/** Of the decompression, not of who reads the file or has called it off. */
function isDecoderError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof TypeError || code.startsWith('Z_') || code.startsWith('ERR_');
}

const KINDS: Readonly<Record<string, TarMember['kind']>> = {
  file: 'file',
  directory: 'folder',
  link: 'link',
  symlink: 'link',
};

/**
 * The members in the archive's order; what is not read is passed over.
 * @param what the archive, as a person would call it
 * @throws InputError if it is no tar archive, damaged or cut off
 */
export async function* untar(stream: ReadableStream<Uint8Array>, what: string): AsyncGenerator<TarMember> {
  const members = stream.pipeThrough(createTarDecoder({ strict: true })).getReader();
  let seen = 0;
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await named(members.read(), what, seen);
      if (done) break;
      seen++;
      let taken = false;
      const { name, size, type } = value.header;
      yield {
        name,
        size,
        kind: KINDS[type ?? 'file'] ?? 'other',
        read: () => {
          taken = true;
          return named(readBody(value), what, seen);
        },
      };
      if (!taken) await named(passOver(value), what, seen);
    }
    finished = true;
  } finally {
    if (!finished) await members.cancel().catch(() => undefined);
  }
}

/** Read and dropped: modern-tar 0.8.6 looks one member ahead, and to cancel this one's body may lose the next one's. */
async function passOver({ body }: ParsedTarEntry): Promise<void> {
  for (const reader = body.getReader(); !(await reader.read()).done;);
}

async function readBody({ header, body }: ParsedTarEntry): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const reader = body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  if (size !== header.size) throw new Error(`"${header.name}" has ${size} of its ${header.size} bytes`);
  return joined(chunks, size);
}

async function named<T>(result: Promise<T>, what: string, seen: number): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error') throw error; // not modern-tar's: cancelled, or worded already
    const place = seen === 0 ? 'at its beginning' : `after ${seen} of its members`;
    throw new InputError(
      `${what} is no tar archive, or damaged or cut off ${place} (${error.message.replace(/\.$/, '')}); fetch it again.`,
      { cause: error },
    );
  }
}
