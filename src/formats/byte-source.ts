/** A file as bytes at offsets, so that a large one is never in memory as a whole. */
import { InputError } from '../base/errors';

export interface ByteSource {
  /** bytes */
  readonly size: number;
  /** Exactly `length` bytes from `offset`, both inside the file; callers ask through `readRange`. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes that are in memory already; what is read is a view of them. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, readAt: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A dropped or chosen file. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    readAt: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/**
 * The only way to the bytes of a source: whatever a header claims, nothing beyond the file is asked for.
 * @param what the part that is read, as a person would call it
 * @throws InputError if the range is not inside the file, or the file has become shorter meanwhile
 */
export async function readRange(source: ByteSource, offset: number, length: number, what: string): Promise<Uint8Array> {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!whole || offset + length > source.size) {
    throw new InputError(
      `${what} should be ${length} bytes at ${offset}, but the file ends at ${source.size}; it is damaged or incomplete, fetch it again.`,
    );
  }
  const bytes = await source.readAt(offset, length);
  if (bytes.length !== length) {
    throw new InputError(
      `${what} has ${length} bytes but only ${bytes.length} came; the file changed while it was read, choose it again.`,
    );
  }
  return bytes;
}
