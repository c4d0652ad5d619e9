/** The rooms of a configuration, from the host's store; rendered once and kept. */
import type { DataConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import { evenScenes } from '../data/scenes';
import { FORMAT, RECORD_VERSION } from '../data/record';
import { generateRooms } from '../data/rooms/rooms';
import { ROOMS_VERSION } from '../data/rooms/version';
import { gpu } from '../gpu/device';
import { deriveSeed } from '../base/random';
import type { Surroundings } from './host';
import { StoredDatasetWriter, storedDataset } from './stored-dataset';

const LABELS = ['semseg', 'depth', 'normals', 'boundary'] as const;

export interface RoomsSpec {
  readonly rooms: DataConfig['rooms'];
  /** Height and width, pixels. */
  readonly size: readonly [number, number];
}

/** The name says everything that the bytes depend on, but the adapter. */
export function roomsName({ rooms, size }: RoomsSpec): string {
  return `rooms-v${ROOMS_VERSION}-${rooms.train}+${rooms.val}x${rooms.views}-${size[0]}x${size[1]}-seed${rooms.seed}`;
}

/** Sum and count of the valid depths, for the mean. */
class DepthMean {
  private sum = 0;
  private count = 0;

  add(depth: Float32Array): void {
    for (const metres of depth) {
      if (metres <= 0) continue;
      this.sum += metres;
      this.count += 1;
    }
  }

  get value(): number {
    return this.count > 0 ? this.sum / this.count : 0;
  }
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
  const writer = new StoredDatasetWriter(await host.data.create(name), { height, width, labels: LABELS });
  const mean = new DepthMean();
  let done = 0;
  try {
    for (const split of ['train', 'val'] as const) {
      const seed = deriveSeed(rooms.seed, `rooms ${split}`);
      const options = { rooms: rooms[split], viewsPerRoom: rooms.views, height, width, seed };
      for await (const sample of generateRooms(gpu().device, options)) {
        host.signal?.throwIfAborted();
        if (split === 'train') mean.add(sample.labels.depth!);
        await writer.add(split, sample);
        host.emit({ kind: 'data', name, done: ++done, total });
      }
    }
    return await writer.finish({
      format: FORMAT,
      version: RECORD_VERSION,
      name,
      meanDepth: mean.value,
      labelSet: 'nyuv2-40',
      scenes: {
        train: evenScenes(rooms.train * rooms.views, rooms.views),
        val: evenScenes(rooms.val * rooms.views, rooms.views),
      },
    });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
