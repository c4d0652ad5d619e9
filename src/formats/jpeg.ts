/**
 * JPEG files (ITU T.81), through jpeg-js: slower than a browser's decoder, but the same bytes in a worker and in Node.
 * An orientation in the file's EXIF part is ignored: pixels stay as stored, as labels beside them are.
 */
import jpeg from 'jpeg-js';
import { InputError } from '../base/errors';
import { checkSize, type Raster } from './raster';

/** Of jpeg-js, which keeps all coefficients as 32-bit numbers: about 35 megapixels. */
const MOST_MEGABYTES = 512;
/** A progressive picture has about ten; each passes over all blocks, however few bytes it has. */
const MOST_SCANS = 100;
const BLOCK = 64; // pixels

interface Frame {
  readonly width: number;
  readonly height: number;
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/**
 * Always RGB of eight bits, grey too. @param what the file, as a person would call it
 * @throws InputError if it is no JPEG, is cut off or damaged, or declares a size that its data cannot have
 */
export function readJpeg(bytes: Uint8Array, what: string): Raster {
  if (!isJpeg(bytes)) throw new InputError(`${what} is no JPEG image; give it as JPEG or PNG.`);
  const frame = findFrame(bytes, what);
  checkSize(frame.width, frame.height, what);
  // Every block of the first component takes a bit at least.
  if ((frame.width * frame.height) / BLOCK > bytes.length * 8) {
    refuse(`${what} declares ${frame.width} x ${frame.height} pixels, which ${bytes.length} bytes cannot hold`);
  }
  try {
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxMemoryUsageInMB: MOST_MEGABYTES,
    });
    return { width, height, channels: 3, data };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(`${what} cannot be decoded (${reason})`);
  }
}

function refuse(problem: string): never {
  throw new InputError(`${problem}; the image is damaged or incomplete, fetch or save it again.`);
}

/** The size that the first frame header declares, found without decoding; counts scans on the way. */
function findFrame(bytes: Uint8Array, what: string): Frame {
  let frame: Frame | undefined;
  let scans = 0;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) {
      at++; // data of a scan, fill bytes, restarts
      continue;
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame && !frame && at + 10 <= bytes.length) {
      if (marker > 0xc2) refuse(`${what} is a JPEG of kind ${marker - 0xc0}, known are 0 to 2 (baseline, progressive)`);
      if (bytes[at + 4] !== 8) refuse(`${what} has ${bytes[at + 4]} bits a sample, known is 8`);
      frame = { height: (bytes[at + 5]! << 8) | bytes[at + 6]!, width: (bytes[at + 7]! << 8) | bytes[at + 8]! };
    }
    if (marker === 0xda && ++scans > MOST_SCANS) refuse(`${what} has more than ${MOST_SCANS} scans`);
    at += 2 + length;
  }
  return frame ?? refuse(`${what} has no frame header in its ${bytes.length} bytes`);
}
