/** Deflated bytes through fflate, never to more than was promised (RFC 1950). */
import { Unzlib } from 'fflate';

/** Packed bytes at a time: deflate makes at most 1032 of one (RFC 1951), so no step takes more than 17 MB. */
const STEP = 1 << 14;

/** How a zlib stream failed; the caller knows what it was part of and words the error. */
export class InflateError extends Error {
  override name = 'InflateError';
}

/**
 * @param parts of one zlib stream, in order
 * @param most bytes that it may unpack to
 * @throws InflateError if it is damaged, cut off, or unpacks to more
 */
export function inflateAtMost(parts: readonly Uint8Array[], most: number): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Unzlib((chunk, final) => {
    ended ||= final;
    size += chunk.length;
    if (size > most) throw new InflateError(`unpacks to more than ${most} bytes`);
    chunks.push(chunk);
  });
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length; at += STEP) stream.push(part.subarray(at, at + STEP), false);
    }
    stream.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof InflateError) throw error;
    throw new InflateError('cannot be unpacked', { cause: error });
  }
  if (!ended) throw new InflateError('is cut off');
  return joined(chunks, size);
}

/** Chunks end to end. @param size their bytes together */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
