/** The rooms of a configuration, from the host's store; rendered once and kept. */
import type { DataConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import { evenScenes } from '../data/scenes';
import { RECORD_VERSION } from '../data/record';
import { generateRooms } from '../data/rooms/rooms';
import { SplitBalance } from '../data/rooms/split';
import { ROOMS_VERSION } from '../data/rooms/version';
import { gpu } from '../gpu/device';
import { deriveSeed } from '../base/random';
import type { Surroundings } from './host';
import { StoredDatasetWriter, storedDataset } from './stored-dataset';

export interface RoomsSpec {
  readonly rooms: DataConfig['rooms'];
  /** Height and width, pixels. */
  readonly size: readonly [number, number];
}

/** The name says everything that the bytes depend on, but the adapter. */
export function roomsName({ rooms, size }: RoomsSpec): string {
  const { train, val, views, seed, difficulty, sensorNoise } = rooms;
  const count = `${train}+${val}x${views}-${size[0]}x${size[1]}`;
  return `rooms-v${ROOMS_VERSION}.${RECORD_VERSION}-${count}-seed${seed}-${difficulty}${sensorNoise ? '-noise' : ''}`;
}

/** Renders the rooms unless the host has them already. Needs the open GPU. @throws the signal's reason */
export async function roomsDataset(host: Surroundings, spec: RoomsSpec): Promise<Dataset> {
  const name = roomsName(spec);
  const known = await host.data.find(name);
  return known ? storedDataset(known) : renderRooms(host, spec);
}

async function renderRooms(host: Surroundings, spec: RoomsSpec): Promise<Dataset> {
  const { rooms, size } = spec;
  const [height, width] = size;
  const name = roomsName(spec);
  const total = (rooms.train + rooms.val) * rooms.views;
  const seeds = { train: deriveSeed(rooms.seed, 'rooms train'), val: deriveSeed(rooms.seed, 'rooms val') };
  const { difficulty, sensorNoise, views } = rooms;
  const balance = new SplitBalance({ rooms: rooms.val, seed: seeds.val, difficulty });
  const writer = new StoredDatasetWriter(await host.data.create(name));
  let done = 0;
  try {
    for (const split of ['train', 'val'] as const) {
      const seed = seeds[split];
      const options = { rooms: rooms[split], viewsPerRoom: views, height, width, seed, difficulty, sensorNoise };
      const roomAt = (place: number): number => (split === 'val' ? balance.roomAt(place) : place);
      for await (const sample of generateRooms(gpu().device, options, roomAt)) {
        host.signal?.throwIfAborted();
        if (split === 'train') balance.trained(sample);
        else balance.validated(sample);
        await writer.add(split, sample);
        host.emit({ kind: 'data', name, done: ++done, total });
      }
    }
    return await writer.finish({
      name,
      labelSet: 'nyuv2-40',
      origin: {
        title: 'Rooms',
        importer: null,
        source: '',
        chosen: {},
        derived: {},
        skipped: 0,
        createdAt: Date.now(),
      },
      scenes: {
        train: evenScenes(rooms.train * views, views),
        val: evenScenes(rooms.val * views, views),
      },
    });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
