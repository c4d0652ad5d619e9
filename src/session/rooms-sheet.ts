/** A contact sheet of rooms: many small pictures in one, and how long they took. */
import { InputError } from '../base/errors';
import { contactSheet } from '../data/rooms/contact-sheet';
import { DIFFICULTIES } from '../data/rooms/difficulty';
import { generateRooms } from '../data/rooms/rooms';
import type { Sample } from '../data/sample';
import { encodePng } from '../formats/png';
import { closeGpu, gpu, openGpu } from '../gpu/device';

const KINDS = ['image', 'semseg', 'depth', 'normals', 'boundary', 'parts', 'saliency'] as const;
const COLUMNS = 6;

export interface RoomsSheetOptions {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly seed: number;
  readonly kind: string;
  readonly difficulty: string;
  readonly noise: boolean;
}

export interface RoomsSheet {
  /** A PNG file. */
  readonly png: Uint8Array;
  /** Of a picture, after the first, for which the shaders are compiled. */
  readonly secondsEach: number;
}

function known<T extends string>([what, several]: readonly [string, string], given: string, all: readonly T[]): T {
  const found = all.find((one) => one === given);
  if (found === undefined)
    throw new InputError(`The ${what} "${given}" is unknown; known ${several}: ${all.join(', ')}.`);
  return found;
}

/** @throws InputError */
export async function roomsSheet(options: RoomsSheetOptions): Promise<RoomsSheet> {
  const { count, height, width, seed, noise } = options;
  const kind = known(['kind', 'kinds'], options.kind, KINDS);
  const difficulty = known(['difficulty', 'difficulties'], options.difficulty, DIFFICULTIES);
  await openGpu();
  try {
    const samples: Sample[] = [];
    const wanted = { rooms: count, viewsPerRoom: 1, height, width, seed, difficulty, sensorNoise: noise };
    let first = 0;
    for await (const sample of generateRooms(gpu().device, wanted)) {
      samples.push(sample);
      if (samples.length === 1) first = performance.now();
    }
    const secondsEach = (performance.now() - first) / 1000 / Math.max(1, count - 1);
    return { png: encodePng(contactSheet(samples, COLUMNS, kind)), secondsEach };
  } finally {
    closeGpu();
  }
}
