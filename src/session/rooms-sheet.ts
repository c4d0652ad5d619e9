/** A contact sheet of rooms: many small pictures in one. */
import { InputError } from '../base/errors';
import { contactSheet } from '../data/rooms/contact-sheet';
import { generateRooms } from '../data/rooms/rooms';
import type { Sample } from '../data/sample';
import { encodePng } from '../formats/png';
import { closeGpu, gpu, openGpu } from '../gpu/device';

const KINDS = ['image', 'semseg', 'depth', 'normals', 'boundary'] as const;
const COLUMNS = 6;

export interface RoomsSheetOptions {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly seed: number;
  readonly kind: string;
}

/** @returns a PNG file @throws InputError */
export async function roomsSheet({ count, height, width, seed, kind }: RoomsSheetOptions): Promise<Uint8Array> {
  const known = KINDS.find((one) => one === kind);
  if (!known) throw new InputError(`The kind "${kind}" is unknown; known kinds: ${KINDS.join(', ')}.`);
  await openGpu();
  try {
    const samples: Sample[] = [];
    for await (const sample of generateRooms(gpu().device, { rooms: count, viewsPerRoom: 1, height, width, seed }))
      samples.push(sample);
    return encodePng(contactSheet(samples, COLUMNS, known));
  } finally {
    closeGpu();
  }
}
