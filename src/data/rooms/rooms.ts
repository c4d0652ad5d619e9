/** Rooms, the built-in data set: photographs of procedural indoor scenes with exact labels, made on the GPU. */
import { InputError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import type { Sample } from '../sample';
import { roomCamera } from './cameras';
import type { Difficulty } from './difficulty';
import { SceneRenderer } from './render';
import { MOST_ROOMS, roomScene, type RoomScene } from './scene';

export interface RoomsOptions {
  readonly rooms: number;
  readonly viewsPerRoom: number;
  readonly height: number;
  readonly width: number;
  readonly seed: number;
  /** Medium, if not given. */
  readonly difficulty?: Difficulty;
  readonly sensorNoise?: boolean;
}

const LIMITS = {
  rooms: { low: 1, high: MOST_ROOMS, step: 1 },
  viewsPerRoom: { low: 1, high: 16, step: 1 },
  height: { low: 16, high: 2048, step: 2 },
  width: { low: 16, high: 2048, step: 2 },
  seed: { low: 0, high: 2 ** 32 - 1, step: 1 },
} as const;

/** Throws an InputError that names the first option that cannot be used. */
export function checkRoomsOptions(options: RoomsOptions): void {
  for (const [name, { low, high, step }] of Object.entries(LIMITS)) {
    const value = options[name as keyof typeof LIMITS];
    if (Number.isInteger(value) && value >= low && value <= high && value % step === 0) continue;
    const kind = step === 2 ? 'an even whole number' : 'a whole number';
    throw new InputError(
      `rooms option "${name}" is ${value}, which must be ${kind} from ${low} to ${high}; choose another value`,
    );
  }
}

function checkIndex(name: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new InputError(`${name} ${value} does not exist; choose a whole number from 0 to ${count - 1}`);
}

/** Any picture of the data set by its room and view, each independent of the others. */
export class RoomRenderer {
  private readonly renderer: SceneRenderer;
  private last: RoomScene | undefined;

  constructor(
    device: GPUDevice,
    private readonly options: RoomsOptions,
  ) {
    checkRoomsOptions(options);
    this.renderer = new SceneRenderer(device);
  }

  async render(roomIndex: number, viewIndex: number): Promise<Sample> {
    const { rooms, viewsPerRoom, height, width, seed, difficulty, sensorNoise = false } = this.options;
    checkIndex('room', roomIndex, rooms);
    checkIndex('view', viewIndex, viewsPerRoom);
    if (this.last?.index !== roomIndex) this.last = roomScene(seed, roomIndex, difficulty);
    return this.renderer.render({
      id: `room-${String(roomIndex).padStart(5, '0')}-${viewIndex}`,
      scene: this.last,
      camera: roomCamera(this.last, viewIndex, height / width),
      height,
      width,
      seed: deriveSeed(seed, 'rooms-jitter', roomIndex, viewIndex),
      sensorNoise,
    });
  }

  dispose(): void {
    this.renderer.dispose();
  }
}

/**
 * All pictures in order: room-00000-0, room-00000-1, room-00001-0 …
 * @param roomAt another room for a place in that order; asked when its turn comes
 */
export async function* generateRooms(
  device: GPUDevice,
  options: RoomsOptions,
  roomAt: (place: number) => number = (place) => place,
): AsyncGenerator<Sample> {
  checkRoomsOptions(options);
  const renderer = new RoomRenderer(device, { ...options, rooms: MOST_ROOMS });
  try {
    for (let place = 0; place < options.rooms; place++) {
      const room = roomAt(place);
      for (let view = 0; view < options.viewsPerRoom; view++) yield await renderer.render(room, view);
    }
  } finally {
    renderer.dispose();
  }
}
